//! What a provider lists several times, in several ways, or for later.

use serde_json::{Value, json};

use super::{needs, of_bridge};

/// Returns what a customer of Bridge needs that has this status, now and later.
fn at_bridge(status: &str, missing: &Value, later: &Value) -> Vec<Value> {
    let future = json!({ "effective_date": "2027-01-31", "verification_stage": "incomplete", "missing": later });
    let endorsement = json!({
        "name": "base", "status": "incomplete",
        "requirements": { "missing": missing },
        "future_requirements": if later.is_null() { json!([]) } else { json!([future]) },
    });
    of_bridge("individual", status, &endorsement).as_array().unwrap().clone()
}

#[test]
fn what_is_the_same_is_listed_once_and_nothing_else_is_merged() {
    let [a, b, c] = ["proof_of_address_document", "selfie_verification", "first_name"];
    let owner = |id: &str, code: &str| json!({ "object_type": "associated_person", "object_id": id, "all_of": [code] });
    let things = [
        json!(a),
        json!(b),
        json!(c),
        owner("owner_1", c),
        owner("owner_2", c),
        owner("owner_1", a),
        json!({ "any_of": [a, b] }),
        json!({ "any_of": [a, c] }),
        json!({ "any_of": [a, "government_id_document"] }),
        json!({ "any_of": [a, b, "government_id_document"] }),
    ];
    for (at, one) in things.iter().enumerate() {
        for (other_at, other) in things.iter().enumerate() {
            let found = at_bridge("incomplete", &json!([one, other]), &Value::Null);
            assert_eq!(found.len(), if at == other_at { 1 } else { 2 }, "{one} {other}: {found:?}");
        }
    }
}

/// What was given and is in review may be missing again.
#[test]
fn one_code_in_two_sections_asks_for_two_things() {
    let code = ["proof_of_address_document"];
    let requirements = json!({ "missing": code, "pending": code });
    let endorsement = json!({ "name": "base", "status": "incomplete", "requirements": requirements });
    let found = of_bridge("individual", "active", &endorsement);
    let can = found.as_array().unwrap().iter().map(|one| one["can"].as_str().unwrap().to_owned());
    assert_eq!(can.collect::<Vec<_>>(), ["act", "wait"]);
}

#[test]
fn neither_contacts_nor_documents_of_one_kind_are_merged() {
    let body = json!({
        "id": "Customer:1", "customerType": "INDIVIDUAL", "kycStatus": "UNVERIFIED",
        "contactVerification": { "email": "PENDING", "phone": "PENDING" },
    });
    let found = needs("grid.getCustomer", &body);
    let contacts = found.as_array().unwrap().iter().filter(|one| one["kind"] == "contact");
    assert_eq!(contacts.map(|one| one["field"].as_str().unwrap()).collect::<Vec<_>>(), ["email", "phone"]);
    let error = |document: &str| json!({ "resourceId": "C:1", "type": "X", "acceptedDocumentTypes": [document] });
    let errors = ["PASSPORT", "NATIONAL_ID", "PASSPORT"].map(error);
    let body = json!({ "id": "Verification:1", "verificationStatus": "RESOLVE_ERRORS", "errors": errors });
    let found = needs("grid.getVerification", &body);
    let accepts = found.as_array().unwrap().iter().map(|one| one["accepts"].clone());
    assert_eq!(accepts.collect::<Vec<_>>(), [json!(["PASSPORT"]), json!(["NATIONAL_ID"])]);
}

/// The best way may stand anywhere among them.
#[test]
fn a_group_of_ways_is_as_hopeful_as_the_best_of_them() {
    // From the one from which most comes.
    let codes = ["first_name", "kyc_screen", "has_sepa", "customer_too_young"];
    for (rank, best) in codes.iter().enumerate() {
        let alone = &at_bridge("incomplete", &json!([best]), &Value::Null)[0];
        for worse in &codes[rank..] {
            for ways in [json!([best, worse]), json!([worse, best]), json!([worse, worse, best])] {
                let group = &at_bridge("incomplete", &json!([{ "any_of": ways }]), &Value::Null)[0];
                for name in ["who", "can", "nextAction"] {
                    assert_eq!(group[name], alone[name], "{name} of {ways}");
                }
            }
        }
        let owner = json!({ "object_type": "associated_person", "object_id": "owner_1", "any_of": [best, "has_sepa"] });
        assert_eq!(at_bridge("incomplete", &json!([owner]), &Value::Null)[0]["subject"], "owner_1", "{best}");
        assert_eq!(at_bridge("incomplete", &json!([{ "any_of": [best] }]), &Value::Null)[0], *alone, "{best}");
    }
}

#[test]
fn what_is_needed_later_hides_nothing_that_is_needed_now() {
    let later = json!(["account_purpose", "kyc_screen", "first_name"]);
    for status in ["awaiting_questionnaire", "under_review", "paused", "rejected", "not_started", "incomplete"] {
        let now = at_bridge(status, &json!([]), &Value::Null);
        let with_later = at_bridge(status, &json!([]), &later);
        let due_now: Vec<_> = with_later.iter().filter(|one| one["dueBy"].is_null()).cloned().collect();
        assert!(!now.is_empty(), "{status}");
        assert_eq!((due_now, with_later.len()), (now.clone(), now.len() + 3), "{status}");
    }
}
