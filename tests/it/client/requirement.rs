//! What a provider says is missing, in our words: every code of the documents, and the shapes in which they stand.

mod list;

use std::collections::BTreeMap;

use kyclink::json::Json;
use kyclink::{HttpResponse, ParseOptions, UntrustedValue, endpoint, parse_response};
use serde_json::{Value, json};

use crate::integration::vectors;

#[test]
fn every_code_means_what_the_table_says() {
    let mut rows = 0;
    for file in vectors::of_folder("requirements") {
        for table in file["tables"].as_array().unwrap() {
            for (code, row) in table["rows"].as_object().unwrap() {
                let body = table["body"].to_string().replace("\"$code\"", &json!(code).to_string());
                let what = format!("{} {}: {code}", file["operation"], table["name"]);
                assert_eq!(read(file, &body)["requirements"], expected(table, code, row.as_str().unwrap()), "{what}");
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

const LISTS: &str = include_str!("../../vectors/data/requirement-lists.json");

/// A list that grows in a document is copied, and then fails here until its new words have rows.
#[test]
fn every_list_of_the_documents_is_in_a_table() {
    let lists: Value = serde_json::from_str(LISTS).unwrap();
    let mut words = 0;
    for list in lists["lists"].as_array().unwrap() {
        let name = &list["name"];
        let file = vectors::of_folder("requirements")
            .find(|file| file["operation"] == list["file"])
            .unwrap_or_else(|| panic!("{name}: no file"));
        let rows = |table: &Value| {
            let tables = file["tables"].as_array().unwrap();
            tables.iter().find(|known| known["name"] == *table).unwrap_or_else(|| panic!("{name}: no {table}"))["rows"]
                .clone()
        };
        let tables: Vec<_> = list["tables"].as_array().unwrap().iter().map(rows).collect();
        for word in list["words"].as_array().unwrap() {
            let word = word.as_str().unwrap();
            assert!(tables.iter().any(|rows| rows[word].is_string()), "{name} of {}: {word}", list["source"]);
            words += 1;
        }
    }
    assert!(words > 150, "{words} words");
}

/// The copies agree with Bridge's description itself.
#[test]
fn the_copied_lists_are_those_of_the_description() {
    let lists: Value = serde_json::from_str(LISTS).unwrap();
    let description: Value = serde_json::from_str(include_str!("../../schemas/bridge-openapi.json")).unwrap();
    let schemas = &description["components"]["schemas"];
    for name in ["KycStatus", "CustomerStatus"] {
        let copied = lists["lists"].as_array().unwrap().iter().find(|list| list["name"] == name).unwrap();
        assert_eq!(sorted(&copied["words"]), sorted(&schemas[name]["enum"]), "{name}");
    }
    let stages =
        &schemas["Endorsement"]["properties"]["future_requirements"]["items"]["properties"]["verification_stage"];
    let copied: Vec<_> = lists["stages"]["words"].as_object().unwrap().keys().collect();
    let copied = json!(copied);
    assert_eq!(sorted(&copied), sorted(&stages["enum"]));
}

fn sorted(words: &Value) -> Vec<&str> {
    let mut words: Vec<_> = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    words.sort_unstable();
    words
}

#[test]
fn each_document_that_resolves_an_error_is_told() {
    let lists: Value = serde_json::from_str(LISTS).unwrap();
    for (code, documents) in lists["accepts"]["types"].as_object().unwrap() {
        let error =
            json!({ "resourceId": "Customer:1", "type": code, "acceptedDocumentTypes": documents, "reason": "x" });
        let body = json!({ "id": "Verification:1", "verificationStatus": "RESOLVE_ERRORS", "errors": [error] });
        assert_eq!(needs("grid.getVerification", &body)[0]["accepts"], *documents, "{code}");
    }
}

#[test]
fn what_is_needed_later_counts_until_it_is_done() {
    let lists: Value = serde_json::from_str(LISTS).unwrap();
    for (stage, is_open) in lists["stages"]["words"].as_object().unwrap() {
        let later = json!({
            "effective_date": "2027-01-31", "verification_stage": stage,
            "pending": [], "missing": { "all_of": ["proof_of_address"] }, "issues": [],
        });
        let done = json!({ "complete": [], "pending": [], "missing": null, "issues": [] });
        let endorsement =
            json!({ "name": "base", "status": "approved", "requirements": done, "future_requirements": [later] });
        let found = of_bridge("individual", "active", &endorsement).as_array().unwrap().len();
        assert_eq!(found == 1, is_open.as_bool().unwrap(), "{stage}");
    }
}

#[test]
fn shapes_are_read_as_the_documents_show_them() {
    for file in vectors::of_folder("requirements") {
        for case in file["cases"].as_array().unwrap() {
            let read = read(file, &case["body"].to_string());
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
    assert_eq!(needs("spherepay.getCustomer", &body).as_array().unwrap().len(), 200);
}

/// A provider's code is shown as a word that it may have in a document. Anything else may be a person's data.
#[test]
fn what_is_no_short_word_is_no_code() {
    for (text, is_marked) in texts("a_1b2", &["A", " ", "-", ".", "@", "é", "__"]) {
        let expected = if is_marked || text.len() > 64 { Value::Null } else { json!(text) };
        let of = |name: &Value| if expected.is_null() { Value::Null } else { json!([name]) };
        for section in ["missing", "issues", "pending"] {
            let endorsement = json!({ "name": text, "status": "incomplete", "requirements": { section: [text] } });
            let found = &of_bridge("individual", "active", &endorsement)[0];
            assert_eq!((&found["code"], &found["of"]), (&expected, &of(&expected)), "{section} of Bridge: {text}");
        }
        for section in ["required", "pending"] {
            let profile = json!({ "name": text, "status": "incomplete", section: [text] });
            let body = json!({ "type": "individual", "verificationProfiles": [profile] });
            let found = &needs("spherepay.getCustomer", &body)[0];
            assert_eq!((&found["code"], &found["of"]), (&expected, &of(&expected)), "{section} of SpherePay: {text}");
        }
    }
}

/// An id that Bridge does not give may be an owner's name.
#[test]
fn only_an_id_of_bridge_names_an_owner() {
    for (text, is_marked) in texts("A_b-9", &[" ", "@", ".", "/", ":", "é", "\n"]) {
        let expected = if is_marked || text.len() > 42 { Value::Null } else { json!(text) };
        for owner in [
            json!({ "object_type": "associated_person", "object_id": text, "all_of": ["first_name"] }),
            json!({ "associated_person": text, "items": ["first_name"] }),
        ] {
            for section in ["missing", "issues"] {
                let requirements = json!({ section: [owner] });
                let endorsement = json!({ "name": "base", "status": "incomplete", "requirements": requirements });
                let found = &of_bridge("business", "active", &endorsement)[0];
                assert_eq!((&found["who"], &found["subject"]), (&json!("owner"), &expected), "{section}: {owner}");
            }
        }
    }
}

/// Returns texts of each length up to 80 bytes with these letters, and some of them with a mark at the beginning, in
/// the middle and at the end, with whether there is a mark. A text does not end with `_`.
fn texts(letters: &str, marks: &[&str]) -> Vec<(String, bool)> {
    let plain = |length: usize| letters.chars().cycle().take(length - 1).chain(['z']).collect::<String>();
    let marked = [1, 2, 30].into_iter().flat_map(|length| {
        let text = plain(length);
        let at = [0, length / 2, length];
        marks.iter().flat_map(move |mark| {
            let text = text.clone();
            at.map(|at| {
                let (before, after) = text.split_at(at);
                ([before, mark, after].concat(), true)
            })
        })
    });
    (1..=80).map(|length| (plain(length), false)).chain(marked).collect()
}

/// A status that asks for what a list has already asked for adds nothing to it.
#[test]
fn what_a_list_says_is_not_said_again_by_the_status() {
    for (status, requirements, kind) in [
        ("under_review", json!({ "pending": ["selfie_verification"] }), "review"),
        ("paused", json!({ "pending": ["selfie_verification"] }), "review"),
        ("deposits_restricted", json!({ "pending": ["selfie_verification"] }), "review"),
        ("awaiting_questionnaire", json!({ "missing": ["source_of_funds_questionnaire"] }), "questionnaire"),
        ("awaiting_ubo", json!({ "missing": [{ "object_id": "o1", "all_of": ["first_name"] }] }), "data"),
        ("rejected", json!({ "missing": ["first_name"] }), "data"),
        ("incomplete", json!({ "missing": ["first_name"] }), "data"),
        ("not_started", json!({ "missing": ["first_name"] }), "data"),
    ] {
        let endorsement = json!({ "name": "base", "requirements": requirements });
        let listed = of_bridge("individual", status, &endorsement);
        let kinds: Vec<_> = listed.as_array().unwrap().iter().map(|requirement| &requirement["kind"]).collect();
        assert_eq!(kinds, [kind], "{status}: {listed}");
    }
    for (status, error, kinds) in [
        ("IN_PROGRESS", json!([]), &["review"][..]),
        ("IN_PROGRESS", json!([{ "type": "MISSING_FIELD" }]), &["data", "review"]),
        ("PENDING_MANUAL_REVIEW", json!([{ "type": "MISSING_FIELD" }]), &["data", "review"]),
    ] {
        let body = json!({ "id": "Verification:1", "verificationStatus": status, "errors": error });
        let listed = needs("grid.getVerification", &body);
        let found: Vec<_> = listed.as_array().unwrap().iter().map(|requirement| &requirement["kind"]).collect();
        assert_eq!(found, kinds, "{status}: {listed}");
    }
}

/// What an unknown part of a list needs is not known, but it is not nothing; and no part of an owner's is a field of the
/// applicant.
#[test]
fn an_unknown_part_of_a_list_is_not_passed_over() {
    let listed = |requirements: Value| {
        let endorsement = json!({ "name": "base", "requirements": requirements });
        of_bridge("individual", "active", &endorsement)
    };
    let unknown = json!([{ "kind": "other", "who": "person", "can": "unknown", "nextAction": "contact_support", "of": ["base"] }]);
    for part in [json!({ "some_of": ["first_name"] }), json!({ "first_name": null }), json!({ "first_name": "x" })] {
        assert_eq!(listed(json!({ "missing": part })), unknown, "{part}");
    }
    assert_eq!(listed(json!({ "issues": [{ "first_name": 1 }] })), unknown, "an issue that is no code");
    for name in ["photo", "id_front_photo", "selfie_photo_in_persona"] {
        let photo = listed(json!({ "issues": [{ name: "a_code_of_next_year" }] }));
        assert_eq!(photo[0]["kind"], "document", "{name}: whatever is wrong with a photo, another one is needed");
    }
    for id in ["object_id", "associated_person"] {
        let owner = listed(json!({ "missing": [{ id: "o1", "all_of": ["first_name"] }] }));
        assert_eq!((&owner[0]["who"], &owner[0]["subject"]), (&json!("owner"), &json!("o1")), "{id}");
        assert_eq!(owner[0].get("field"), None, "{id}: no field of the applicant");
    }
}

/// Reads what a customer of Bridge needs.
fn of_bridge(customer_type: &str, status: &str, endorsement: &Value) -> Value {
    let body = json!({ "id": "c1", "type": customer_type, "status": status, "endorsements": [endorsement] });
    needs("bridge.getCustomer", &body)
}

/// Reads what is needed from the response about a customer, or about a verification.
fn needs(operation: &str, body: &Value) -> Value {
    let id = body["id"].as_str().unwrap_or("customer_1");
    let name = if operation == "grid.getVerification" { "verificationId" } else { "customerId" };
    read(&json!({ "operation": operation, "input": { name: id } }), &body.to_string())["requirements"].clone()
}

/// Reads a response and returns the output as JSON.
fn read(file: &Value, body: &str) -> Value {
    let endpoint = endpoint(file["operation"].as_str().unwrap()).unwrap();
    let sent = UntrustedValue::from_json(&file["input"].to_string()).unwrap();
    let response = HttpResponse::new(200, [], body.as_bytes());
    let output = parse_response(endpoint, &response, Some(&sent), &ParseOptions::new(1_790_000_000_000));
    serde_json::from_str(&output.unwrap_or_else(|error| panic!("{body}: {error:?}")).to_json()).unwrap()
}
