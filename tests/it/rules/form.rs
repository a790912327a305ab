//! The data for forms.

use kyclink::json::Json;
use kyclink::{Country, form, operation};
use serde_json::Value;

#[test]
fn an_address_needs_what_the_operation_and_the_country_need() {
    let country = Country::parse("US").unwrap();
    let fields = form::address_fields(country, operation("spherepay.onboard"));
    let fields = fields.iter().map(|field| serde_json::from_str::<Value>(&field.to_json()).unwrap());
    let required = |name| fields.clone().find(|field| field["field"] == name).unwrap()["required"] == true;
    assert!(required("line1"), "the operation requires it everywhere");
    assert!(required("postalCode"), "addresses in this country have it");
    assert!(!required("line2"));
}
