//! What the store knows about a session: which device has it, and whether it has ended.

use serde_json::json;

use crate::edge::world::World;

/// Makes a link in the browser with this cookie, and returns its token.
fn handoff(world: &mut World, cookie: &str) -> String {
    let made = world.post("handoff").header("cookie", cookie).send();
    made.token()
}

/// Opens a link in a browser with this cookie, or without one, and returns the cookie that it gets.
fn open(world: &mut World, token: &str, cookie: Option<&str>) -> Option<String> {
    world.post(&format!("handoff/open?token={token}")).maybe("cookie", cookie).send().cookie()
}

fn is_known(world: &mut World, cookie: &str) -> bool {
    world.hook("getCustomer", json!({ "status": "pending" }));
    world.get("status").header("cookie", cookie).send().body["status"] != "none"
}

/// A world whose session another device has opened, with the cookies of the first browser and of the device.
fn handed_over() -> (World, String, String) {
    let mut world = World::new().onboarded("customer_c1");
    let own = world.cookie.clone().unwrap();
    let token = handoff(&mut world, &own);
    let device = open(&mut world, &token, None).unwrap();
    (world, own, device)
}

/// A link that the first browser has made for yet another device is not that of the device that ends its session.
#[test]
fn the_end_on_a_device_leaves_a_newer_link_open() {
    let (mut world, own, device) = handed_over();
    let newer = handoff(&mut world, &own);
    assert_eq!(world.post("end").header("cookie", &device).send().status, 204);
    let successor = open(&mut world, &newer, None).unwrap();
    let known = [&own, &device, &successor].map(|cookie| is_known(&mut world, cookie));
    assert_eq!(known, [true, false, true]);
}

/// Otherwise the newer link would stay usable, and its device would lose the session to the next browser that opens it.
#[test]
fn a_device_that_opens_a_newer_link_of_its_customer_uses_it() {
    let (mut world, own, device) = handed_over();
    let newer = handoff(&mut world, &own);
    let renewed = open(&mut world, &newer, Some(&device)).expect("a session for the device of the newer link");
    assert_eq!(world.count("handoff"), 0);
    assert!(is_known(&mut world, &renewed) && !is_known(&mut world, &device));
}

/// Each change is tried eight times while other requests write first, and then the person may try again in a second.
#[test]
fn a_change_that_always_loses_is_refused_after_eight_tries() {
    let mut offered = World::new().onboarded("customer_c1");
    let own = offered.cookie.clone().unwrap();
    let token = handoff(&mut offered, &own);
    let mut opened = offered.clone();
    let device = open(&mut opened, &token, None).unwrap();
    for (world, route, cookie) in [(&offered, "end", &own), (&offered, "handoff/end", &own), (&opened, "end", &device)]
    {
        let mut world = world.clone();
        world.store_is_contended = true;
        world.effects.clear();
        let response = world.post(route).header("cookie", cookie).send();
        assert_eq!((response.outcome(), response.header("retry-after")), ((503, "not_now"), Some("1")), "{route}");
        assert_eq!(world.effects.iter().filter(|effect| *effect == "swapRecord session").count(), 8, "{route}");
        assert_eq!(response.cookie(), None, "{route}");
    }
}
