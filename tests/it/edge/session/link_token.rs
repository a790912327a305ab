//! The token of a link: where it ends, what a used one does, and how a login leads back to it.

use serde_json::json;

use crate::edge::world::response::Response;
use crate::edge::world::{DAY, ORIGIN, World, link};

/// A link of an operator to the customer of a person whom the application knows, after which that person is logged out.
fn resumable() -> (World, String) {
    let mut world = World::new().known_as("r-1").onboarded("customer_c1");
    world.hook("page", json!({}));
    world.config["publicOrigin"] = json!(ORIGIN);
    world.hook("getCustomer", json!({ "status": "pending" }));
    let token = world.command("resumeLink", &json!({ "customerId": "customer_c1", "to": "r-1", "ttlMs": DAY })).token();
    world.cookie = None;
    world.hook("authorize", json!(true));
    (world, token)
}

fn navigate(world: &mut World, method: &str, query: &str, cookie: Option<&str>) -> Response {
    let request = world.request(method, &format!("/kyc/handoff/open{query}")).header("sec-fetch-mode", "navigate");
    request.header("origin", ORIGIN).maybe("cookie", cookie).send()
}

fn leads_to_status(response: &Response) -> bool {
    (response.status, response.header("location")) == (303, Some("/kyc/status"))
}

#[test]
fn what_a_mail_program_takes_into_a_link_is_no_part_of_its_token() {
    for tail in [".", ",", ")", ">", ").", "]", "\"", "\u{201d}", "*", ";", "!", " ", "=", "\u{feff}", "%3E"] {
        let mut world = World::new().onboarded("customer_c1");
        let token = world.hand_over() + tail;
        assert_eq!(world.visit("GET", &token).status, 200, "{tail}");
        let device = world.press(&token).cookie();
        assert!(device.is_some(), "{tail}");
        assert_eq!(world.press_with(&token, device.as_deref()).status, 303, "opened here: {tail}");
        assert_eq!(world.press(&token).status, 410, "opened elsewhere: {tail}");
    }
    // What stands before it, or in it, makes another token.
    let mut world = World::new().onboarded("customer_c1");
    let token = world.hand_over();
    let (start, end) = token.split_at(3);
    for other in
        [format!(".{token}"), format!("<{token}"), format!("{start}.{end}"), format!("{token}A"), start.to_owned()]
    {
        assert_eq!(world.visit("GET", &other).status, 410, "{other}");
    }
}

#[test]
fn a_used_link_leads_on_in_the_browser_that_used_it_only() {
    for is_resumed in [true, false] {
        let mut world = World::new().onboarded("customer_c1");
        let begun_here = world.cookie.clone();
        world.config["publicOrigin"] = json!(ORIGIN);
        world.hook("page", json!({}));
        world.hook("getCustomer", json!({ "status": "pending" }));
        let token = if is_resumed {
            world.command("resumeLink", &json!({ "customerId": "customer_c1", "ttlMs": DAY })).token()
        } else {
            world.hand_over()
        };
        let device = world.press(&token).cookie();
        assert!(device.is_some());
        for method in ["GET", "HEAD", "POST"] {
            let query = format!("?token={token}");
            let again = navigate(&mut world, method, &query, device.as_deref());
            assert!(leads_to_status(&again), "{method} {again:?}");
            assert_eq!(again.cookie(), None, "{method}");
            for (other, whose) in [(None, "a stranger"), (begun_here.as_deref(), "the one that began it")] {
                let response = navigate(&mut world, method, &query, other);
                assert_eq!(response.outcome(), (410, "handoff_expired"), "{method} {whose} {is_resumed}");
            }
            // Another dead link is not the one that led here.
            let unknown = navigate(&mut world, method, "?token=unknown", device.as_deref());
            assert_eq!(unknown.status, 410, "{method}");
            assert_eq!(navigate(&mut world, method, "", device.as_deref()).status, 410, "{method}: no token at all");
        }
        world.post("end").maybe("cookie", device.as_deref()).send();
        let query = format!("?token={token}");
        assert_eq!(navigate(&mut world, "GET", &query, device.as_deref()).status, 410, "its session was ended");
    }
}

#[test]
fn a_login_leads_back_to_the_link() {
    let (mut world, token) = resumable();
    let refused = navigate(&mut world, "GET", &format!("?token={token}."), None);
    assert_eq!((refused.status, refused.body.as_str()), (403, Some("the hook's own")));
    let attributes = "; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(refused.header("set-cookie"), Some(&*format!("__Host-kyclink-link={token}{attributes}")));
    let kept = refused.cookie();
    world.log_in("r-1");
    let shown = navigate(&mut world, "GET", "", kept.as_deref());
    assert_eq!(shown.status, 200, "{shown:?}");
    let opened = navigate(&mut world, "POST", "", kept.as_deref());
    assert!(leads_to_status(&opened) && opened.cookie().is_some(), "{opened:?}");
    // Used now, and in this browser.
    let both = format!("{}; {}", kept.clone().unwrap(), opened.cookie().unwrap());
    assert!(leads_to_status(&navigate(&mut world, "GET", "", Some(&both))));
    assert_eq!(navigate(&mut world, "GET", "", kept.as_deref()).status, 410);
    // A token in the URL is the one that counts.
    assert_eq!(navigate(&mut world, "GET", "?token=unknown", Some(&both)).status, 410);
}

#[test]
fn only_a_person_who_opens_a_link_keeps_its_token() {
    let (mut world, token) = resumable();
    let query = format!("?token={token}");
    let script = world.request("GET", &format!("/kyc/handoff/open{query}")).header("sec-fetch-mode", "cors").send();
    assert_eq!((script.status, script.header("set-cookie")), (403, None));
    for path in ["/kyc/handoff/open", "/kyc/handoff/open?token=", "/kyc/handoff/open?token=.", "/kyc/status?token=abc"]
    {
        let response = world.request("GET", path).header("sec-fetch-mode", "navigate").send();
        assert_eq!((response.status, response.header("set-cookie")), (403, None), "{path}");
    }
    // Anybody can lead a browser to such a URL, and the cookie comes with every request to the site.
    let long = format!("?token={}", "A".repeat(65));
    assert_eq!(navigate(&mut world, "GET", &long, None).header("set-cookie"), None, "longer than a token");
    world.failing_hook("authorize");
    let thrown = navigate(&mut world, "GET", &query, None);
    assert_eq!((thrown.status, thrown.header("set-cookie")), (403, None), "nothing leads to a login");
}

/// Who is logged in as somebody else gets nothing, whatever their browser has kept.
#[test]
fn a_kept_token_is_no_more_than_the_link() {
    let (mut world, token) = resumable();
    let kept = navigate(&mut world, "GET", &format!("?token={token}"), None).cookie();
    for who in [json!({ "reference": "r-2" }), json!({})] {
        world.hook("authorize", who.clone());
        assert_eq!(navigate(&mut world, "GET", "", kept.as_deref()).status, 410, "{who}");
        assert_eq!(navigate(&mut world, "POST", "", kept.as_deref()).status, 410, "{who}");
    }
    world.log_in("r-1");
    world.hook("createKycLink", link("customer_c1"));
    for (cookie, status) in [
        ("__Host-kyclink-link=", 410),
        ("x__Host-kyclink-link=T", 410),
        ("kyclink-link=T", 410),
        ("__Host-kyclink-link=T", 200),
    ] {
        let cookie = cookie.replace('T', &token);
        assert_eq!(navigate(&mut world, "GET", "", Some(&cookie)).status, status, "{cookie}");
    }
}
