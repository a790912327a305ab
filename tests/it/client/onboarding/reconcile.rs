//! The search for the customer of a create whose response was lost, step by step and without I/O.

use kyclink::engine::{Effect, Next};
use kyclink::json::Json;
use kyclink::provider::provider;
use kyclink::reconcile::{Window, begin};
use kyclink::{Connection, Error, UntrustedValue};
use serde_json::{Value, json};

use crate::client::onboarding::onboard::{ONCE, after_responses};
use crate::integration::vectors::{merged, response, untrusted};

const SPHEREPAY: (&str, &str) = ("spherepay", r#"{"apiKey":"key","environment":"sandbox"}"#);
const GRID: (&str, &str) = ("grid", r#"{"clientId":"id","clientSecret":"secret"}"#);
/// 2026-09-21T14:13:20Z, and 30 seconds later.
const WINDOW: Window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };
const DURING: &str = "2026-09-21T14:13:30Z";

fn after(at: (&str, &str), applicant: &Value, responses: &[Value]) -> Result<Value, Error> {
    after_all(at, applicant, &responses.iter().map(|body| (200, body.clone())).collect::<Vec<_>>())
}

/// Returns the id of the customer, or the next request.
fn after_all(at: (&str, &str), applicant: &Value, responses: &[(u16, Value)]) -> Result<Value, Error> {
    let provider = provider(at.0).unwrap();
    let connection = Connection::open(provider.service, &UntrustedValue::from_json(at.1).unwrap()).unwrap();
    let running = begin(provider.onboarding, untrusted(applicant), &connection, WINDOW, ONCE, WINDOW.ended_at);
    Ok(match after_responses(running, responses.iter().map(|(status, body)| response(*status, body)))? {
        Next::Done(found) => found.map_or(Value::Null, |customer| json!(customer.id)),
        Next::Perform(Effect::Request { request, .. }) => serde_json::from_str(&request.to_json()).unwrap(),
        Next::Perform(_) => panic!("nothing is sent again"),
    })
}

fn applicant() -> Value {
    json!({
        "type": "individual", "email": "Jane.Smith@example.com", "phone": "+14155550123", "reference": "r-1",
        "address": { "line1": "1 Main Street", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI" },
    })
}

fn spherepay(number: u32, more: Value) -> Value {
    let customer = json!({
        "id": format!("customer_{number}"), "type": "individual", "email": "jane.smith@EXAMPLE.com",
        "phone": "+14155550123", "createdAt": DURING,
    });
    merged(&customer, &more)
}

fn page(customers: &[Value], page: u32, has_next: bool) -> Value {
    json!({ "customers": customers, "pagination": { "page": page, "hasNext": has_next } })
}

fn grid(id: &str, created_at: &str) -> Value {
    json!({
        "id": id, "platformCustomerId": "r-1", "customerType": "INDIVIDUAL", "email": "jane.smith@example.com",
        "phoneNumber": "+14155550123", "createdAt": created_at, "kycStatus": "UNVERIFIED",
    })
}

#[test]
fn spherepay_is_searched_by_email_and_grid_by_reference() {
    let request = after(SPHEREPAY, &applicant(), &[]).unwrap();
    assert_eq!(request["method"], "GET");
    assert_eq!(request["url"], "https://api.sandbox.spherepay.co/v2/customer?limit=100&email=Jane.Smith%40example.com");
    assert_eq!(request["headers"].as_object().unwrap().len(), 1, "no key: nothing is created");
    let request = after(GRID, &applicant(), &[]).unwrap();
    assert_eq!(request["url"], "https://api.lightspark.com/grid/2025-10-13/customers?platformCustomerId=r-1&limit=100");
}

#[test]
fn a_customer_is_found_only_if_it_matches_in_every_respect() {
    for (more, found) in [
        (json!({}), true),
        (json!({ "createdAt": "2026-09-21T14:13:15Z" }), true),
        (json!({ "createdAt": "2026-09-21T14:13:14.999Z" }), false),
        (json!({ "createdAt": "2026-09-21T16:13:55+02:00" }), true),
        (json!({ "createdAt": "2026-09-21T14:13:55.001Z" }), false),
        (json!({ "createdAt": null }), false),
        (json!({ "createdAt": "yesterday" }), false),
        (json!({ "type": "business" }), false),
        (json!({ "email": "jane.smith@example.org" }), false),
        (json!({ "email": null }), false),
        (json!({ "phone": "+14155550124" }), false),
        (json!({ "phone": null }), false),
    ] {
        let response = page(&[spherepay(7, json!({ "email": "x@example.com" })), spherepay(1, more.clone())], 1, false);
        let expected = if found { json!("customer_1") } else { Value::Null };
        assert_eq!(after(SPHEREPAY, &applicant(), &[response]).unwrap(), expected, "{more}");
    }
    let response = json!({ "data": [grid("Customer:1", DURING)], "hasMore": false });
    assert_eq!(after(GRID, &applicant(), &[response]).unwrap(), "Customer:1");
}

/// The second that fits may be on the last page.
#[test]
fn every_page_is_read() {
    let mut responses = vec![page(&[spherepay(1, json!({}))], 1, true)];
    let request = after(SPHEREPAY, &applicant(), &responses).unwrap();
    assert!(request["url"].as_str().unwrap().ends_with("page=2&limit=100&email=Jane.Smith%40example.com"), "{request}");
    responses.push(page(&[], 2, true));
    let request = after(SPHEREPAY, &applicant(), &responses).unwrap();
    assert!(request["url"].as_str().unwrap().contains("page=3&limit=100&"), "{request}");
    let mut last = responses.clone();
    last.push(page(&[], 3, false));
    assert_eq!(after(SPHEREPAY, &applicant(), &last).unwrap(), "customer_1");
    responses.push(page(&[spherepay(9, json!({}))], 3, false));
    assert_eq!(after(SPHEREPAY, &applicant(), &responses).unwrap(), Value::Null);
}

/// The responses to a search that finds this many customers, the oldest first, in pages of a size: the last one is
/// ours.
fn list_of(customers: u32, size: u32) -> Vec<Value> {
    let pages = customers.div_ceil(size);
    let customer = |number| match number == customers {
        true => spherepay(1, json!({})),
        false => spherepay(number + 1, json!({ "phone": "+14155550199", "createdAt": "2026-09-20T00:00:00Z" })),
    };
    let page_of = |at: u32| -> Vec<_> { ((at - 1) * size + 1..=(at * size).min(customers)).map(customer).collect() };
    (1..=pages).map(|at| page(&page_of(at), at, at < pages)).collect()
}

#[test]
fn a_person_with_1100_customers_of_one_address_is_found() {
    for (size, pages) in [(100, 11), (10, 110)] {
        let responses = list_of(1_100, size);
        assert_eq!(responses.len(), pages);
        assert_eq!(after(SPHEREPAY, &applicant(), &responses).unwrap(), "customer_1", "pages of {size}");
    }
}

#[test]
fn a_list_without_an_end_is_an_error() {
    for (responses, what) in [
        ((1..=1_000).map(|number| page(&[], number, true)).collect::<Vec<_>>(), "empty pages"),
        (list_of(10_001, 100), "ten thousand customers in pages of 100"),
    ] {
        let end = if what == "empty pages" { responses.len() } else { responses.len() - 1 };
        assert!(after(SPHEREPAY, &applicant(), &responses[..end - 1]).unwrap().is_object(), "{what}: not yet");
        let error = after(SPHEREPAY, &applicant(), &responses[..end]).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.operation()),
            ("unexpected_response", Some("spherepay.listCustomers"))
        );
        assert!(error.message().contains("10,000 customers or 1,000 pages"), "{what}");
    }
    assert_eq!(after(SPHEREPAY, &applicant(), &list_of(10_000, 100)).unwrap(), "customer_1");
}

/// A page that leads to itself would be read a thousand times.
#[test]
fn a_list_that_leads_back_is_an_error() {
    let page = |cursor: &str| json!({ "data": [], "hasMore": true, "nextCursor": cursor });
    assert!(after(GRID, &applicant(), &[page("a"), page("b")]).unwrap().is_object());
    let error = after(GRID, &applicant(), &[page("a"), page("b"), page("b")]).unwrap_err();
    assert_eq!((error.code().as_str(), error.operation()), ("unexpected_response", Some("grid.listCustomers")));
    assert!(error.message().contains("leads back"), "{error}");
}

/// The largest page may be smaller than ours, and nobody documents it.
#[test]
fn a_provider_that_refuses_the_size_of_a_page_is_asked_without_one() {
    let step = |responses: &[(u16, Value)]| {
        let next = after_all(SPHEREPAY, &applicant(), responses)?;
        Ok::<_, Error>(if next.is_object() { next["url"].clone() } else { next })
    };
    let refused =
        json!({ "status": 400, "detail": "limit", "errors": [{ "detail": "at most 50", "parameter": "limit" }] });
    for status in [400, 422] {
        let refusal = (status, refused.clone());
        let url = step(std::slice::from_ref(&refusal)).unwrap();
        assert!(url.as_str().unwrap().ends_with("/customer?email=Jane.Smith%40example.com"), "{url}");
        let first = (200, page(&[spherepay(2, json!({ "phone": "+14155550199" }))], 1, true));
        let url = step(&[refusal.clone(), first.clone()]).unwrap();
        assert!(url.as_str().unwrap().ends_with("/customer?page=2&email=Jane.Smith%40example.com"), "{url}");
        let last = (200, page(&[spherepay(1, json!({}))], 2, false));
        assert_eq!(step(&[refusal.clone(), first.clone(), last]).unwrap(), "customer_1");
        // What is refused for another reason is refused again.
        assert_eq!(step(&[refusal.clone(), refusal.clone()]).unwrap_err().code().as_str(), "provider_rejected");
        // Only the first page has a size that the provider has not accepted yet.
        let error = step(&[first, refusal]).unwrap_err();
        assert_eq!(error.code().as_str(), "provider_rejected");
    }
    for status in [401, 403, 404, 429, 500] {
        assert_eq!(step(&[(status, refused.clone())]).unwrap_err().status(), Some(status), "{status}");
    }
}

/// A page of customers that were created at these times, in milliseconds from the start of the window.
fn created(offsets: &[Option<i64>]) -> Value {
    const SENT: i64 = ((14 * 60 + 13) * 60 + 20) * 1000;
    let time = |offset: i64| {
        let (seconds, ms) = ((SENT + offset) / 1000, (SENT + offset) % 1000);
        format!("2026-09-21T{:02}:{:02}:{:02}.{ms:03}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
    };
    let customers = (100..).zip(offsets).map(|(number, offset)| {
        spherepay(number, json!({ "email": "other@example.com", "createdAt": offset.map(time) }))
    });
    page(&customers.collect::<Vec<_>>(), 1, true)
}

/// The search ends early only where twenty customers are in order and the last one lies before the window.
#[test]
fn a_search_ends_early_at_the_edge_of_the_window() {
    let newest_first =
        |count: i64, last: i64| -> Vec<_> { (0..count).rev().map(|at| Some(last + at * 1000)).collect() };
    let with = |mut offsets: Vec<_>, at: usize, offset: Option<i64>| {
        offsets[at] = offset;
        offsets
    };
    for (offsets, ends, why) in [
        (newest_first(20, -5_001), true, "before the window"),
        (newest_first(19, -5_001), false, "one customer fewer"),
        (newest_first(20, -5_000), false, "still in the window"),
        (with(newest_first(20, -5_001), 10, Some(3_999 + 1_000)), true, "the same time twice"),
        (vec![Some(-5_001); 20], false, "all at the same time"),
        (with(newest_first(20, -5_001), 10, Some(60_000)), false, "out of order once"),
        (with(newest_first(20, -5_001), 10, None), false, "one time is missing"),
        (with(newest_first(20, -5_001), 0, None), false, "the first time is missing"),
    ] {
        let next = after(SPHEREPAY, &applicant(), &[created(&offsets)]).unwrap();
        assert_eq!(next.is_null(), ends, "{why}: {next}");
    }
}

/// Without the caller's reference, nobody can tell whose customer it is. The result `none` would lead to a second
/// create.
#[test]
fn grid_needs_the_reference() {
    let mut anonymous = applicant();
    for absent in [Value::Null, json!(""), json!("  ")] {
        anonymous["reference"] = absent;
        let error = after(GRID, &anonymous, &[]).unwrap_err();
        assert_eq!(error.code().as_str(), "invalid_request");
        assert_eq!(error.issues()[0].pointer(), "/reference");
    }
}

/// Nothing identifies the customer of a lost create there, and nothing has to: the create may be sent again.
#[test]
fn where_a_create_may_be_repeated_there_is_nothing_to_search_and_the_error_says_so() {
    let error =
        after(("bridge", r#"{ "apiKey": "sk-test-1", "environment": "sandbox" }"#), &applicant(), &[]).unwrap_err();
    assert_eq!((error.code().as_str(), error.provider()), ("not_supported", Some("bridge")));
    assert_eq!(error.operation(), Some("bridge.listKycLinks"));
    let hint = "Call onboard again with the same idempotencyKey: Bridge then returns the same link.";
    assert_eq!(error.hint(), Some(hint));
}

/// What cannot be read may be the customer. Without it, the create would be sent again.
#[test]
fn a_customer_that_cannot_be_read_is_not_passed_over() {
    for (provider, good, type_field) in
        [(SPHEREPAY, spherepay(1, json!({})), "type"), (GRID, grid("Customer:1", DURING), "customerType")]
    {
        let list = |customers: &[Value]| match provider {
            SPHEREPAY => page(customers, 1, false),
            _ => json!({ "data": customers, "hasMore": false }),
        };
        for (field, value) in
            [("id", json!(null)), ("id", json!("../1")), (type_field, json!(null)), (type_field, json!("x"))]
        {
            let mut bad = good.clone();
            bad[field] = value;
            for (position, customers) in [(1, [bad.clone(), good.clone()]), (2, [good.clone(), bad.clone()])] {
                let error = after(provider, &applicant(), &[list(&customers)]).unwrap_err();
                let message = error.message();
                let expected =
                    format!(" Item {position} of the list cannot be read. The customer's `{field}` is missing or ");
                assert_eq!(error.code().as_str(), "unexpected_response", "{bad}");
                assert!(message.contains(&expected), "{message}");
            }
        }
        assert!(after(provider, &applicant(), &[list(&[json!(null)])]).is_err());
        assert_eq!(after(provider, &applicant(), &[list(std::slice::from_ref(&good))]).unwrap(), good["id"]);
    }
}
