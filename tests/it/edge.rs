//! The edge handler's machine against a world of this file: a store, a clock, and a provider that says what it is told to.

use std::collections::HashMap;

use kyclink::Draft;
use kyclink::edge::{Answer, Content, Step, check, step};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a request meets.
struct World {
    now: i64,
    records: HashMap<String, Value>,
    /// What the provider says next to each effect.
    says: Vec<(&'static str, Value)>,
    /// What was asked of it.
    asked: Vec<String>,
    minted: usize,
}

/// What came of one request.
#[derive(Debug, PartialEq)]
struct Answered {
    status: u16,
    said: String,
    headers: Vec<(&'static str, String)>,
}

fn draft(value: &Value) -> Draft<'static> {
    Draft::from_json(&value.to_string()).unwrap()
}

fn config() -> Value {
    json!({
        "basePath": "/kyc",
        "provider": "spherepay",
        "timeout": 1000,
        "allowedOrigins": ["https://app.example.com"],
        "connections": { "spherepay": { "webhookSecret": "s" }, "grid": {} },
    })
}

impl World {
    fn new() -> Self {
        Self { now: 1_000_000, records: HashMap::new(), says: vec![], asked: vec![], minted: 0 }
    }

    fn perform(&mut self, effect: &str, with: &Value) -> Value {
        let name = with[0].to_string();
        let value = match effect {
            "load" => self.records.get(&name).cloned().unwrap_or(json!({})),
            "swap" => {
                let found = self.records.get(&name).map_or(&Value::Null, |record| &record["raw"]);
                if *found != with[1] {
                    return json!({ "at": self.now, "value": false });
                }
                let raw = json!(format!("raw{}{}", self.now, with[2]));
                match with[2].is_null() {
                    true => self.records.remove(&name),
                    false => self.records.insert(name, json!({ "raw": raw, "value": with[2] })),
                };
                json!({ "raw": raw })
            }
            "mint" => {
                self.minted += 1;
                json!(format!("minted{}", self.minted))
            }
            "macs" => json!([with.to_string()]),
            "seal" => json!(with[0].to_string().replace(';', "")),
            "open" => serde_json::from_str(with[0].as_str().unwrap()).unwrap_or_default(),
            "body" => json!({ "body": person("jane@example.com") }),
            "validate" => with[1].clone(),
            _ => {
                self.asked.push(effect.to_owned());
                let at = self.says.iter().position(|(of, _)| *of == effect).unwrap_or_else(|| panic!("{effect}"));
                let (_, said) = self.says.remove(at);
                if said.get("code").is_some() {
                    return json!({ "at": self.now, "error": said });
                }
                said
            }
        };
        json!({ "at": self.now, "value": value })
    }

    fn ask(&mut self, method: &str, path: &str, headers: Value) -> Answered {
        let config = draft(&config());
        let request = json!({ "method": method, "path": path, "headers": headers, "at": self.now });
        let request = draft(&request);
        let mut outcomes = vec![];
        loop {
            match step(&config, &request, &outcomes) {
                Step::Do(effect, with) => {
                    let with = serde_json::from_str(&with).unwrap();
                    outcomes.push(draft(&self.perform(effect, &with)));
                }
                Step::Answer(Answer { status, headers, content, .. }) => {
                    let said = match content {
                        Content::Json(text) => text,
                        Content::Refused(code) => code.to_owned(),
                        Content::Failed(code) => code.as_str().to_owned(),
                        Content::Empty | Content::OfHook => String::new(),
                    };
                    return Answered { status, said, headers };
                }
            }
        }
    }

    fn post(&mut self, key: &str) -> (u16, String) {
        let headers =
            json!({ "origin": "https://app.example.com", "content-type": "application/json", "idempotency-key": key });
        let Answered { status, said, .. } = self.ask("POST", "/kyc/links", headers);
        (status, said)
    }
}

fn person(email: &str) -> Value {
    json!({ "type": "individual", "email": email })
}

fn link(url: &str) -> Value {
    json!({ "customerId": "c1", "expiresAtMs": 9_000_000, "link": { "kycUrl": url, "expiresAt": "later" } })
}

const KEY: &str = "0123456789abcdefghijkl";
const OTHER: &str = "abcdefghijkl0123456789";

#[test]
fn a_key_gives_the_same_answer_until_the_link_expires() {
    let mut world = World::new();
    world.says = vec![("onboard", link("https://a.example/1"))];
    let first = world.post(KEY);
    assert_eq!(first, (201, r#"{"kycUrl":"https://a.example/1","expiresAt":"later"}"#.into()));
    assert_eq!(world.post(KEY), first);
    world.now = 8_970_000;
    world.says = vec![("call", link("https://a.example/2"))];
    assert!(world.post(KEY).1.contains("https://a.example/2"));
    assert_eq!(world.asked, ["onboard", "call"]);
}

#[test]
fn a_refusal_leaves_a_key_free_and_a_failure_does_not() {
    let mut world = World::new();
    world.says =
        vec![("onboard", json!({ "code": "provider_rejected", "operation": "spherepay.createCustomerViaLink" }))];
    assert_eq!(world.post(KEY), (422, "provider_rejected".into()));
    assert!(world.records.is_empty());
    // The customer is there already: it is the link that was refused.
    world.says = vec![("onboard", json!({ "code": "provider_rejected", "operation": "grid.createKycLink" }))];
    world.post(KEY);
    assert_eq!(world.records.len(), 1);
    world.says = vec![("candidates", json!([{ "id": "c1" }])), ("call", link("https://a.example/1"))];
    assert_eq!(world.post(KEY).0, 201);
}

#[test]
fn an_unknown_outcome_is_looked_up_and_never_sent_again_too_early() {
    let mut world = World::new();
    world.says = vec![("onboard", json!({ "code": "outcome_unknown" }))];
    assert_eq!(world.post(KEY), (503, "outcome_unknown".into()));
    world.now += 4_999;
    world.says = vec![("candidates", json!([]))];
    assert_eq!(world.post(KEY), (503, "outcome_unknown".into()));
    world.says = vec![("candidates", json!([{ "id": "c1" }, { "id": "c2" }]))];
    world.now += 60_000;
    assert_eq!(world.post(KEY), (503, "outcome_unknown".into()), "which of the two?");
    world.says = vec![("candidates", json!([])), ("onboard", link("https://a.example/1"))];
    assert_eq!(world.post(KEY).0, 201);
}

#[test]
fn a_customer_that_another_onboarding_has_claimed_is_nobody_elses() {
    let mut world = World::new();
    world.says = vec![("onboard", json!({ "code": "outcome_unknown" }))];
    world.post(KEY);
    world.says = vec![("onboard", link("https://a.example/1"))];
    assert_eq!(world.post(OTHER).0, 201);
    world.says = vec![("candidates", json!([{ "id": "c1" }]))];
    assert_eq!(world.post(KEY), (503, "outcome_unknown".into()));
}

#[test]
fn an_attempt_that_died_keeps_its_key_for_as_long_as_it_could_take() {
    let mut world = World::new();
    world.says = vec![("onboard", json!({ "code": "outcome_unknown" }))];
    world.post(KEY);
    let record = world.records.values_mut().next().unwrap();
    record["value"]["until"] = json!(1_012_000);
    record["value"]["endedAt"] = json!(0);
    assert_eq!(world.post(KEY), (409, "still_running".into()));
    world.now = 1_012_000;
    world.says = vec![("candidates", json!([]))];
    assert_eq!(world.post(KEY), (503, "outcome_unknown".into()), "its time has only just ended");
    world.now += 5_000;
    world.says = vec![("candidates", json!([])), ("onboard", link("https://a.example/1"))];
    assert_eq!(world.post(KEY).0, 201);
}

#[test]
fn other_data_under_a_key_is_refused() {
    let mut world = World::new();
    world.says = vec![("onboard", link("https://a.example/1"))];
    world.post(KEY);
    world.records.values_mut().for_each(|record| record["value"]["applicant"] = json!("of another"));
    assert_eq!(world.post(KEY), (422, "idempotency_key_reused".into()));
}

#[test]
fn whatever_comes_of_a_step_there_is_a_next_one() {
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        any::<i64>().prop_map(|number| json!(number)),
        ".*".prop_map(|text| json!(text)),
        Just(json!([{ "id": "c1" }])),
        Just(json!([])),
        Just(link("https://a.example/1")),
        (any::<i64>(), ".{0,3}").prop_map(|(at, text)| json!({ "raw": text, "value": { "until": at, "applicant": "m", "said": {}, "at": at, "count": at } })),
    ];
    let outcome = (any::<i64>(), any::<bool>(), value).prop_map(|(at, fails, value)| match fails {
        true => json!({ "at": at, "error": { "code": value, "retryAfterMs": at } }),
        false => json!({ "at": at, "value": value }),
    });
    let paths: &'static [&str] =
        &["links", "links/renew", "contact/email", "contact/phone/confirm", "status", "webhooks/spherepay"];
    let strategy = (proptest::sample::select(paths), proptest::collection::vec(outcome, 0..14));
    proptest!(|((path, outcomes) in strategy)| {
        let method = if path == "status" { "GET" } else { "POST" };
        let headers = json!({ "origin": "https://app.example.com", "content-type": "application/json", "cookie": "__Host-kyclink=x", "idempotency-key": KEY });
        let request = draft(&json!({ "method": method, "path": format!("/kyc/{path}"), "headers": headers, "at": 0 }));
        let outcomes: Vec<_> = outcomes.iter().map(draft).collect();
        if let Step::Answer(Answer { status, .. }) = step(&draft(&config()), &request, &outcomes) {
            prop_assert!((200..600).contains(&status));
        }
    });
}

#[test]
fn every_door_that_a_configuration_leaves_open_is_named() {
    let good = json!({
        "basePath": "/kyc", "provider": "spherepay", "spherepay": {}, "allowedOrigins": ["https://app.example.com", "http://localhost:8787"],
        "cookieSecret": "0123456789abcdef0123456789abcdef", "store": true, "rateLimit": "none",
    });
    assert_eq!(check(&draft(&good)), Ok(()));
    let long = "0123456789abcdef0123456789abcdef";
    for (field, value, wrong) in [
        ("basePath", json!("kyc"), "basePath"),
        ("basePath", json!("/kyc/"), "basePath"),
        ("provider", json!(null), "provider"),
        ("provider", json!("nobody"), "provider"),
        ("provider", json!("grid"), "credentials"),
        ("spherepay", json!(null), "credentials"),
        ("spherepay", json!({ "webhookSecret": " s" }), "webhooks"),
        ("allowedOrigins", json!(null), "allowedOrigins"),
        ("allowedOrigins", json!([]), "allowedOrigins"),
        ("allowedOrigins", json!("https://a.example"), "allowedOrigins"),
        ("allowedOrigins", json!(["*"]), "allowedOrigins"),
        ("allowedOrigins", json!(["null"]), "allowedOrigins"),
        ("allowedOrigins", json!(["https://a.example/"]), "allowedOrigins"),
        ("allowedOrigins", json!(["https://a.example/x"]), "allowedOrigins"),
        ("allowedOrigins", json!(["https://A.example"]), "allowedOrigins"),
        ("allowedOrigins", json!(["http://a.example"]), "allowedOrigins"),
        ("allowedOrigins", json!(["https://a.example", 1]), "allowedOrigins"),
        ("cookieSecret", json!(null), "cookieSecret"),
        ("cookieSecret", json!(""), "cookieSecret"),
        ("cookieSecret", json!("0123456789abcdef0123456789abcde"), "cookieSecret"),
        ("cookieSecret", json!([]), "cookieSecret"),
        ("cookieSecret", json!([long, "short"]), "cookieSecret"),
        ("store", json!(false), "store"),
        ("rateLimit", json!(null), "rateLimit"),
        ("rateLimit", json!("no"), "rateLimit"),
        ("onEvent", json!("x"), "hooks"),
        ("redirectUri", json!("http://a.example/"), "redirectUri"),
        ("policy", json!("none"), "policy"),
    ] {
        let mut bad = good.clone();
        bad[field] = value.clone();
        assert_eq!(check(&draft(&bad)), Err(wrong), "{field}: {value}");
    }
}
