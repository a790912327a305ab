//! What shapes decide about members and their order, for `spherepay.createCustomer`, which has every kind of them.

use kyclink::json::Json;
use kyclink::{Field, Kind, Object, Operation, Options, Shape, UntrustedValue, Verdict, operation, validate};

use crate::integration::vectors;

const BUSINESS: &str = r#"{
    "type": "business",
    "addresses": [{ "type": "registered", "line1": "1 Main Street", "city": "Gibraltar", "country": "GIB" }],
    "email": "jane@example.com", "phone": "+14155550123", "businessInformation": { "legalName": "Acme", "tradeName": "A" }
}"#;

fn create_customer() -> &'static Operation {
    operation("spherepay.createCustomer").unwrap()
}

fn verdict(input: &str) -> Verdict<'_> {
    validate(create_customer(), UntrustedValue::from_json(input).unwrap(), &Options::default())
}

/// Finds every field of a shape, however deep, after the fields of the objects and lists that it is in.
pub(crate) fn chains(shape: &'static Shape) -> Vec<Vec<&'static Field>> {
    let mut found = vec![];
    for field in shape.fields {
        let mut kind = &field.kind;
        while let Kind::List(items) = kind {
            kind = items;
        }
        found.push(vec![field]);
        if let Kind::Object(inner) = kind {
            found.extend(chains(inner).into_iter().map(|chain| [&[field], &chain[..]].concat()));
        }
    }
    found
}

/// Where a page has no sentence about a field, it takes the common one: `may_be_missing` says which fields need theirs.
#[test]
fn a_field_that_a_vector_reports_as_missing_may_be_missing() {
    let mut by_rule = 0;
    for list in vectors::all().filter(|list| list["kind"] == "validate") {
        let top = operation(list["operation"].as_str().unwrap()).unwrap().shape;
        let issues = list["cases"].as_array().into_iter().flatten().filter_map(|case| case["issues"].as_array());
        for pointer in issues.flatten().filter_map(|issue| issue.as_str()?.strip_prefix("required /")) {
            let (mut shape, mut last) = (top, None);
            for name in pointer.split('/') {
                let Some(field) = shape.fields.iter().find(|field| field.name == name) else { continue };
                last = Some((shape, field));
                let mut kind = &field.kind;
                while let Kind::List(items) = kind {
                    kind = items;
                }
                if let Kind::Object(inner) = kind {
                    shape = inner;
                }
            }
            let Some((shape, field)) = last else { continue };
            assert!(shape.may_be_missing(field), "{} {pointer}", list["operation"]);
            by_rule += usize::from(!field.required && field.is_read_by_rule);
        }
    }
    assert!(by_rule > 0, "no vector has a field that a rule asks for");
}

#[test]
fn an_item_of_a_list_may_be_missing() {
    for operation in kyclink::operations() {
        for field in operation.shape.fields.iter().filter(|field| matches!(field.kind, Kind::List(_))) {
            let input = Object::from_iter([(field.name, vec![UntrustedValue::Null].into())]).into();
            let issues = validate(operation, input, &Options::default()).result.err().unwrap_or_default();
            let is_reported = issues.iter().any(|issue| issue.pointer() == format!("/{}/0", field.name));
            assert!(operation.shape.may_be_missing(field) && (is_reported || field.when.is_some()), "{}", field.name);
        }
    }
}

#[test]
fn each_of_several_fields_may_be_missing_if_one_must_be_given() {
    for shape in kyclink::operations().map(|operation| operation.shape) {
        let mut choices = shape.fields.iter().filter(|field| shape.any_of().contains(&field.name));
        assert!(choices.all(|field| shape.may_be_missing(field)));
    }
    let shape = create_customer().shape;
    let meta = shape.fields.iter().find(|field| field.name == "meta").unwrap();
    assert!(!shape.may_be_missing(meta), "it is optional, and no rule asks for it");
}

#[test]
fn an_input_is_sent_as_given_only_if_all_its_parts_are_in_order() {
    assert!(verdict(BUSINESS).as_given);
    let address = r#"{ "type": "registered", "line1": "1 Main Street", "city": "Gibraltar", "country": "GIB" }"#;
    let other = r#"{ "country": "GIB", "type": "operating", "line1": "1 Main Street", "city": "Gibraltar" }"#;
    for (list, as_given) in [
        (format!("{address}, {}", address.replace("registered", "operating")), true),
        (other.to_owned(), false),
        (format!("{address}, {other}"), false),
        (format!("{other}, {address}"), false),
    ] {
        let input = BUSINESS.replace(address, &list);
        let verdict = verdict(&input);
        assert_eq!((verdict.result.is_ok(), verdict.as_given), (true, as_given), "{list}");
    }
    let in_an_object =
        BUSINESS.replace(r#""legalName": "Acme", "tradeName": "A""#, r#""tradeName": "A", "legalName": "Acme""#);
    assert!(!verdict(&in_an_object).as_given);
    // What is refused is not sent at all.
    assert!(!verdict(&BUSINESS.replace("jane@example.com", "jane")).as_given);
}

/// Also an object after one that had to be put into order.
#[test]
fn every_part_of_an_input_is_put_into_order() {
    let swapped = BUSINESS
        .replace(
            r#""type": "registered", "line1": "1 Main Street""#,
            r#""line1": "1 Main Street", "type": "registered""#,
        )
        .replace(
            r#""legalName": "Acme", "tradeName": "A""#,
            r#""website": null, "tradeName": "A", "legalName": "Acme""#,
        );
    let sent = |input: &str| verdict(input).result.ok().map(|valid| valid.value().to_json());
    assert_eq!(sent(&swapped), sent(BUSINESS));
    assert!(sent(BUSINESS).is_some());
}
