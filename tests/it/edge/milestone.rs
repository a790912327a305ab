//! What `onStep` hears of a person: each step once, and nothing about the person.

use kyclink::edge::Milestone::{self, CameBack, LinkOpened, Refused, Settled, Submitted};
use kyclink::json::Json;
use kyclink::{IssueCode, Status};
use serde_json::json;

use crate::edge::world::response::Response;
use crate::edge::world::{HOUR, World, error, link};

fn navigate(world: &mut World, site: &str) -> Response {
    world.get("status").header("sec-fetch-mode", "navigate").header("sec-fetch-site", site).send()
}

fn decide(world: &mut World, id: &str, kind: &str) -> Vec<Milestone> {
    let event = json!({ "id": id, "kind": kind, "customerId": "customer_c1", "occurredAt": null });
    world.deliver(&event).milestones
}

#[test]
fn a_person_submits_and_gets_a_link_also_when_the_request_is_repeated() {
    let mut world = World::new();
    world.hook("onboard", link("customer_c1"));
    for _ in 0..2 {
        assert_eq!(world.post_jane().milestones, [Submitted, LinkOpened]);
    }
    world.hook("getCustomer", json!({ "status": "incomplete" }));
    assert_eq!(world.post("links/renew").send().milestones, [LinkOpened]);
}

#[test]
fn a_refused_form_has_the_codes_of_its_issues() {
    let mut world = World::new();
    let refused = world.post("links").json(&json!({ "type": "individual", "email": "jane" })).send();
    let [Submitted, Refused(codes)] = refused.milestones.as_slice() else { panic!("{:?}", refused.milestones) };
    assert_eq!((codes[0], codes.len()), (IssueCode::EmailFormat, refused.issues.len()));
    world.fails("onboard", error("conflict"));
    assert_eq!(world.post("links").from("jane@example.com").milestones, [Submitted, Refused(vec![])]);
    // Neither what fails on our side, nor what is not a form.
    world.fails("onboard", error("unavailable"));
    assert_eq!(world.post("links").from("jane@example.com").milestones, [Submitted]);
    assert_eq!(world.post("links").unreadable("malformed").send().milestones, []);
    assert_eq!(world.post("links").header("origin", "https://evil.example").from("a@b.example").milestones, []);
}

#[test]
fn a_person_comes_back_from_another_site_only() {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("getCustomer", json!({ "status": "pending" }));
    assert_eq!(navigate(&mut world, "cross-site").milestones, [CameBack]);
    for site in ["same-origin", "same-site", "none"] {
        assert_eq!(navigate(&mut world, site).milestones, [], "{site}");
    }
    assert_eq!(world.get("status").header("sec-fetch-site", "cross-site").send().milestones, [], "a script");
    world.cookie = None;
    assert_eq!(navigate(&mut world, "cross-site").milestones, [], "without a session");
}

#[test]
fn each_decision_is_told_once_by_whatever_learns_it_first() {
    let mut world = World::new().onboarded("customer_c1");
    world.hook("getCustomer", json!({ "status": "approved" }));
    let mut by_event = world.clone();
    assert_eq!(world.get("status").send().milestones, [Settled(Status::Approved)]);
    world.now += HOUR;
    assert_eq!(world.get("status").send().milestones, []);
    assert_eq!(decide(&mut world, "e1", "kyc_approved"), []);
    assert_eq!(decide(&mut by_event, "e1", "kyc_pending"), []);
    assert_eq!(decide(&mut by_event, "e2", "kyc_approved"), [Settled(Status::Approved)]);
    assert_eq!(decide(&mut by_event, "e2", "kyc_approved"), [], "delivered again");
    assert_eq!(by_event.get("status").send().milestones, []);
    assert_eq!(decide(&mut by_event, "e3", "kyc_rejected"), [Settled(Status::Rejected)], "another decision");
}

#[test]
fn the_wrapper_reads_names_and_codes() {
    let all = [Submitted, Refused(vec![IssueCode::Required]), LinkOpened, CameBack, Settled(Status::Rejected)];
    let expected = r#"[{"step":"submitted"},{"step":"refused","codes":["required"]},{"step":"link_opened"},{"step":"came_back"},{"step":"settled","status":"rejected"}]"#;
    assert_eq!(all.to_vec().to_json(), expected);
}
