//! Every call into the wasm module ends with a well-formed value or error, whatever the packed arguments are; what the calls find
//! in a packed tree is what the crate finds in the tree.

use kyclink::js::calls::Call;
use kyclink::js::native::run_call;
use kyclink::json::Json;
use kyclink::{ErrorCode, Object, Options, UntrustedValue, normalize, operation, validate};

use crate::grammar::is_json;

/// The bytes are the name of a call, a line break and its arguments as JSON; or its number and packed arguments.
pub(super) fn target(bytes: &[u8]) {
    if !bytes.first().is_some_and(u8::is_ascii_uppercase) {
        let Some((number, packed)) = bytes.split_first() else { return };
        return check(usize::from(*number) % Call::ALL.len(), packed).map_or_else(drop, drop);
    }
    let Some((name, json)) = std::str::from_utf8(bytes).ok().and_then(|text| text.split_once('\n')) else { return };
    let Some(number) = Call::ALL.iter().position(|call| call.constant() == name) else { return };
    let Some(arguments) = UntrustedValue::from_json(json) else { return };
    let mut packed = Vec::new();
    pack(&mut packed, &arguments);
    let output = check(number, &packed);
    let [name, input, rest @ ..] = arguments.list().unwrap_or_default() else { return };
    let Some(operation) = name.text().and_then(operation) else { return };
    let argument = |at| rest.get(at).unwrap_or(&UntrustedValue::Null);
    match (Call::ALL[number], output) {
        (Call::Normalize, output) => {
            let options = Options::default().with_phone_country(argument(0)).ok();
            let normal = options.map(|options| normalize(operation, input.clone(), options.phone_country).to_json());
            assert_eq!(output.ok(), normal);
        }
        (Call::Validate, Ok(output)) => {
            let options = Options::parse([0, 1, 2].map(argument)).and_then(|o| o.with_phone_country(argument(3)));
            let options = options.expect("the call accepted them");
            let verdict = validate(operation, input.clone(), &options);
            let as_given = verdict.result.is_ok() && verdict.as_given && verdict.warnings.is_empty();
            assert_eq!(output.is_empty(), as_given);
            if !as_given {
                let output = UntrustedValue::from_json(&output).expect("JSON");
                let [value, issues, warnings] = output.list().expect("a list") else { panic!("not three") };
                let count = |list: &UntrustedValue| list.list().map(<[_]>::len);
                assert_eq!(count(warnings), Some(verdict.warnings.len()));
                match verdict.result {
                    Ok(valid) => assert_eq!(value.to_json(), valid.value().to_json()),
                    Err(expected) => assert_eq!(count(issues), Some(expected.len())),
                }
            }
        }
        _ => {}
    }
}

fn check(number: usize, packed: &[u8]) -> Result<String, String> {
    let output = run_call(number, packed);
    match (&output, Call::ALL[number]) {
        (Err(error), call) => {
            assert!(is_json(error));
            let error = UntrustedValue::from_json(error).expect("JSON");
            let code =
                error.field("number").and_then(UntrustedValue::integer).and_then(|code| usize::try_from(code).ok());
            let code = code.and_then(|code| ErrorCode::ALL.get(code)).expect("the number of a code");
            // Pages of a list where a flow expects a response, which no wrapper passes.
            let is_flow = matches!(call, Call::Onboard | Call::Reconcile);
            assert!(is_flow || *code != ErrorCode::Internal);
        }
        // Requests and configurations are lines, and the first line of a step is JSON.
        (Ok(output), Call::BuildRequest | Call::CheckConfig) => assert!(output.contains('\n')),
        (Ok(output), Call::Onboard | Call::Reconcile) => assert!(output.lines().next().is_some_and(is_json)),
        (Ok(output), Call::ParseResponse) => assert!(is_json(output) || output.matches('\n').count() == 7),
        (Ok(output), Call::Validate) => assert!(output.is_empty() || is_json(output)),
        (Ok(output), _) => assert!(is_json(output)),
    }
    output
}

/// Packs a value as `lib/pack.js` does.
fn pack(out: &mut Vec<u8>, value: &UntrustedValue) {
    match value {
        UntrustedValue::Null => out.push(b'0'),
        UntrustedValue::Bool(value) => out.push(if *value { b't' } else { b'f' }),
        UntrustedValue::Number(number) => pack_text(out, b'n', number.as_str()),
        UntrustedValue::Text(text) => pack_text(out, b's', text),
        UntrustedValue::Malformed => out.push(b'm'),
        UntrustedValue::List(items) => {
            pack_count(out, b'[', items.len());
            items.iter().for_each(|item| pack(out, item));
        }
        UntrustedValue::Object(object) => pack_object(out, object),
        UntrustedValue::Opaque => out.push(b'?'),
    }
}

fn pack_object(out: &mut Vec<u8>, object: &Object) {
    pack_count(out, b'{', object.iter().count());
    for (name, value) in object.iter() {
        out.extend(u32::try_from(name.len()).expect("short").to_le_bytes());
        out.extend(name.as_bytes());
        pack(out, value);
    }
}

fn pack_text(out: &mut Vec<u8>, tag: u8, text: &str) {
    pack_count(out, tag, text.len());
    out.extend(text.as_bytes());
}

fn pack_count(out: &mut Vec<u8>, tag: u8, count: usize) {
    out.push(tag);
    out.extend(u32::try_from(count).expect("short").to_le_bytes());
}
