//! Which input of each operation an applicant becomes: of what a person, a business and an unknown type give, what is
//! left out because the operation would refuse it, and under which names the rest is sent.

use kyclink::provider::PROVIDERS;
use kyclink::{operation, to_input};
use serde_json::{Value, json};

use crate::integration::vectors::{untrusted, value_of};

fn input(name: &str, applicant: &Value) -> Option<Value> {
    to_input(&untrusted(applicant), operation(name).unwrap()).map(|input| value_of(&input))
}

#[test]
fn a_composite_has_no_input_and_every_other_operation_has_one() {
    for provider in PROVIDERS {
        for operation in provider.operations() {
            let is_composite = operation.name == provider.onboarding.operation.name;
            assert_eq!(input(operation.name, &json!({})).is_none(), is_composite, "{}", operation.name);
        }
    }
}

#[test]
fn a_name_has_no_empty_part_and_is_that_of_a_business_only_for_a_business() {
    let business = json!({ "legalName": "Acme" });
    for (applicant, name) in [
        (
            json!({ "type": "individual", "firstName": "Jane", "lastName": "Smith", "business": business }),
            Some("Jane Smith"),
        ),
        (json!({ "type": "individual", "firstName": "Jane", "lastName": "" }), Some("Jane")),
        (json!({ "type": "individual", "firstName": "", "lastName": "Smith" }), Some("Smith")),
        (json!({ "type": "individual", "lastName": "Smith" }), Some("Smith")),
        (json!({ "type": "individual" }), None),
        (json!({ "type": "individual", "business": business }), None),
        (json!({ "firstName": "Jane", "lastName": "Smith", "business": business }), Some("Jane Smith")),
    ] {
        for operation in ["bridge.createKycLink", "grid.createCustomer"] {
            let input = input(operation, &applicant).unwrap();
            assert_eq!(input.get("fullName").and_then(Value::as_str), name, "{operation} {applicant}");
        }
    }
    for (applicant, name) in [
        (json!({ "type": "business", "firstName": "Jane", "business": business }), Some("Acme")),
        (json!({ "type": "business", "firstName": "Jane", "business": {} }), None),
    ] {
        assert_eq!(input("bridge.createKycLink", &applicant).unwrap().get("fullName").and_then(Value::as_str), name);
        assert_eq!(input("grid.createCustomer", &applicant).unwrap().get("fullName"), None, "{applicant}");
    }
}

#[test]
fn fields_of_the_other_type_are_left_out() {
    let all = json!({
        "firstName": "Jane", "birthDate": "1990-01-31", "nationality": "US", "business": { "legalName": "Acme" },
        "transliteratedFirstName": "Jane", "transliteratedMiddleName": "M", "transliteratedLastName": "Smith",
        "transliteratedBusinessLegalName": "Acme",
    });
    let person = ["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"];
    for (operation, individual, business) in [
        ("bridge.createKycLink", &person[..], &["transliteratedBusinessLegalName"][..]),
        ("grid.createCustomer", &["fullName", "birthDate", "nationality"], &["businessInfo"]),
        ("grid.updateCustomer", &["fullName", "birthDate", "nationality"], &["businessInfo"]),
    ] {
        for (kind, own, others) in [("individual", individual, business), ("business", business, individual)] {
            let mut applicant = all.clone();
            applicant["type"] = json!(kind);
            let input = input(operation, &applicant).unwrap();
            let missing: Vec<_> = own.iter().filter(|name| input.get(name).is_none()).collect();
            let foreign: Vec<_> = others.iter().filter(|name| input.get(name).is_some()).collect();
            assert!(
                missing.is_empty() && foreign.is_empty(),
                "{operation} {kind}: without {missing:?}, with {foreign:?}"
            );
        }
        // Whose fields they are is not known: validation reports the missing type.
        let undecided = input(operation, &all).unwrap();
        assert!(
            individual.iter().chain(business).all(|name| undecided.get(name).is_some()),
            "{operation}: {undecided}"
        );
    }
}

/// Grid takes no address without a postal code: one that the country does not require is left out as a whole.
#[test]
fn an_address_is_left_out_where_it_has_no_postal_code_and_needs_none() {
    for (country, postal_code, is_sent) in [
        ("US", Some("60606"), true),
        ("US", None, true),
        ("CL", Some("8320000"), true),
        ("CL", None, false),
        ("AE", Some("00000"), false),
        ("AE", None, false),
    ] {
        let address = json!({ "line1": "1 Main Street", "postalCode": postal_code, "country": country });
        for name in ["grid.createCustomer", "grid.updateCustomer"] {
            let input = input(name, &json!({ "type": "individual", "address": address })).unwrap();
            assert_eq!(input.get("address").is_some(), is_sent, "{name} {country} {postal_code:?}");
        }
    }
}

#[test]
fn each_operation_takes_only_what_it_knows_of_an_applicant() {
    let applicant = json!({
        "type": "individual", "email": "jane@example.com", "phone": "+14155550123", "reference": "r-1",
        "redirectUri": "https://app.example/done", "currencies": ["USD"], "region": "US", "endorsements": ["base"],
    });
    let contact = json!({ "type": "individual", "email": "jane@example.com", "phone": "+14155550123" });
    for (operation, expected) in [
        (
            "bridge.createKycLink",
            json!({
                "type": "individual", "email": "jane@example.com", "endorsements": ["base"],
                "redirectUri": "https://app.example/done",
            }),
        ),
        ("bridge.listKycLinks", json!({ "email": "jane@example.com" })),
        ("bridge.getKycLink", json!({})),
        (
            "grid.createCustomer",
            json!({
                "customerType": "INDIVIDUAL", "platformCustomerId": "r-1", "region": "US", "currencies": ["USD"],
                "email": "jane@example.com", "phoneNumber": "+14155550123",
            }),
        ),
        ("grid.updateCustomer", json!({ "customerType": "INDIVIDUAL", "region": "US", "currencies": ["USD"] })),
        ("grid.createKycLink", json!({ "redirectUri": "https://app.example/done" })),
        (
            "grid.updateContact",
            json!({ "customerType": "INDIVIDUAL", "email": "jane@example.com", "phoneNumber": "+14155550123" }),
        ),
        ("grid.listCustomers", json!({ "platformCustomerId": "r-1" })),
        ("grid.sendEmailCode", json!({})),
        ("spherepay.listCustomers", json!({ "email": "jane@example.com" })),
        ("spherepay.createCustomer", contact.clone()),
        ("spherepay.createCustomerViaLink", contact),
    ] {
        assert_eq!(input(operation, &applicant), Some(expected), "{operation}");
    }
    // An object of which no field is known is not sent empty.
    let business = json!({ "type": "business", "business": { "country": "US" } });
    assert_eq!(input("spherepay.createCustomer", &business), Some(json!({ "type": "business" })));
}

/// Each name of a field of a business, and the name under which it is sent: the first of two names counts.
#[test]
fn a_business_is_sent_under_the_names_of_its_provider() {
    for (given, sent) in [
        ("tradeName", "tradeName"),
        ("doingBusinessAs", "tradeName"),
        ("identificationNumber", "identificationNumber"),
        ("taxId", "identificationNumber"),
        ("estimatedAnnualRevenueInUsd", "estimatedAnnualRevenueInUsd"),
    ] {
        let input = input("spherepay.createCustomer", &json!({ "business": { given: "x" } })).unwrap();
        assert_eq!(input["businessInformation"], json!({ sent: "x" }), "{given}");
    }
    let both =
        json!({ "business": { "doingBusinessAs": "b", "tradeName": "a", "taxId": "2", "identificationNumber": "1" } });
    let input = input("spherepay.createCustomer", &both).unwrap();
    assert_eq!(input["businessInformation"], json!({ "tradeName": "a", "identificationNumber": "1" }));
}
