//! The origin of a link to another device: headers choose among the configured origins, and add none.

use serde_json::{Value, json};

use crate::edge::world::response::Response;
use crate::edge::world::{ORIGIN, World, pairs};

const API: &str = "https://api.example.com";
const LOCAL: &str = "http://localhost:8787";

/// Makes a link, and returns its origin with the response.
fn link_origin(world: &mut World, own: &str, page: Option<&str>, site: Option<&str>) -> (String, Response) {
    let response = world.post("handoff").at(own).maybe("origin", page).maybe("sec-fetch-site", site).send();
    assert_eq!(response.status, 201, "{own} {page:?} {site:?}");
    let url = response.body["url"].as_str().unwrap();
    let (origin, token) = url.split_once("/kyc/handoff/open?token=").unwrap();
    assert!(!token.is_empty() && response.body["svg"] == format!("<svg>{url}</svg>"));
    (origin.to_owned(), response)
}

fn world_with(allowed: &Value) -> World {
    let mut world = World::new().onboarded("customer_c1");
    world.config["allowedOrigins"] = allowed.clone();
    world
}

/// The last column says whether the origin is a guess, of which the owner is told.
#[test]
fn the_link_has_the_origin_under_which_people_reach_the_handler() {
    let (one, both, local) = (json!([ORIGIN]), json!([ORIGIN, API]), json!([LOCAL]));
    let same = Some("same-origin");
    for (allowed, own, page, site, expected, is_guess) in [
        // The browser says that page and handler have one origin.
        (&one, "http://inside:3000", Some(ORIGIN), same, ORIGIN, false),
        (&both, "http://inside:3000", Some(API), same, API, false),
        (&both, API, Some(ORIGIN), same, ORIGIN, false),
        // An older browser does not, and TLS ends at a proxy.
        (&one, ORIGIN, Some(ORIGIN), None, ORIGIN, false),
        (&one, "http://app.example.com", Some(ORIGIN), None, ORIGIN, false),
        (&one, "http://app.example.com:443", Some(ORIGIN), None, ORIGIN, false),
        (&one, "http://app.example.com", None, same, ORIGIN, false),
        (&one, "http://app.example.com", Some("null"), same, ORIGIN, false),
        // Page and handler have different hosts.
        (&both, API, Some(ORIGIN), Some("same-site"), API, false),
        (&both, "http://api.example.com", Some(ORIGIN), Some("same-site"), API, false),
        (&both, "http://api.example.com", Some(ORIGIN), Some("cross-site"), API, false),
        (&both, "http://api.example.com", Some(ORIGIN), None, API, false),
        // A proxy has changed the host, or somebody has chosen it.
        (&one, "http://inside:3000", Some(ORIGIN), None, ORIGIN, true),
        (&one, "http://inside:3000", None, same, ORIGIN, true),
        (&both, "https://evil.example", Some(API), None, API, true),
        (&both, "https://evil.example", Some(ORIGIN), Some("same-site"), ORIGIN, true),
        (&both, "https://app.example.com.evil.example", Some(ORIGIN), None, ORIGIN, true),
        (&both, "http://api.example.com:8080", Some(ORIGIN), None, ORIGIN, true),
        (&both, "null", Some(ORIGIN), None, ORIGIN, true),
        // On a developer's machine.
        (&local, LOCAL, Some(LOCAL), None, LOCAL, false),
        (&local, "http://127.0.0.1:8787", Some("http://127.0.0.1:8787"), None, "http://127.0.0.1:8787", false),
        (&local, "http://192.168.0.2:8787", Some(LOCAL), None, LOCAL, true),
    ] {
        let (origin, response) = link_origin(&mut world_with(allowed), own, page, site);
        let advice = is_guess.then_some("publicOrigin");
        assert_eq!((origin.as_str(), response.advice), (expected, advice), "{allowed} {own} {page:?} {site:?}");
    }
}

/// Whatever a request says, its link has a configured origin, and with https origins only, nothing is http.
#[test]
fn no_request_brings_an_origin_of_its_own() {
    let hosts = ["app.example.com", "api.example.com", "evil.example", "localhost:8787", "app.example.com:443", ""];
    for allowed in [json!([ORIGIN]), json!([API, ORIGIN]), json!([ORIGIN, LOCAL])] {
        let listed: Vec<_> = allowed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for (scheme, host) in pairs(["http", "https"], hosts) {
            for (page, site) in [
                (Some(ORIGIN), None),
                (Some(ORIGIN), Some("same-origin")),
                (Some(ORIGIN), Some("same-site")),
                (Some("null"), Some("same-origin")),
                (None, Some("same-origin")),
            ] {
                let mut world = world_with(&allowed);
                let (origin, _) = link_origin(&mut world, &format!("{scheme}://{host}"), page, site);
                assert!(listed.contains(&origin.as_str()), "{origin}");
                // The only http origin that is listed is that of the developer's machine, where the request came.
                assert!(origin.starts_with("https:") || host == "localhost:8787", "{origin} {scheme} {host}");
            }
        }
    }
}

#[test]
fn the_configured_origin_counts_before_everything_else() {
    for (own, page, site) in [
        ("https://evil.example", Some(ORIGIN), None),
        (ORIGIN, Some(ORIGIN), Some("same-origin")),
        ("http://app.example.com", None, Some("same-origin")),
    ] {
        let mut world = world_with(&json!([ORIGIN, API]));
        world.config["publicOrigin"] = json!(API);
        let (origin, response) = link_origin(&mut world, own, page, site);
        assert_eq!((origin.as_str(), response.advice), (API, None), "{own} {page:?} {site:?}");
    }
}
