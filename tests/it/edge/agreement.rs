//! Agreements: what a form shows, what the evidence is made of, and what a customer accepts later.

mod evidence;
mod later;

use serde_json::{Value, json};

use crate::edge::world::response::Response;
use crate::edge::world::{HOUR, KEY, SECOND, World, error, link, person};
use crate::integration::vectors::merged;

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
    merged(&person("jane@example.com"), &json!({ "agreements": agreements }))
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
    (response, consents_sent(world))
}

/// Returns the consents that the provider got with the customer; null where nothing was created.
fn consents_sent(world: &World) -> Value {
    let create = world.requests.iter().find(|request| request["operation"] == "grid.createCustomer");
    create.map_or(Value::Null, |create| create["body"]["agreementConsents"].clone())
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

/// A world whose browser has a customer, with the agreements that `getCustomer` says.
fn onboarded() -> World {
    let mut world = world();
    assert_eq!(post(&mut world, &all()).0.status, 201);
    world.calls.clear();
    world
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

/// An account without one of the agreements does not work, so a list that lacks one counts as no list.
#[test]
fn without_all_of_the_documents_nothing_is_shown_or_created() {
    let only = |kind: &str| {
        let mut listed = documents("V1");
        listed["data"].as_array_mut().unwrap().retain(|document| document["type"] == kind);
        Ok(listed)
    };
    for (reply, expected) in [
        (Err(error("unavailable")), (503, "unavailable")),
        (Err(error("unauthorized")), (502, "unexpected_response")),
        (Ok(json!({ "data": [] })), (502, "unexpected_response")),
        (only(TERMS), (502, "unexpected_response")),
        (only(PRIVACY), (502, "unexpected_response")),
    ] {
        let mut world = world();
        world.always("listAgreements", reply);
        for given in [all(), json!({ TERMS: "V1" }), json!({ PRIVACY: "7" })] {
            let (response, consents) = post(&mut world, &given);
            assert_eq!((response.outcome(), response.is_reported, consents), (expected, true, Value::Null), "{given}");
        }
        assert_eq!(world.get("agreements").send().outcome(), expected);
        assert_eq!(world.command("agreements", &json!({})).outcome(), expected, "what the page gets");
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
