//! Limits that a stranger has used up.

use serde_json::json;

use super::JANE;
use crate::edge::world::{DAY, HOUR, START, World, error};

/// What a stranger can use up of a customer, by the route that counts it: the record, and the name that an operator
/// reads.
const LIMITS: [(&str, &str, &str); 4] = [
    ("contact/email", "sent", "codes_sent"),
    ("contact/email/confirm", "tried", "wrong_codes"),
    ("links/renew", "renewed", "renewals"),
    ("handoff", "handedOver", "handoffs"),
];

#[test]
fn each_limit_that_a_stranger_has_used_up_is_found_and_reset() {
    let used_up = |route: &str| {
        let mut world = World::of_grid();
        world.hook("getCustomer", json!({ "id": "Customer:1", "channels": ["email"], "email": JANE }));
        world.hook("sendEmailCode", json!(null));
        world.onboard("Customer:1");
        // Whether the first code arrived is unknown.
        world.fails("confirmEmail", error("network"));
        world.always_fails("confirmEmail", error("provider_rejected"));
        let post = |world: &mut World| match route {
            "handoff" | "links/renew" => world.post(route).send(),
            _ => world.post(route).json(&json!({ "code": "123456" })).send(),
        };
        while post(&mut world).status != 429 {}
        world
    };
    for (route, record, name) in LIMITS {
        let mut world = used_up(route);
        let who = json!({ "customerId": "Customer:1", "to": "jane" });
        let limits = world.command("find", &who).body["limits"].clone();
        let names: Vec<_> = limits.as_array().unwrap().iter().map(|limit| limit["name"].as_str().unwrap()).collect();
        let expected = if record == "sent" { vec![name, "codes_to_email"] } else { vec![name] };
        assert_eq!((names, world.count(record)), (expected, 1), "{route}");
        let until = START + if record == "tried" { DAY } else { HOUR };
        assert!(limits.as_array().unwrap().iter().all(|limit| limit["until"] == until), "{limits}");
        let mut later = world.clone();
        later.store_forgets_nothing = true;
        for (moment, is_left) in [(until - 1, true), (until, false)] {
            later.now = moment;
            let left = later.command("find", &who).body["limits"].as_array().unwrap().len();
            assert_eq!(left > 0, is_left, "{route}: to the last millisecond");
        }
        let is_lost = usize::from(record == "tried");
        assert_eq!(world.count("lost"), is_lost, "{route}");
        assert_eq!(world.command("release", &who).status, 200);
        assert_eq!(world.command("find", &who).body["limits"], json!([]), "{route}");
        for record in ["sent", "sentInHour", "sentInDay", "tried", "lost", "renewed", "handedOver"] {
            assert_eq!(world.count(record), 0, "{record} after {route}");
        }
    }
}

/// The stranger's request has read the record before the operator removes it, and is counted in between.
#[test]
fn a_limit_that_is_counted_while_it_is_reset_is_reset() {
    for (route, record) in [("links/renew", "renewed"), ("handoff", "handedOver")] {
        let mut world = World::of_grid();
        world.hook("getCustomer", json!({ "id": "Customer:1", "channels": [], "email": JANE }));
        world.onboard("Customer:1");
        assert_eq!(world.post(route).send().status, 201, "{route}");
        let swap = format!("swapRecord {record}");
        let mut counted = world.post(route).until(&swap);
        let mut release = world.start_command("release", &json!({ "customerId": "Customer:1", "to": "jane" }));
        world.run_until(&mut release, &swap);
        let _ = world.finish(&mut counted);
        assert_eq!(world.finish(&mut release).status, 200, "{route}");
        assert_eq!(world.count(record), 0, "{route}");
    }
}
