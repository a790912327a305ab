//! Terms and reasons over time, at the provider that has them: whatever responses and events come in which order, the
//! status says the terms are open exactly while they are, and gives reasons of a rejection and of nothing else.

use serde_json::{Value, json};

use crate::edge::world::{SECOND, World, at, pairs};
use crate::integration::inputs::one_in;

const STATUSES: [&str; 6] = ["incomplete", "pending", "on_hold", "approved", "rejected", "unknown"];
const EVENTS: [(&str, &str); 5] = [
    ("kyc_pending", "pending"),
    ("kyc_approved", "approved"),
    ("kyc_rejected", "rejected"),
    ("kyc_needs_review", "on_hold"),
    ("kyc_incomplete", "incomplete"),
];
/// Longer than clocks may differ, so that the order of two steps is certain.
const LATER: i64 = 120 * SECOND;

/// What is told of a customer.
#[derive(Clone, Copy, Debug)]
enum News {
    /// The provider's response: a status, the terms and whether it has reasons beside it.
    Response { status: &'static str, terms: &'static str, has_reasons: bool },
    /// An event of this kind, with its status and the terms.
    Event { kind: &'static str, status: &'static str, terms: &'static str },
}

/// What the page must learn.
#[derive(Clone)]
struct Expected {
    status: &'static str,
    has_open_terms: bool,
    has_reasons: bool,
    requirements: Vec<Value>,
}

impl Expected {
    fn after(&self, news: News) -> Self {
        match news {
            News::Response { status, terms, has_reasons } => Self {
                status: status_with(terms, status),
                has_open_terms: terms == "pending",
                has_reasons,
                requirements: requirements_with(terms, status),
            },
            // What an event says of what is missing is a part of it.
            News::Event { status, terms, .. } => {
                let is_told = |one: &Value| one["kind"] != "other";
                let is_open = |one: &Value| terms != "accepted" || one["kind"] != "terms";
                let is_same = self.status == status_with(terms, status);
                let known = self.requirements.iter().filter(|one| is_same && is_open(one));
                let mut requirements: Vec<_> = known.cloned().collect();
                for one in requirements_with(terms, status).into_iter().filter(is_told) {
                    if !requirements.contains(&one) {
                        requirements.push(one);
                    }
                }
                Self {
                    status: status_with(terms, status),
                    has_open_terms: terms == "pending" || terms == "unknown" && self.has_open_terms,
                    has_reasons: is_same && self.has_reasons,
                    requirements,
                }
            }
        }
    }

    /// The rows of the table in docs/edge.md.
    fn next_action(&self) -> &'static str {
        match self.status {
            "approved" => "none",
            "rejected" if !self.requirements.is_empty() => "try_again",
            "rejected" => "contact_support",
            _ if self.has_open_terms => "accept_terms",
            "incomplete" | "on_hold" => "open_link",
            "unknown" => "contact_support",
            _ => "wait",
        }
    }

    fn body(&self, updated_at: i64) -> Value {
        let mut body = json!({
            "status": self.status, "provider": "bridge", "updatedAt": updated_at, "nextAction": self.next_action(),
            "requirements": self.requirements, "capabilities": [], "type": "individual",
        });
        if self.status == "rejected" && self.has_reasons {
            body["reasons"] = json!(["a reason"]);
        }
        body
    }
}

/// Whoever has not accepted the terms is not approved, and it is unknown of whom the provider does not say it.
fn status_with(terms: &str, status: &'static str) -> &'static str {
    match (status, terms) {
        ("approved", "pending") => "incomplete",
        ("approved", "unknown") => "unknown",
        _ => status,
    }
}

/// What a link says of what is missing: the terms, and what its status means.
fn requirements_with(terms: &str, status: &str) -> Vec<Value> {
    let requirement = |kind, who, can, next| json!({ "kind": kind, "who": who, "can": can, "nextAction": next });
    let terms = (terms == "pending").then(|| requirement("terms", "person", "act", "accept_terms"));
    let of_status = match status {
        "on_hold" => Some(requirement("questionnaire", "person", "act", "open_link")),
        "pending" => Some(requirement("review", "provider", "wait", "wait")),
        "rejected" if terms.is_none() => Some(requirement("other", "person", "act", "try_again")),
        "incomplete" if terms.is_none() => Some(requirement("other", "person", "act", "open_link")),
        _ => None,
    };
    terms.into_iter().chain(of_status).collect()
}

fn all_news() -> Vec<News> {
    let all = ["pending", "accepted", "unknown"];
    let responses = pairs(pairs(STATUSES, all), [true, false]);
    let responses = responses.map(|((status, terms), has_reasons)| News::Response { status, terms, has_reasons });
    let events = pairs(EVENTS, all).map(|((kind, status), terms)| News::Event { kind, status, terms });
    // Of whom nobody knows whether it is approved, the event says nothing.
    let is_told = |news: &News| !matches!(news, News::Event { status: "approved", terms: "unknown", .. });
    responses.chain(events).filter(is_told).collect()
}

fn set_response(world: &mut World, news: News) {
    let News::Response { status, terms, has_reasons } = news else { return };
    let reasons = if has_reasons { json!(["a reason"]) } else { json!([]) };
    world.hook(
        "getKycLink",
        json!({
            "status": status, "tosUrl": "https://terms.example/", "tosStatus": terms, "rejectionReasons": reasons,
        }),
    );
}

/// Delivers an event that happened at this time.
fn deliver(world: &mut World, kind: &str, terms: &str, happened_at: i64) {
    let id = format!("event at {}", world.now);
    let event =
        json!({ "id": id, "kind": kind, "kycLinkId": "link_1", "occurredAt": at(happened_at), "tosStatus": terms });
    assert_eq!(world.deliver(&event).status, 200);
}

fn tell(world: &mut World, news: News) -> Value {
    world.now += LATER;
    match news {
        News::Response { .. } => set_response(world, news),
        News::Event { kind, terms, .. } => {
            world.unhook("getKycLink");
            let (now, terms) = (world.now, if terms == "accepted" { "approved" } else { terms });
            deliver(world, kind, terms, now);
        }
    }
    // After an event the status is fresh, so that the provider is not asked.
    let body = world.get("status").send().body;
    assert_eq!(world.get("status").send().body, body, "what is stored is what was told");
    body
}

#[test]
fn whatever_is_told_after_whatever_the_page_learns_exactly_what_is_open() {
    let all = all_news();
    let onboarded = World::of_bridge().onboarded("link_1");
    let unknown = Expected { status: "", has_open_terms: false, has_reasons: false, requirements: vec![] };
    // Only a release tries all pairs without an event. Another part is left out for each first news.
    let every = one_in().min(3);
    for (row, first) in all.iter().enumerate() {
        let (mut told, after_first) = (onboarded.clone(), unknown.after(*first));
        assert_eq!(tell(&mut told, *first), after_first.body(told.now), "{first:?}");
        let is_tried = |column, news| matches!(news, News::Event { .. }) || column % every == row % every;
        for (_, second) in all.iter().enumerate().filter(|(column, news)| is_tried(*column, **news)) {
            let (mut world, mut expected) = (told.clone(), after_first.clone());
            // What an event leaves open is told by another one.
            for news in [*second, News::Event { kind: "kyc_pending", status: "pending", terms: "unknown" }] {
                expected = expected.after(news);
                let body = tell(&mut world, news);
                assert_eq!(body, expected.body(world.now), "{first:?}, then {second:?}: {news:?}");
            }
        }
    }
}

/// A renewed link leads where the status says.
#[test]
fn a_renewed_link_leads_to_the_terms_exactly_while_they_are_open() {
    for news in all_news() {
        let News::Response { status, terms, .. } = news else { continue };
        let mut world = World::of_bridge().onboarded("link_1");
        tell(&mut world, news);
        let response = world.post("links/renew").send();
        let expected = match (status_with(terms, status), terms) {
            ("approved", _) => (200, json!({ "next": "approved" })),
            (_, "pending") => {
                (202, json!({ "next": "accept_terms", "url": "https://terms.example/", "provider": "bridge" }))
            }
            _ => (201, json!({ "kycUrl": "https://kyc.example/link_1", "provider": "bridge" })),
        };
        let location = match &expected {
            (200, _) => "/kyc/status",
            (_, body) => body["url"].as_str().or(body["kycUrl"].as_str()).unwrap(),
        };
        assert_eq!((response.status, &response.body), (expected.0, &expected.1), "{news:?}");
        let form = world.post("links/renew").form(&[]).send();
        assert_eq!((form.status, form.header("location")), (303, Some(location)), "{news:?}, as a form");
        assert!(form.cookie().is_some(), "{news:?}: the session goes on");
    }
}

/// The check may be over before the terms are accepted, and the response may then have no link to it.
#[test]
fn open_terms_need_no_link_to_the_check() {
    for status in ["approved", "pending", "on_hold", "unknown"] {
        for (terms, expected) in [("pending", (202, "")), ("accepted", (200, ""))] {
            let mut world = World::of_bridge().onboarded("link_1");
            let mut link = json!({ "id": "link_1", "kycUrl": "", "tosUrl": "https://terms.example/" });
            (link["status"], link["tosStatus"]) = (json!(status), json!(terms));
            world.hook("getKycLink", link);
            assert_eq!(world.post("links/renew").send().outcome(), expected, "{status}, {terms}");
        }
    }
}

/// A person who accepts the terms, and gets the link, is not asked for the terms again by a status from before.
#[test]
fn the_status_says_after_a_renewal_what_the_renewal_said() {
    let onboarded = World::of_bridge().onboarded("link_1");
    let unknown = Expected { status: "", has_open_terms: false, has_reasons: false, requirements: vec![] };
    let every = one_in().min(3);
    for (row, first) in all_news().into_iter().enumerate() {
        let known = unknown.after(first);
        for (_, second) in all_news().into_iter().enumerate().filter(|(column, _)| column % every == row % every) {
            let News::Response { status, terms, .. } = second else { continue };
            let mut world = onboarded.clone();
            tell(&mut world, first);
            let learned_at = world.now;
            world.now += SECOND;
            set_response(&mut world, second);
            world.post("links/renew").send();
            let is_same = (known.status, known.has_open_terms) == (status_with(terms, status), terms == "pending");
            let expected = if is_same { known.body(learned_at) } else { known.after(second).body(world.now) };
            world.unhook("getKycLink");
            assert_eq!(world.get("status").send().body, expected, "{first:?}, then {second:?}");
        }
    }
}

/// An event during the renewal is later than the response that was requested before it. One that arrives after it, but
/// happened long before, is older than what the renewal said.
#[test]
fn a_renewal_does_not_undo_an_event_that_arrives_meanwhile() {
    let response = |terms| News::Response { status: "incomplete", terms, has_reasons: false };
    for ((kind, status), is_late) in pairs(EVENTS, [false, true]) {
        let mut world = World::of_bridge().onboarded("link_1");
        tell(&mut world, response("pending"));
        let happened_at = world.now + if is_late { LATER } else { 0 };
        world.now += if is_late { 2 * LATER } else { 0 };
        set_response(&mut world, response("accepted"));
        let mut renewal = world.post("links/renew").start();
        if is_late {
            world.finish(&mut renewal);
            deliver(&mut world, kind, "approved", happened_at);
        } else {
            world.run_until(&mut renewal, "getKycLink");
            deliver(&mut world, kind, "approved", happened_at);
            world.finish(&mut renewal);
        }
        world.unhook("getKycLink");
        let expected = if is_late { "incomplete" } else { status };
        assert_eq!(world.status(), expected, "{kind}, late: {is_late}");
    }
}
