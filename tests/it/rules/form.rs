//! The data for forms.

use kyclink::json::Json;
use kyclink::{Country, Operation, form, operation};
use serde_json::Value;

/// Returns the fields of an address as a form gets them.
fn address_fields(code: &str, operation: Option<&Operation>) -> Vec<Value> {
    let fields = form::address_fields(Country::parse(code).unwrap(), operation);
    fields.iter().map(|field| serde_json::from_str(&field.to_json()).unwrap()).collect()
}

#[test]
fn an_address_needs_what_the_operation_and_the_country_need() {
    let fields = address_fields("US", operation("spherepay.onboard"));
    let required = |name| fields.iter().find(|field| field["field"] == name).unwrap()["required"] == true;
    assert!(required("line1"), "the operation requires it everywhere");
    assert!(required("postalCode"), "addresses in this country have it");
    assert!(!required("line2"));
}

/// As `fmt`, `require` and the names of Google's address data say it, with the two lines for `%A`.
#[test]
fn a_country_decides_order_labels_and_keyboard() {
    for (code, expected) in [
        (
            "US",
            &[
                "line1 line1 true null address-line1",
                "line2 line2 false null address-line2",
                "city city true null address-level2",
                "state state true null address-level1",
                "postalCode zip true numeric postal-code",
            ][..],
        ),
        (
            "DE",
            &[
                "line1 line1 true null address-line1",
                "line2 line2 false null address-line2",
                "postalCode postcode true numeric postal-code",
                "city city true null address-level2",
            ],
        ),
        (
            "GB",
            &[
                "line1 line1 true null address-line1",
                "line2 line2 false null address-line2",
                "city post_town true null address-level2",
                "postalCode postcode true null postal-code",
            ],
        ),
        (
            "JP",
            &[
                "postalCode postcode true numeric postal-code",
                "state prefecture true null address-level1",
                "line1 line1 true null address-line1",
                "line2 line2 false null address-line2",
            ],
        ),
        (
            "HK",
            &[
                "state area true null address-level1",
                "city district false null address-level2",
                "line1 line1 true null address-line1",
                "line2 line2 false null address-line2",
            ],
        ),
    ] {
        let shown = address_fields(code, None).into_iter().map(|field| {
            ["field", "label", "required", "inputMode", "autocomplete"]
                .map(|name| field[name].as_str().map_or_else(|| field[name].to_string(), str::to_owned))
                .join(" ")
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{code}");
    }
}
