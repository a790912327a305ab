//! What a provider says is missing, in our words: every code of the documents, and the shapes in which they stand.

use std::collections::BTreeMap;

use kyclink::json::Json;
use kyclink::{HttpResponse, ParseOptions, UntrustedValue, endpoint, parse_response};
use serde_json::{Value, json};

const FILES: [&str; 4] = [
    include_str!("../../vectors/requirements/bridge.getCustomer.json"),
    include_str!("../../vectors/requirements/grid.getCustomer.json"),
    include_str!("../../vectors/requirements/grid.getVerification.json"),
    include_str!("../../vectors/requirements/spherepay.getCustomer.json"),
];

#[test]
fn every_code_means_what_the_table_says() {
    let mut rows = 0;
    for file in files() {
        for table in file["tables"].as_array().unwrap() {
            for (code, row) in table["rows"].as_object().unwrap() {
                let body = table["body"].to_string().replace("\"$code\"", &json!(code).to_string());
                let what = format!("{} {}: {code}", file["operation"], table["name"]);
                assert_eq!(read(&file, &body)["requirements"], expected(table, code, row.as_str().unwrap()), "{what}");
                rows += 1;
            }
        }
    }
    assert!(rows > 190, "{rows} rows");
}

/// The requirements of a row: `kind who can nextAction`, and the field of the applicant if there is one.
fn expected(table: &Value, code: &str, row: &str) -> Value {
    let mut words = row.split_whitespace();
    let Some(kind) = words.next() else { return json!([]) };
    let mut requirement: BTreeMap<_, Value> = [("kind", json!(kind))].into();
    for name in ["who", "can", "nextAction", "field"] {
        requirement.extend(words.next().map(|word| (name, json!(word))));
    }
    if table["isStatus"].is_null() {
        requirement.insert("code", table.get("code").cloned().unwrap_or(json!(code)));
    }
    requirement.extend(table.get("of").map(|of| ("of", of.clone())));
    json!([requirement])
}

#[test]
fn shapes_are_read_as_the_documents_show_them() {
    for file in files() {
        for case in file["cases"].as_array().unwrap() {
            let read = read(&file, &case["body"].to_string());
            assert_eq!(read["requirements"], case["requirements"], "{} {}", file["operation"], case["name"]);
            assert!(case["status"].is_null() || read["status"] == case["status"], "{}", case["name"]);
        }
    }
}

/// Nobody needs 50,000 things; a response that says so takes no time.
#[test]
fn a_list_without_end_is_cut_off() {
    let codes: Vec<_> = (0..50_000).map(|number| format!("code_{number}")).collect();
    let profiles = json!([{ "name": "a", "status": "incomplete", "required": codes }]);
    let body = json!({ "type": "individual", "verificationProfiles": profiles });
    let file = json!({ "operation": "spherepay.getCustomer", "input": { "customerId": "customer_1" } });
    assert_eq!(read(&file, &body.to_string())["requirements"].as_array().unwrap().len(), 200);
}

fn files() -> impl Iterator<Item = Value> {
    FILES.iter().map(|text| serde_json::from_str(text).unwrap())
}

/// Reads a response and returns the output as JSON.
fn read(file: &Value, body: &str) -> Value {
    let endpoint = endpoint(file["operation"].as_str().unwrap()).unwrap();
    let sent = UntrustedValue::from_json(&file["input"].to_string()).unwrap();
    let response = HttpResponse::new(200, [], body.as_bytes());
    let output = parse_response(endpoint, &response, Some(&sent), &ParseOptions::new(1_790_000_000_000));
    serde_json::from_str(&output.unwrap_or_else(|error| panic!("{body}: {error:?}")).to_json()).unwrap()
}
