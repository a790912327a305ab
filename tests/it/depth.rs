//! Values nested deeper than any stack: whatever makes a [`UntrustedValue`] leaves out what stands too deep.

use std::thread;

use kyclink::json::Json;
use kyclink::{MAX_DEPTH, Number, Object, Options, Policy, UntrustedValue, normalize, operations, validate};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, F64Deserializer};

/// A small stack: what is bounded does not need more.
const STACK: usize = 512 * 1024;

fn in_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

fn lists(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| UntrustedValue::from(vec![inner]))
}

fn objects(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| {
        let mut object = Object::new();
        object.set("meta", UntrustedValue::Null);
        object.set("meta", inner);
        object.into()
    })
}

fn collected(depth: usize) -> UntrustedValue<'static> {
    (0..depth).fold(UntrustedValue::Bool(true), |inner, _| {
        [("a", UntrustedValue::Null), ("a", inner)].into_iter().collect::<Object>().into()
    })
}

fn text(depth: usize, open: &str, close: &str) -> String {
    [&open.repeat(depth), "true", &close.repeat(depth)].concat()
}

/// How many lists and objects stand in each other, and whether something was too deep.
fn depth(mut draft: &UntrustedValue) -> (usize, bool) {
    let mut depth = 0;
    loop {
        draft = match draft {
            UntrustedValue::List(list) => &list[0],
            UntrustedValue::Object(object) => object.iter().next().unwrap().1,
            other => return (depth, *other == UntrustedValue::Opaque),
        };
        depth += 1;
    }
}

#[test]
fn a_value_made_by_hand_is_never_too_deep() {
    for make in [lists, objects, collected] {
        assert_eq!(depth(&make(64)), (64, false));
        assert!(depth(&make(65)).1);
        for levels in [10_000, 1_000_000] {
            in_small_stack(move || use_everywhere(make(levels)));
        }
    }
}

#[test]
fn json_of_any_depth_is_read_up_to_the_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"meta\":", "}]")] {
        let limit = usize::from(MAX_DEPTH) / open.matches(['[', '{']).count();
        assert_eq!(depth(&UntrustedValue::from_json(&text(limit, open, close)).unwrap()), (64, false));
        assert_eq!(depth(&UntrustedValue::from_json(&text(limit + 1, open, close)).unwrap()), (64, true));
        for levels in [1_000, 10_000, 1_000_000] {
            let json = text(levels, open, close);
            in_small_stack(move || {
                let draft = UntrustedValue::from_json(&json).unwrap();
                assert_eq!(depth(&draft), (64, true));
                use_everywhere(draft);
            });
        }
    }
}

/// What is left out is still read: a text that is no JSON there is none as a whole.
#[test]
fn json_that_is_broken_below_the_limit_is_refused() {
    assert!(UntrustedValue::from_json(&text(1_000, "[", "")).is_none());
    assert!(UntrustedValue::from_json(&text(1_000, "[nul", "]")).is_none());
}

#[test]
fn what_is_too_deep_is_refused_where_it_stands() {
    let operation = kyclink::operation("spherepay.createCustomer").unwrap();
    let issue = |levels| {
        let input = format!(r#"{{"personalInformation":{{"deep":{}}}}}"#, text(levels, "[", "]"));
        let issues = check(operation, UntrustedValue::from_json(&input).unwrap()).unwrap_err();
        issues.into_iter().find(|issue| issue.starts_with("invalid_type /personalInformation"))
    };
    assert_eq!(issue(62), None);
    assert_eq!(issue(63), Some(format!("invalid_type /personalInformation/deep{}", "/0".repeat(62))));
}

/// `NaN` and crafted texts would be written into a request's body as they are.
#[test]
fn no_number_adds_members_to_a_body() {
    for text in ["NaN", "1,\"admin\":true", "1}", "", " 1"] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let deserializer: F64Deserializer<Error> = value.into_deserializer();
        assert_eq!(UntrustedValue::deserialize(deserializer).unwrap(), UntrustedValue::Opaque);
    }
    let deserializer: F64Deserializer<Error> = (-2.5).into_deserializer();
    assert_eq!(UntrustedValue::deserialize(deserializer).unwrap().to_json(), "-2.5");
}

fn use_everywhere(draft: UntrustedValue<'static>) {
    let copies = [draft.clone(), draft.to_static()];
    assert!(copies.iter().all(|copy| *copy == draft));
    assert!(draft.to_json().len() < 1_000);
    assert_eq!(format!("{draft:?}").len(), format!("{:?}", copies[0]).len());
    for operation in operations() {
        // As the input, and as the value of each of its fields.
        drop(check(operation, draft.clone()));
        drop(normalize(operation, draft.clone()));
        let fields = operation.shape.fields.iter().map(|field| (field.name, draft.clone()));
        let refused = check(operation, fields.collect::<Object>().into()).is_err();
        assert_eq!(refused, !operation.shape.fields.is_empty(), "{}", operation.name);
    }
}

fn check(operation: &'static kyclink::Operation, input: UntrustedValue<'static>) -> Result<(), Vec<String>> {
    let options = Options { policy: Policy::Postal, normalize: true, now: 0 };
    let found = validate(operation, input, &options).result.err();
    found.map_or(Ok(()), |found| {
        Err(found.iter().map(|issue| format!("{} {}", issue.code.as_str(), issue.pointer())).collect())
    })
}
