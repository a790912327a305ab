//! Every call into the wasm module ends with JSON or with an error whose number is that of a code, whatever its
//! arguments are.

use kyclink::js::calls::WasmCall;
use kyclink::js::native::run_call;
use kyclink::{ErrorCode, UntrustedValue, operation};

use crate::encoding::EncodedBuffer;
use crate::grammar::is_json;

/// The bytes are lines: the name of a call, its arguments as JSON, which may be malformed, and perhaps an input as
/// JSON. The input becomes an encoded input of the operation that the first argument names.
pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.splitn(3, '\n');
    let [Some(name), Some(arguments), input] = [(); 3].map(|()| lines.next()) else { return };
    let Some(number) = WasmCall::ALL.iter().position(|call| call.constant() == name) else { return };
    let encoded = input.and_then(|input| encoding_of(arguments, input)).unwrap_or_default();
    check(WasmCall::ALL[number], run_call(number, arguments, &encoded.bytes()).0);
}

fn encoding_of(arguments: &str, input: &str) -> Option<EncodedBuffer> {
    let arguments = UntrustedValue::from_json(arguments)?;
    let operation = operation(arguments.list()?.first()?.text()?)?;
    Some(EncodedBuffer::of(operation.shape, &UntrustedValue::from_json(input)?))
}

fn check(call: WasmCall, output: Result<String, String>) {
    let is_of_handler = matches!(call, WasmCall::Edge | WasmCall::Operate | WasmCall::Count);
    match output {
        // The first two write their result into an encoded input; the next two may have nothing to return; the
        // handler's ask for everything again if they do not know the request.
        Ok(output) if output.is_empty() => {
            assert!(
                is_of_handler
                    || matches!(
                        call,
                        WasmCall::CheckOptions | WasmCall::Normalize | WasmCall::ParseResponse | WasmCall::PhoneInput
                    )
            );
        }
        Ok(output) => assert!(is_json(&output)),
        Err(error) => {
            assert!(is_json(&error));
            let error = UntrustedValue::from_json(&error).expect("JSON");
            let number = error.field("number").and_then(UntrustedValue::integer).expect("a number");
            let code = usize::try_from(number).ok().and_then(|number| ErrorCode::ALL.get(number)).expect("a code");
            // Pages of a list where a flow expects a response, and outcomes that are none: no wrapper passes them.
            let is_flow = matches!(call, WasmCall::Onboard | WasmCall::Reconcile);
            assert!(is_flow || is_of_handler || *code != ErrorCode::Internal);
        }
    }
}
