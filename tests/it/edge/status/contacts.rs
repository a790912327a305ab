//! What the page says of the contacts: to which a code goes, and to which a form has sent one.

use serde_json::json;

use crate::edge::contact::{customer, world};
use crate::edge::world::response::Response;
use crate::edge::world::{World, error};

/// A browser that navigates to the status.
fn shown(world: &mut World) -> Response {
    world.get("status").header("sec-fetch-mode", "navigate").send()
}

/// No record has a contact, so that the provider is asked each time the page is shown, and never for a program.
#[test]
fn the_page_names_each_contact_by_its_ends() {
    let mut world = world();
    world.hook("render", json!(null));
    for _ in 0..2 {
        let response = shown(&mut world);
        assert_eq!((response.view, &response.body["nextAction"]), ("verify_contact", &json!("verify_contact")));
        assert_eq!(response.body["contacts"], json!({ "email": "j•••@example.com", "phone": "••• 23" }));
        assert_eq!(world.take_calls(), ["getCustomer"]);
    }
    let response = world.get("status").send();
    assert_eq!((response.body["contacts"].clone(), response.status), (json!(null), 200));
    world.assert_no_calls();
    // A provider may return any text.
    let other = json!({ "status": "incomplete", "channels": ["email"], "email": "a <b> @ c", "phone": "none" });
    world.hook("getCustomer", other);
    assert_eq!(shown(&mut world).body["contacts"], json!({}));
}

/// While the provider is down, it is asked as rarely as by a poll, and the page leads on.
#[test]
fn a_provider_that_is_down_takes_away_nothing_but_the_names() {
    let mut world = world();
    world.hook("render", json!(null));
    shown(&mut world);
    world.take_calls();
    world.always_fails("getCustomer", error("unavailable"));
    for calls in [1, 0, 0] {
        let response = shown(&mut world);
        assert_eq!((response.status, response.view), (200, "verify_contact"));
        assert_eq!(response.body["contacts"], json!({}));
        assert_eq!(world.called("getCustomer"), calls);
        world.take_calls();
    }
}

/// A provider whose list is behind what it has just said must not bring back a contact that is confirmed.
#[test]
fn a_page_that_names_contacts_changes_nothing_that_is_known() {
    let mut world = world();
    world.hook("render", json!(null));
    world.replies("confirmEmail", json!({ "status": "incomplete", "channels": ["phone"] }));
    world.post("contact/email/confirm").json(&json!({ "code": "123456" })).send();
    for _ in 0..2 {
        let response = shown(&mut world);
        assert_eq!(response.body["channels"], json!(["phone"]));
        assert_eq!(response.body["contacts"]["phone"], json!("••• 23"));
    }
}

#[test]
fn the_contact_to_which_a_form_has_sent_a_code_is_named() {
    for (channel, send) in [("email", "sendEmailCode"), ("phone", "sendPhoneCode")] {
        let mut world = world();
        world.hook("render", json!(null));
        world.hook(send, json!({}));
        assert_eq!(shown(&mut world).body["sentTo"], json!(null), "{channel}");
        let route = format!("contact/{channel}");
        assert_eq!(world.post(&route).header("sec-fetch-mode", "navigate").form(&[]).send().status, 303);
        assert_eq!(shown(&mut world).body["sentTo"], json!(channel));
        // One that is confirmed needs no code any more.
        let mut found = customer("jane@example.com");
        found["channels"] = json!([if channel == "email" { "phone" } else { "email" }]);
        world.hook("getCustomer", found);
        world.now += 10_000;
        assert_eq!(shown(&mut world).body["sentTo"], json!(null), "{channel}");
    }
}
