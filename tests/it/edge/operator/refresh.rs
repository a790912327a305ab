//! Customers that nobody asks about: what a run asks, what it tells, and that no run loses or repeats anything.

mod again;
mod ended;
mod failing;
mod forgotten;
mod gone;
mod handlers;
mod joining;
mod many;
mod products;
mod runs;
mod slow;
mod told;

use serde_json::{Value, json};

use crate::edge::world::{DAY, HOUR, MINUTE, SECOND, World};

/// A world with an agenda, whose `onEvent` accepts everything.
fn world() -> World {
    begun(World::new(), "spherepay")
}

/// The same at the provider that can take an approval back.
fn world_of_bridge() -> World {
    begun(World::of_bridge(), "bridge")
}

/// A first run has been there, which looks far back.
fn begun(mut world: World, provider: &str) -> World {
    world.config["agenda"] = json!(true);
    world.hook("onEvent", json!(null));
    let refreshed = json!({ "next": world.now / (150 * SECOND), "wait_until": 0 });
    world.put(&["refreshed", "handler", "", provider], &refreshed);
    world
}

/// Onboards these customers, each in a browser of its own.
fn onboarded(mut world: World, count: usize) -> World {
    for number in 1..=count {
        world.onboard_elsewhere(&format!("customer_c{number}"));
    }
    world.requests.clear();
    world
}

/// Customers who are approved at the provider and due.
fn due(count: usize) -> World {
    let mut world = onboarded(world(), count);
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    world
}

/// Refreshes as the wrapper does: step by step, until the run is over.
fn refresh(world: &mut World, provider: &str, limit: i64) -> Value {
    refresh_from(world, provider, limit, 0)
}

/// The same, without a look at what was due before this time.
fn refresh_from(world: &mut World, provider: &str, limit: i64, begin: i64) -> Value {
    let mut all = json!({ "asked": 0, "changed": 0, "failed": 0, "isMore": false });
    let (mut state, mut left) = (json!({ "from": begin / (150 * SECOND) }), limit);
    for _ in 0..2_000 {
        let step = json!({ "provider": provider, "state": state, "limit": left });
        let mut flight = world.start_command("refresh", &step);
        let step = world.advance_by(&mut flight, usize::MAX).unwrap().body;
        for count in ["asked", "changed", "failed"] {
            all[count] = json!(all[count].as_i64().unwrap() + step[count].as_i64().unwrap());
        }
        left -= step["sent"].as_i64().unwrap();
        state = step["state"].clone();
        if step["isOver"] == true {
            all["isMore"] = step["isMore"].clone();
            return all;
        }
    }
    panic!("the run does not end");
}

fn run(world: &mut World) -> Value {
    refresh(world, "spherepay", 100)
}

/// Runs this much later.
fn run_after(world: &mut World, ms: i64) -> Value {
    world.now += ms;
    run(world)
}

/// Runs so many times, each this much later.
fn runs_after(world: &mut World, times: i64, ms: i64) {
    for _ in 0..times {
        run_after(world, ms);
    }
}

fn counts(asked: i64, changed: i64, failed: i64, is_more: bool) -> Value {
    json!({ "asked": asked, "changed": changed, "failed": failed, "isMore": is_more })
}

/// Takes what `onEvent` was told by runs: each customer and its status.
fn take_told(world: &mut World) -> Vec<(String, String)> {
    let calls = std::mem::take(&mut world.calls);
    let told = calls.into_iter().filter(|(what, event)| what == "onEvent" && event["source"] == "refresh");
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    told.map(|(_, event)| (text(&event, "customerId"), text(&event, "status"))).collect()
}

/// Which customers were asked about.
fn take_asked(world: &mut World) -> Vec<String> {
    let requests = std::mem::take(&mut world.requests);
    requests.iter().map(|request| request["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn a_decision_whose_delivery_is_lost_is_told_by_the_next_run() {
    let mut world = onboarded(world(), 1);
    assert_eq!(run(&mut world), counts(0, 0, 0, false), "nobody is due yet");
    world.now += 10 * MINUTE;
    world.hook("getCustomer", json!({ "status": "approved" }));
    assert_eq!(run(&mut world), counts(1, 1, 0, false));
    let event = world.arguments("onEvent").clone();
    let at = event["occurredAt"].as_str().unwrap();
    assert_eq!(
        event,
        json!({
            "source": "refresh", "provider": "spherepay", "id": format!("refresh/spherepay/customer_c1/approved/{at}"),
            "type": "refresh", "kind": "kyc_approved", "customerId": "customer_c1", "status": "approved",
            "reference": event["reference"], "occurredAt": at, "data": {},
        })
    );
    assert!(event["reference"].is_string(), "the one that `onCreated` got");
    // A decision is final here.
    for _ in 0..50 {
        assert_eq!(run_after(&mut world, HOUR), counts(0, 0, 0, false));
    }
    assert_eq!(take_told(&mut world).len(), 1);
    assert_eq!(world.status(), "approved");
}

#[test]
fn without_an_agenda_nobody_is_remembered() {
    let mut world = World::new().onboarded("customer_c1");
    world.learn_status();
    assert!(world.names().iter().all(|name| name[0] != "agenda"));
    let refused = world.command("refresh", &json!({ "provider": "spherepay", "limit": 1 }));
    assert_eq!(refused.outcome(), (400, "agenda"));
    let refused = world.command("refresh", &json!({ "provider": "bridge", "limit": 1 }));
    assert_eq!(refused.outcome(), (400, "provider"), "it is not configured");
}

/// At 5, 10, 15 … minutes, then every hour for a day, then every day for thirty days, and then no more.
#[test]
fn who_does_not_decide_is_asked_about_at_growing_intervals_and_not_for_ever() {
    let mut world = onboarded(world(), 1);
    let begin = world.now;
    let (mut asked, mut latest, mut longest) = (vec![], 0, [0; 3]);
    while world.now < begin + 32 * DAY {
        let step = if world.now < begin + DAY { 5 * MINUTE } else { HOUR };
        run_after(&mut world, step);
        if !take_asked(&mut world).is_empty() {
            let age = world.now - begin;
            let phase = if age <= HOUR {
                0
            } else if age <= DAY {
                1
            } else {
                2
            };
            longest[phase] = longest[phase].max(age - latest);
            latest = age;
            asked.push(age);
        }
    }
    let within = |limit: i64| asked.iter().filter(|age| **age <= limit).count();
    assert!((11..=13).contains(&within(HOUR)), "{} in the first hour", within(HOUR));
    assert!((33..=37).contains(&within(DAY)), "{} on the first day", within(DAY));
    assert!((62..=68).contains(&asked.len()), "{} altogether", asked.len());
    assert!(longest[0] <= 10 * MINUTE && longest[1] <= HOUR + 5 * MINUTE && longest[2] <= DAY + HOUR, "{longest:?}");
    assert!(*asked.last().unwrap() <= 31 * DAY);
    assert_eq!(take_told(&mut world), [], "nothing has changed");
    assert_eq!(world.count("agenda"), 0, "nothing is left");
}

/// A change means that somebody is at work: the provider may decide soon.
#[test]
fn a_change_and_a_return_begin_the_schedule_anew() {
    let mut world = onboarded(world(), 1);
    runs_after(&mut world, 12, HOUR);
    take_asked(&mut world);
    world.hook("getCustomer", json!({ "status": "pending" }));
    run_after(&mut world, HOUR);
    assert_eq!(take_told(&mut world), [("customer_c1".to_owned(), "pending".to_owned())]);
    for begins in ["a change", "a return"] {
        take_asked(&mut world);
        runs_after(&mut world, 6, 5 * MINUTE);
        let asked = take_asked(&mut world).len();
        assert!((5..=6).contains(&asked), "{asked} times after {begins}");
        run_after(&mut world, 3 * HOUR);
        world.now += 30 * SECOND;
        world.get("status").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate").send();
    }
}

#[test]
fn a_limit_counts_requests_and_nobody_is_left_behind() {
    let mut world = onboarded(world(), 25);
    world.now += 10 * MINUTE;
    let (mut asked, mut rounds) = (vec![], 0);
    loop {
        let done = refresh(&mut world, "spherepay", 7);
        let sent = take_asked(&mut world);
        assert!(sent.len() <= 7, "{}", sent.len());
        asked.extend(sent);
        rounds += 1;
        if done["isMore"] == false {
            break;
        }
    }
    asked.sort_unstable();
    asked.dedup();
    assert_eq!((asked.len(), rounds), (25, 4));
}

/// Where the customer of a link is read by another request, that counts as well. A limit of one would get nowhere: a run
/// asks about one customer in any case.
#[test]
fn a_run_asks_about_one_customer_whatever_the_limit() {
    let mut world = world_of_bridge();
    for link in ["link_1", "link_2"] {
        world.onboard_elsewhere(link);
    }
    world.hook("getKycLink", json!({ "status": "approved", "customerOfLink": "customer_1" }));
    world.hook("getCustomer", json!({ "id": "customer_1", "status": "active", "type": "individual" }));
    world.now += 10 * MINUTE;
    for (limit, asked, requests) in [(1, 1, 2), (2, 1, 2), (3, 1, 2), (4, 2, 4)] {
        world.requests.clear();
        let mut one = world.clone();
        let done = refresh(&mut one, "bridge", limit);
        assert_eq!((&done["asked"], &done["isMore"]), (&json!(asked), &json!(asked == 1)), "limit {limit}");
        assert_eq!(one.requests.len(), requests, "limit {limit}");
    }
}

#[test]
fn an_approval_is_asked_about_for_a_year_where_the_provider_can_take_it_back() {
    let mut world = world_of_bridge().onboarded("link_1");
    world.hook("getKycLink", json!({ "status": "approved" }));
    world.now += 10 * MINUTE;
    assert_eq!(refresh(&mut world, "bridge", 9), counts(1, 1, 0, false));
    let approved = world.arguments("onEvent").clone();
    world.requests.clear();
    world.now += 10 * MINUTE;
    assert_eq!(refresh(&mut world, "bridge", 9), counts(0, 0, 0, false), "it is asked about in a week");
    let next = |world: &mut World| {
        world.now += 7 * DAY + HOUR;
        let before = world.now - 2 * HOUR;
        refresh_from(world, "bridge", 9, before)
    };
    let mut asked = 0;
    while asked < 10 {
        asked += next(&mut world)["asked"].as_i64().unwrap();
    }
    let mut lost = world.clone();
    lost.hook("getKycLink", json!({ "status": "rejected" }));
    assert_eq!(next(&mut lost), counts(1, 1, 0, false));
    let turned = lost.arguments("onEvent");
    assert_eq!((&turned["kind"], &turned["kycLinkId"]), (&json!("kyc_rejected"), &json!("link_1")));
    assert_ne!(turned["id"], approved["id"], "an approval that turns is two changes");
    for _ in 0..60 {
        asked += next(&mut world)["asked"].as_i64().unwrap();
    }
    assert!((50..=53).contains(&asked), "{asked} times");
    assert_eq!(world.count("agenda"), 0);
}

/// What a step plans is what a host performs that asks after each effect.
#[test]
fn a_step_performs_the_same_one_by_one() {
    let mut world = due(3);
    let step = world.command("refresh", &json!({ "provider": "spherepay", "limit": 9 }));
    assert_eq!((step.status, &step.body["asked"]), (200, &json!(3)));
}
