//! What shapes decide about members and their order, for `spherepay.createCustomer`, which has every kind of them.

use kyclink::{Kind, Operation, Options, UntrustedValue, Verdict, operation, validate};

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

#[test]
fn a_shape_is_open_if_other_members_are_sent() {
    let shape = create_customer().shape;
    assert!(shape.fields.iter().any(|field| matches!(field.kind, Kind::Object(shape) if shape.is_open())));
    assert!(!shape.is_open());
}

#[test]
fn a_shape_says_of_which_fields_one_must_be_given() {
    let all = kyclink::operations().map(|operation| (operation.name, operation.shape.any_of()));
    let with_choice: Vec<_> = all.filter(|(_, fields)| !fields.is_empty()).collect();
    let expected: [(_, &[_]); 2] =
        [("spherepay.createCustomer", &["address", "addresses"]), ("grid.updateContact", &["email", "phoneNumber"])];
    assert_eq!(with_choice, expected);
}

#[test]
fn an_open_object_is_an_object() {
    let refused = verdict(r#"{ "type": "individual", "meta": "gold" }"#).result.err().unwrap();
    let issue = refused.iter().find(|issue| issue.pointer() == "/meta").unwrap();
    assert_eq!(issue.message(), "This must be an object.");
}

#[test]
fn an_input_is_sent_as_given_only_if_all_its_parts_are_in_order() {
    assert!(verdict(BUSINESS).as_given);
    let in_a_list =
        BUSINESS.replace(r#""city": "Gibraltar", "country": "GIB""#, r#""country": "GIB", "city": "Gibraltar""#);
    assert!(!verdict(&in_a_list).as_given);
    let in_an_object =
        BUSINESS.replace(r#""legalName": "Acme", "tradeName": "A""#, r#""tradeName": "A", "legalName": "Acme""#);
    assert!(!verdict(&in_an_object).as_given);
}
