//! Whether a list has another page, where its provider does not say so.

use kyclink::{HttpResponse, ParseOptions, endpoint, parse_response};
use serde_json::{Value, json};

use crate::integration::vectors::{untrusted, value_of};

/// The query for the next page, after a page with this many links.
fn next(links: usize, query: &Value) -> Value {
    let link = |number| json!({ "id": format!("link_{number}"), "customer_id": format!("cust_{number}") });
    let body = json!({ "count": links, "data": (1..=links).map(link).collect::<Vec<_>>() }).to_string();
    let sent = untrusted(query);
    let response = HttpResponse::new(200, [], body.as_bytes());
    let page = parse_response(endpoint("bridge.listKycLinks").unwrap(), &response, Some(&sent), &ParseOptions::new(0));
    value_of(&page.unwrap())["next"].clone()
}

/// 10 links are a page if the query has no limit.
#[test]
fn there_may_be_a_page_after_a_full_one() {
    for (limit, size) in [(json!(null), 10), (json!(1), 1), (json!(100), 100)] {
        let query = json!({ "email": "jane@example.com", "limit": limit });
        assert_eq!(next(size - 1, &query), Value::Null, "{limit}");
        let after = next(size, &query);
        assert_eq!(after["startingAfter"], json!(format!("cust_{size}")), "{limit}");
        assert_eq!(after["email"], "jane@example.com", "the query stays");
    }
    assert_eq!(next(10, &json!({ "endingBefore": "cust_11" })), Value::Null, "that list goes the other way");
}
