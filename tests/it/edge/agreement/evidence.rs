//! The evidence of who accepted what, when and from where.

use serde_json::{Value, json};

use super::{PRIVACY, TERMS, accepting, all, consent, consents_sent, onboarded, post, world};
use crate::edge::world::{KEY, SECOND, World, link};

/// Evidence of the browser's own, in the form of the handler's.
fn claim() -> Value {
    let mut claim = consent(TERMS, "V1");
    claim["ipAddress"] = json!("203.0.113.99");
    json!([claim])
}

/// Posts a person with evidence of the browser's own. Returns the status, and the consents that the provider got.
fn post_claim(world: &mut World, agreements: &Value, claim: &Value) -> (u16, Value) {
    world.requests.clear();
    world.replies("onboard", link("Customer:1"));
    let mut body = accepting(agreements);
    body["agreementConsents"] = claim.clone();
    let response = world.post_links(KEY).json(&body).send();
    let sent: Vec<_> = world.requests.iter().map(ToString::to_string).collect();
    assert!(!sent.concat().contains("203.0.113.99"), "{sent:?}");
    (response.status, consents_sent(world))
}

#[test]
fn a_handler_that_asks_for_none_sends_no_evidence_of_the_browsers_own() {
    for asked in [json!(null), json!([])] {
        for claim in [claim(), json!([]), json!("V1")] {
            let mut world = world();
            world.config["connections"]["grid"]["agreements"] = asked.clone();
            for agreements in [json!({}), all()] {
                let mut world = world.clone();
                assert_eq!(post_claim(&mut world, &agreements, &claim), (201, Value::Null), "{asked} {claim}");
            }
        }
    }
}

#[test]
fn beside_the_right_ticks_only_the_handlers_own_evidence_is_sent() {
    for claim in [claim(), json!([]), json!("V1")] {
        let expected = json!([consent(TERMS, "V1"), consent(PRIVACY, "7")]);
        assert_eq!(post_claim(&mut world(), &all(), &claim), (201, expected), "{claim}");
    }
    let mut world = onboarded();
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS] }));
    world.replies("updateCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    let body = json!({ "agreements": { PRIVACY: "7" }, "agreementConsents": claim() });
    assert_eq!(world.post("agreements").json(&body).send().status, 204);
    let sent = &world.arguments("updateCustomer")["body"];
    assert_eq!(sent, &json!({ "customerType": "INDIVIDUAL", "agreementConsents": [consent(PRIVACY, "7")] }));
}

#[test]
fn a_form_without_script_accepts_them_beside_the_applicant_and_learns_all_issues_at_once() {
    let mut world = world();
    world.replies("onboard", link("Customer:1"));
    let ticks = [("agreements.LIGHTSPARK_END_USER_TERMS", "V1"), ("agreements.LEAD_PRIVACY_POLICY", "7")];
    assert_eq!(world.post_links(KEY).person_form(&ticks).send().status, 303);
    world.config["ownFields"] = json!({ "referral": { "required": true } });
    let response = world.post_links(KEY).person_form(&ticks[..1]).send();
    assert_eq!(response.issues, ["/own/referral", "/agreements/LEAD_PRIVACY_POLICY"]);
}

/// The time and the address are new for each request, and do not make another applicant of it.
#[test]
fn a_repeated_request_belongs_to_the_same_key() {
    let mut world = world();
    let (first, _) = post(&mut world, &all());
    world.now += SECOND;
    let (again, consents) = post(&mut world, &all());
    assert_eq!((again.status, &again.body, consents), (201, &first.body, Value::Null));
}

/// An address is sent as the platform tells it, without its port; without one there is no evidence. Only what the host
/// passes on counts: a client can send any header.
#[test]
fn the_evidence_has_the_address_of_the_client() {
    for (address, expected) in [
        ("192.0.2.7", Some("192.0.2.7")),
        ("192.0.2.7:8080", Some("192.0.2.7")),
        ("[2001:db8::1]:443", Some("2001:db8::1")),
        ("fe80::1%eth0", Some("fe80::1")),
        ("", None),
        ("unknown", None),
    ] {
        let mut world = world();
        let mut request = world.post_links(KEY).header("x-address", address);
        for name in ["x-forwarded-for", "x-real-ip", "cf-connecting-ip"] {
            request = request.header(name, "203.0.113.99");
        }
        let response = request.json(&accepting(&all())).send();
        if expected.is_none() {
            assert_eq!((response.outcome(), &response.failure["code"]), ((500, "invalid_config"), &json!("advice")));
        }
        assert_eq!(consents_sent(&world)[0]["ipAddress"].as_str(), expected, "{address}");
    }
}
