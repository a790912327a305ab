//! Counting of a client's requests: in each interleaving of single effects, never more than the limit.

mod client;

use serde_json::{Value, json};

use crate::edge::world::request::Response;
use crate::edge::world::{Flight, HOUR, SECOND, START, World};

const WINDOW: i64 = HOUR;

fn request(client: &str) -> Value {
    json!({ "route": "links", "client": client, "max": 3, "perMs": WINDOW })
}

fn count(world: &mut World) -> Response {
    world.count_request(&request("192.0.2.1"))
}

fn admitted(response: &Response) -> bool {
    assert!([200, 429].contains(&response.status), "{}", response.status);
    response.status == 200
}

#[test]
fn a_window_begins_with_the_first_request_and_refusals_do_not_extend_it() {
    let mut world = World::new();
    for elapsed in [0, 10, 20] {
        world.now = START + elapsed * SECOND;
        assert_eq!(count(&mut world).status, 200);
    }
    world.now = START + WINDOW - SECOND;
    for _ in 0..3 {
        let refused = count(&mut world);
        assert_eq!((refused.outcome(), refused.header("retry-after")), ((429, "too_many_requests"), Some("1")));
    }
    assert_eq!(world.count_request(&request("192.0.2.2")).status, 200, "another client");
    world.now = START + WINDOW;
    assert_eq!([(); 4].map(|()| count(&mut world).status), [200, 200, 200, 429]);
}

/// Of requests at the last place of a window, or at the first of the next one, each is stopped before each of its
/// effects, while others run.
#[test]
fn racing_requests_never_exceed_the_limit() {
    for already in 0..=3 {
        for is_over in [false, true] {
            for effects in 0..6 {
                let mut world = World::new();
                (0..already).for_each(|_| assert_eq!(count(&mut world).status, 200));
                world.now += if is_over { WINDOW } else { 0 };
                let left = if is_over { 3 } else { 3 - already };
                let mut stopped: Vec<Flight> = (0..3).map(|_| world.start_count(&request("192.0.2.1"))).collect();
                let early: Vec<_> = stopped.iter_mut().map(|flight| world.advance_by(flight, effects)).collect();
                let mut all: Vec<Response> = (0..2).map(|_| count(&mut world)).collect();
                for (flight, response) in stopped.iter_mut().zip(early) {
                    all.push(response.unwrap_or_else(|| world.finish(flight)));
                }
                let admitted = all.iter().filter(|response| admitted(response)).count();
                assert_eq!(admitted, left, "{already} before, over: {is_over}, stopped after {effects} effects");
            }
        }
    }
}

#[test]
fn a_request_that_always_loses_is_refused() {
    let mut world = World::new();
    world.store_is_contended = true;
    assert_eq!(count(&mut world).outcome(), (429, "too_many_requests"));
}

#[test]
fn a_store_that_is_down_admits_nobody() {
    let mut world = World::new();
    world.store_is_down = true;
    assert_eq!(count(&mut world).outcome(), (503, "not_now"));
}

#[test]
fn a_clock_that_is_set_back_leaves_the_count_and_no_longer_window() {
    let mut world = World::new();
    world.store_forgets_nothing = true;
    assert_eq!([(); 2].map(|()| count(&mut world).status), [200, 200]);
    world.now = START - 100 * WINDOW;
    assert_eq!(count(&mut world).status, 200);
    assert_eq!(count(&mut world).header("retry-after"), Some("3600"));
    world.now += WINDOW;
    assert_eq!(count(&mut world).status, 200);
}

#[test]
fn the_store_sees_no_address() {
    let mut world = World::new();
    count(&mut world);
    assert_eq!(world.count("rate"), 1);
    assert!(world.raw_records().iter().all(|raw| !raw.contains("192") && !raw.contains("c0000201")));
}
