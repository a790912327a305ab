//! The flows of several requests, step by step as the wrapper runs them.

use kyclink::provider::PROVIDERS;
use kyclink::{Options, Policy, validate};
use serde_json::{Value, json};

use super::client::run;
use crate::integration::vectors::untrusted;

const NOW: i64 = 1_790_000_030_000;
const SENT_AT: i64 = 1_790_000_000_000;

fn applicant(address: Value) -> Value {
    json!({
        "type": "individual", "email": "jane@example.com", "phone": "+14155550123", "reference": "r-1",
        "firstName": "Jane", "lastName": "Smith", "address": address,
    })
}

#[test]
fn a_flow_validates_as_its_policy_says() {
    let addresses = [
        json!({ "line1": "1 Main St", "city": "Springfield", "state": "IL", "postalCode": "62704", "country": "US" }),
        json!({ "line1": "1 Main St", "city": "Springfield", "state": "IL", "postalCode": "x", "country": "US" }),
        json!({ "line1": "1 Main St", "city": "Springfield", "state": "XX", "postalCode": "62704", "country": "US" }),
        json!({ "line1": "1 Main St", "city": "Dubai", "country": "AE" }),
    ];
    let mut refused = 0;
    for provider in PROVIDERS {
        for (address, policy) in addresses.iter().flat_map(|address| Policy::ALL.map(|policy| (address, policy))) {
            let applicant = applicant(address.clone());
            let options = Options::default().policy(policy).now(NOW);
            let verdict = validate(provider.onboarding.operation, untrusted(&applicant), &options).result;
            let context = json!({ "provider": provider.name(), "policy": policy.as_str(), "now": NOW });
            let step = run("ONBOARD", &json!([applicant, [], context]));
            assert_eq!(step.is_ok(), verdict.is_ok(), "{} {address} {}", provider.name(), policy.as_str());
            refused += usize::from(step.is_err());
        }
    }
    assert!(refused > 3, "the policies differ");
}

/// A step of the search: what the wrapper passes, and what it holds.
fn search(received: &[Value]) -> Value {
    let address = json!({ "line1": "1 Main St", "city": "Gibraltar", "postalCode": "GX11 1AA", "country": "GI" });
    let context = json!({ "provider": "spherepay", "now": NOW, "sentAt": SENT_AT, "answeredBy": NOW });
    run("RECONCILE", &json!([applicant(address), received, context])).unwrap()
}

/// The response with a page of customers, who were created in these minutes of the day. The first is the one.
fn page(number: usize, minutes: &[usize]) -> Value {
    let customer = |(at, minute): (usize, &usize)| {
        json!({
            "id": format!("customer_{number}a{at}"), "type": "individual", "phone": "+14155550123",
            "email": if at == 0 { "jane@example.com" } else { "x@example.com" },
            "createdAt": format!("2026-09-21T{:02}:{:02}:30Z", minute / 60, minute % 60),
        })
    };
    let customers: Vec<_> = minutes.iter().enumerate().map(customer).collect();
    let body = json!({ "customers": customers, "pagination": { "page": number, "hasNext": true } });
    json!(["spherepay.listCustomers", 200, { "json": body }, []])
}

fn ids(customers: &[Value]) -> Vec<&str> {
    customers.iter().filter_map(|customer| customer["id"].as_str()).collect()
}

/// A list with the newest customers first is read up to those from before the create, and every other one to its end.
/// The wrapper passes what an earlier step has read in place of its responses.
#[test]
fn a_search_ends_where_it_would_with_all_responses_at_once() {
    const DURING: usize = 14 * 60 + 13;
    let newest_first: Vec<Vec<usize>> =
        [27, 17, 0, 0].map(|after| (0..10).map(|at| DURING + after - at).collect()).into();
    let mut out_of_order = newest_first.clone();
    out_of_order[0].swap(2, 3);
    let oldest_first = newest_first.iter().rev().map(|page| page.iter().rev().copied().collect()).collect();
    let at_one_time = vec![vec![DURING - 1; 10]; 4];
    for (list, read, matching) in [
        (newest_first, 3, vec!["customer_3a0"]),
        (out_of_order, 5, vec!["customer_3a0", "customer_4a0"]),
        (oldest_first, 5, vec![]),
        (at_one_time, 5, vec![]),
    ] {
        let pages: Vec<_> = list.iter().enumerate().map(|(at, minutes)| page(at + 1, minutes)).collect();
        let (mut received, mut found, mut count) = (vec![], vec![], 1);
        for page in &pages {
            received.push(page.clone());
            let step = search(&received);
            let at_once = search(&pages[..count]);
            assert_eq!(step["request"], at_once["request"], "{list:?}");
            if let Some(last) = step["outcome"].as_array() {
                found.extend(last.iter().cloned());
                assert_eq!(ids(&found), ids(at_once["outcome"].as_array().unwrap()), "{list:?}");
                break;
            }
            found.extend(step["found"].as_array().unwrap().iter().cloned());
            received.truncate(usize::try_from(step["start"].as_u64().unwrap()).unwrap());
            received.push(step["pages"].clone());
            count += 1;
        }
        assert_eq!((count, ids(&found)), (read, matching), "{list:?}");
    }
}
