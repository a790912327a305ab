//! Which responses have a page.

use serde_json::json;

use super::POSTS;
use crate::edge::world::World;

#[test]
fn only_a_navigation_gets_a_page() {
    for (mode, accept, is_page) in [
        (Some("navigate"), None, true),
        (Some("navigate"), Some("application/json"), true),
        (Some("cors"), Some("text/html"), false),
        (Some("same-origin"), None, false),
        (None, Some("text/html,application/xhtml+xml,*/*;q=0.8"), true),
        (None, Some("application/json, text/html"), false),
        (None, Some("*/*"), false),
        (None, None, false),
    ] {
        for has_pages in [true, false] {
            let mut world = World::new();
            if has_pages {
                world.hook("render", json!(null));
            }
            let response = world.get("status").maybe("sec-fetch-mode", mode).maybe("accept", accept).send();
            let view = if is_page && has_pages { "status" } else { "" };
            assert_eq!((response.status, response.view), (200, view), "{mode:?} {accept:?}");
        }
    }
}

/// A browser keeps the page that it shows when a response has the status 204.
#[test]
fn a_response_with_a_page_is_never_without_content() {
    let mut pages_of_codes = 0;
    let routes = POSTS.iter().map(|(route, _)| *route).chain(["end", "handoff/end"]);
    for (route, has_pages, is_navigation, body) in routes.flat_map(|route| {
        [true, false].into_iter().flat_map(move |has_pages| {
            [true, false].into_iter().flat_map(move |navigates| {
                ["none", "json", "form"].map(move |body| (route, has_pages, navigates, body))
            })
        })
    }) {
        let mut world = World::of_grid().onboarded("Customer:1");
        if has_pages {
            world.hook("render", json!(null));
        }
        world.hook("getCustomer", json!({ "status": "incomplete", "channels": ["email", "phone"] }));
        for call in ["sendEmailCode", "sendPhoneCode"] {
            world.replies(call, json!({}));
        }
        let post = world.post(route).header("sec-fetch-mode", if is_navigation { "navigate" } else { "cors" });
        let response = match body {
            "json" => post.json(&json!({})).send(),
            "form" => post.form(&[]).send(),
            _ => post.send(),
        };
        let what = format!("{route} {has_pages} {is_navigation} {body}: {response:?}");
        assert!(response.view.is_empty() || response.status != 204, "{what}");
        if matches!(route, "contact/email" | "contact/phone") {
            let is_page = has_pages && is_navigation;
            let expected = match body {
                "form" => (303, ""),
                _ if is_page => (200, "verify_contact"),
                _ => (204, ""),
            };
            assert_eq!((response.status, response.view), expected, "{what}");
            pages_of_codes += u8::from(expected.0 == 200);
        }
    }
    assert_eq!(pages_of_codes, 4, "two channels, without a body and with JSON");
}
