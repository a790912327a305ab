//! Agreements: what a form shows, what the evidence is made of, and what a customer accepts later.

use serde_json::{Value, json};

use crate::edge::world::request::Response;
use crate::edge::world::{HOUR, KEY, SECOND, World, error, link, person};

const TERMS: &str = "LIGHTSPARK_END_USER_TERMS";
const PRIVACY: &str = "LEAD_PRIVACY_POLICY";

/// A handler that asks for two of the three agreements that the provider has.
pub(crate) fn world() -> World {
    let mut world = World::of_grid();
    world.config["connections"]["grid"]["agreements"] = json!([TERMS, PRIVACY, TERMS]);
    world.hook("listAgreements", documents("V1"));
    world
}

/// The provider's documents, with this version of the terms.
fn documents(version: &str) -> Value {
    let one = |kind: &str, version: &str| json!({ "type": kind, "version": version, "url": format!("https://a.example/{kind}") });
    json!({ "data": [one(PRIVACY, "7"), one("LEAD_E_SIGN_CONSENT", "1"), one(TERMS, version), one("A_NEW_TYPE", "1")] })
}

fn accepting(agreements: &Value) -> Value {
    let mut body = person("jane@example.com");
    body["agreements"] = agreements.clone();
    body
}

fn all() -> Value {
    json!({ TERMS: "V1", PRIVACY: "7" })
}

/// Posts a person with these agreements. Returns the response, and the consents that the provider got.
fn post(world: &mut World, agreements: &Value) -> (Response, Value) {
    world.requests.clear();
    world.replies("onboard", link("Customer:1"));
    let response = world.post_links(KEY).json(&accepting(agreements)).send();
    world.forget_script();
    let create = world.requests.iter().find(|request| request["operation"] == "grid.createCustomer");
    let consents = create.map_or(Value::Null, |create| create["body"]["agreementConsents"].clone());
    (response, consents)
}

/// The evidence of 2026-09-21T14:13:20Z.
fn consent(kind: &str, version: &str) -> Value {
    json!({
        "type": kind, "acceptedAt": "2026-09-21T14:13:20Z", "ipAddress": "192.0.2.1", "termsVersion": version,
        "acceptanceMethod": "CHECKBOX",
    })
}

fn kinds(response: &Response) -> Vec<&str> {
    let documents = response.body["agreements"].as_array().unwrap();
    documents.iter().map(|document| document["type"].as_str().unwrap()).collect()
}

fn requested(world: &mut World) -> Vec<String> {
    let names = world.requests.iter().map(|request| request["operation"].as_str().unwrap().to_owned()).collect();
    world.requests.clear();
    names
}

#[test]
fn the_documents_are_those_of_the_option_in_its_order_and_are_kept_for_an_hour() {
    let mut world = world();
    let response = world.get("agreements").send();
    let expected = [
        json!({ "type": TERMS, "title": "Lightspark End User Terms", "version": "V1", "url": format!("https://a.example/{TERMS}") }),
        json!({ "type": PRIVACY, "title": "Lead Privacy Policy", "version": "7", "url": format!("https://a.example/{PRIVACY}") }),
    ];
    assert_eq!((response.status, &response.body["agreements"]), (200, &json!(expected)));
    assert_eq!(world.command("agreements", &json!({})).body, response.body, "what the page gets");
    world.hook("listAgreements", documents("V2"));
    world.now += HOUR - SECOND;
    assert_eq!(world.get("agreements").send().body, response.body);
    assert_eq!(requested(&mut world), ["grid.listAgreements"]);
    world.now += SECOND;
    assert_eq!(world.get("agreements").send().body["agreements"][0]["version"], "V2");
}

#[test]
fn a_handler_that_asks_for_none_has_no_such_route() {
    for given in [json!(null), json!([])] {
        let mut world = world();
        world.config["connections"]["grid"]["agreements"] = given.clone();
        assert_eq!(world.get("agreements").send().outcome(), (404, "no_route"));
        let (response, consents) = post(&mut world, &all());
        assert_eq!((response.status, consents), (201, Value::Null));
        assert_eq!(requested(&mut world), ["grid.createCustomer", "grid.createKycLink"]);
    }
    // Another provider that the handler may choose does not have the option.
    let mut world = world();
    world.config["provider"] = json!("spherepay");
    assert_eq!(world.get("agreements").send().outcome(), (404, "no_route"));
}

/// Each is required, in the version that is current: a claim of the browser's own counts for nothing.
#[test]
fn what_is_not_accepted_is_an_issue_and_nothing_is_created() {
    let both: &[&str] = &["/agreements/LIGHTSPARK_END_USER_TERMS", "/agreements/LEAD_PRIVACY_POLICY"];
    for (given, missing) in [
        (all(), &[] as &[&str]),
        (json!({ TERMS: "V1", PRIVACY: "7", "LEAD_E_SIGN_CONSENT": "1" }), &[]),
        (json!({ TERMS: "V1" }), &both[1..]),
        (json!({ TERMS: "V0", PRIVACY: "7" }), &both[..1]),
        (json!({ TERMS: true, PRIVACY: "7 " }), both),
        (json!({}), both),
        (json!(null), both),
        (json!([TERMS, PRIVACY]), both),
        (json!("V1"), both),
    ] {
        let mut world = world();
        let (response, consents) = post(&mut world, &given);
        assert_eq!(response.issues, missing, "{given}");
        let expected = json!([consent(TERMS, "V1"), consent(PRIVACY, "7")]);
        let (status, expected) = if missing.is_empty() { (201, expected) } else { (422, Value::Null) };
        assert_eq!((response.status, consents), (status, expected), "{given}");
    }
    let mut claim = accepting(&json!({}));
    claim["agreementConsents"] = json!([consent(TERMS, "V1"), consent(PRIVACY, "7")]);
    assert_eq!(world().post_links(KEY).json(&claim).send().issues, both);
}

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
    let create = world.requests.iter().find(|request| request["operation"] == "grid.createCustomer").unwrap();
    (response.status, create["body"]["agreementConsents"].clone())
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

/// An address is sent as the platform tells it, without its port; without one there is no evidence.
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
        world.replies("onboard", link("Customer:1"));
        let response = world.post_links(KEY).header("x-address", address).json(&accepting(&all())).send();
        let Some(expected) = expected else {
            assert_eq!((response.outcome(), &response.failure["code"]), ((500, "invalid_config"), &json!("advice")));
            continue;
        };
        let create = world.requests.iter().find(|request| request["operation"] == "grid.createCustomer").unwrap();
        assert_eq!(create["body"]["agreementConsents"][0]["ipAddress"], expected, "{address}");
    }
}

/// Only the address counts that the host passes on: a client can send any header.
#[test]
fn the_evidence_has_no_address_of_a_header() {
    for (address, expected) in [("192.0.2.7", Some("192.0.2.7")), ("", None)] {
        let mut world = world();
        world.replies("onboard", link("Customer:1"));
        let mut request = world.post_links(KEY).header("x-address", address);
        for name in ["x-forwarded-for", "x-real-ip", "cf-connecting-ip"] {
            request = request.header(name, "203.0.113.99");
        }
        let response = request.json(&accepting(&all())).send();
        assert_eq!(response.status, if expected.is_some() { 201 } else { 500 });
        let create = world.requests.iter().find(|request| request["operation"] == "grid.createCustomer");
        let sent = create.and_then(|create| create["body"]["agreementConsents"][0]["ipAddress"].as_str());
        assert_eq!(sent, expected);
    }
}

#[test]
fn without_the_documents_nothing_is_shown_or_created() {
    for (reply, expected) in [
        (Err(error("unavailable")), (503, "unavailable")),
        (Err(error("unauthorized")), (502, "unexpected_response")),
        (Ok(json!({ "data": [] })), (502, "unexpected_response")),
    ] {
        let mut world = world();
        match reply {
            Ok(reply) => world.hook("listAgreements", reply),
            Err(error) => world.always_fails("listAgreements", error),
        }
        let (response, consents) = post(&mut world, &all());
        assert_eq!((response.outcome(), response.is_reported, consents), (expected, true, Value::Null));
        assert_eq!(world.get("agreements").send().outcome(), expected);
        assert_eq!(world.count("agreements"), 0);
    }
}

/// An account without one of the agreements does not work, so a list that lacks one counts as no list.
#[test]
fn with_some_of_the_documents_nothing_is_shown_or_created() {
    for kept in [TERMS, PRIVACY] {
        let mut world = world();
        let mut listed = documents("V1");
        listed["data"].as_array_mut().unwrap().retain(|document| document["type"] == kept);
        world.hook("listAgreements", listed);
        for given in [all(), json!({ kept: all()[kept] })] {
            let (response, consents) = post(&mut world, &given);
            assert_eq!((response.outcome(), consents), ((502, "unexpected_response"), Value::Null), "{given}");
        }
        assert_eq!(world.get("agreements").send().outcome(), (502, "unexpected_response"));
        assert_eq!(
            world.command("agreements", &json!({})).outcome(),
            (502, "unexpected_response"),
            "what the page gets"
        );
        assert_eq!(world.count("agreements"), 0);
    }
}

/// A refusal may be about a version that the provider has replaced, so that the next request learns the current one.
#[test]
fn a_refusal_drops_the_kept_documents() {
    let mut world = world();
    world.fails("onboard", error("provider_rejected"));
    assert_eq!(world.post_links(KEY).json(&accepting(&all())).send().status, 422);
    world.hook("listAgreements", documents("V2"));
    let (response, _) = post(&mut world, &all());
    assert_eq!(response.issues, ["/agreements/LIGHTSPARK_END_USER_TERMS"]);
}

/// A customer that lacks an agreement, at each status: what it needs first, and what it gets from a button for a link.
#[test]
fn a_customer_that_lacks_one_is_led_to_the_page_that_takes_it() {
    for (status, accepted, next_action) in [
        ("incomplete", json!([TERMS]), "accept_terms"),
        ("incomplete", json!([]), "accept_terms"),
        ("pending", json!([TERMS]), "accept_terms"),
        ("on_hold", json!([TERMS]), "accept_terms"),
        ("approved", json!([TERMS]), "accept_terms"),
        ("rejected", json!([TERMS]), "try_again"),
        ("incomplete", json!([TERMS, PRIVACY]), "open_link"),
        ("approved", json!([PRIVACY, TERMS]), "none"),
    ] {
        for is_known in [false, true] {
            let mut world = onboarded();
            world.hook("getCustomer", json!({ "status": status, "agreements": accepted }));
            world.replies("createKycLink", link("Customer:1"));
            if is_known {
                world.learn_status();
            }
            let renewed = world.post("links/renew").send();
            let is_led = next_action == "accept_terms";
            let led =
                json!({ "next": "accept_terms", "url": "https://app.example.com/kyc/agreements", "provider": "grid" });
            assert_eq!(renewed.body == led, is_led, "{status} {accepted} {}", renewed.body);
            let shown = world.get("status").send().body;
            assert_eq!(shown["nextAction"], next_action, "{status} {accepted}");
            let url = if is_led { led["url"].clone() } else { Value::Null };
            assert_eq!(shown["agreementsUrl"], url, "{status} {accepted}");
            let first = &shown["requirements"][0];
            let terms = json!({ "kind": "terms", "who": "person", "can": "act", "nextAction": "accept_terms" });
            assert_eq!(*first == terms, is_led, "{status} {accepted}");
        }
    }
}

/// A world whose browser has a customer, with the agreements that `getCustomer` says.
fn onboarded() -> World {
    let mut world = world();
    assert_eq!(post(&mut world, &all()).0.status, 201);
    world.calls.clear();
    world
}

#[test]
fn what_is_missing_is_accepted_later() {
    let mut world = onboarded();
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS] }));
    assert_eq!(kinds(&world.get("agreements").send()), [PRIVACY]);
    world.learn_status();
    for given in [json!({ TERMS: "V1" }), json!({ PRIVACY: "6" }), json!(null)] {
        let refused = world.post("agreements").json(&json!({ "agreements": given })).send();
        assert_eq!((refused.status, refused.issues), (422, vec![format!("/agreements/{PRIVACY}")]), "{given}");
    }
    world.requests.clear();
    world.replies("updateCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    let done = world.post("agreements").json(&json!({ "agreements": { PRIVACY: "7" } })).send();
    assert_eq!(
        (done.status, requested(&mut world)),
        (204, vec!["grid.getCustomer".into(), "grid.updateCustomer".into()])
    );
    let sent = &world.arguments("updateCustomer")["body"];
    assert_eq!(sent, &json!({ "customerType": "INDIVIDUAL", "agreementConsents": [consent(PRIVACY, "7")] }));
    assert_eq!(world.get("status").send().body["nextAction"], "open_link", "what the update says is known");
    // Nothing is left to accept, and nothing is sent.
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    assert_eq!(world.get("agreements").send().body, json!({ "agreements": [] }));
    assert_eq!(world.post("agreements").json(&json!({})).send().status, 204);
    world.cookie = None;
    assert_eq!(world.post("agreements").json(&json!({})).send().outcome(), (401, "no_session"));
}

#[test]
fn a_customer_that_is_gone_needs_a_new_start() {
    let mut world = onboarded();
    world.always_fails("getCustomer", error("not_found"));
    assert_eq!(world.get("agreements").send().outcome(), (410, "customer_gone"));
    let posted = world.post("agreements").json(&json!({ "agreements": all() })).send();
    assert_eq!(posted.outcome(), (410, "customer_gone"));
}

/// The page shows the list to the person who has a customer, again after a mistake, and the status afterwards.
#[test]
fn a_person_sees_a_page() {
    let mut world = onboarded();
    world.hook("render", json!(null));
    let show = |world: &mut World| world.get("agreements").header("sec-fetch-mode", "navigate").send();
    let send = |world: &mut World, fields: &[(&str, &str)]| {
        world.post("agreements").header("sec-fetch-mode", "navigate").form(fields).send()
    };
    let shown = show(&mut world);
    assert_eq!((shown.view, kinds(&shown)), ("agreements", vec![TERMS, PRIVACY]));
    let ticks = [("agreements.LIGHTSPARK_END_USER_TERMS", "V1"), ("agreements.LEAD_PRIVACY_POLICY", "7")];
    let refused = send(&mut world, &ticks[..1]);
    assert_eq!((refused.status, refused.view, refused.issues.len()), (422, "agreements", 1));
    for (code, status, view) in [("provider_rejected", 422, "agreements"), ("unavailable", 503, "error")] {
        world.always_fails("updateCustomer", error(code));
        let failed = send(&mut world, &ticks);
        assert_eq!((failed.status, failed.view), (status, view));
    }
    world.unhook("updateCustomer");
    world.replies("updateCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    let done = send(&mut world, &ticks);
    assert_eq!((done.status, done.header("location")), (303, Some("/kyc/status")));
    world.hook("getCustomer", json!({ "status": "incomplete", "agreements": [TERMS, PRIVACY] }));
    assert_eq!(show(&mut world).header("location"), Some("/kyc/status"));
    world.cookie = None;
    assert_eq!(show(&mut world).outcome(), (401, "no_session"));
}

/// An event does not say which agreements are accepted.
#[test]
fn an_event_does_not_accept_them() {
    for (status, next_action) in [("approved", "accept_terms"), ("rejected", "contact_support")] {
        let mut world = onboarded();
        world.open_webhooks_of_grid();
        world.hook("getCustomer", json!({ "status": "pending", "agreements": [] }));
        world.learn_status();
        world.now += SECOND;
        let kind = format!("kyc_{status}");
        let event = json!({ "id": "Webhook:1", "kind": kind, "data": { "id": "Customer:1" }, "occurredAt": null });
        assert_eq!(world.delivery_of_grid().event(&event).send().status, 200);
        world.requests.clear();
        assert_eq!(world.get("status").send().body["nextAction"], next_action, "{status}");
        assert_eq!(requested(&mut world), [""; 0]);
    }
}
