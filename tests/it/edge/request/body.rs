//! How long a body may take to arrive.

use serde_json::json;

use crate::edge::world::World;

/// A sender gets a third of the time that calls to the provider have, ten seconds at most, from the beginning of the
/// request.
#[test]
fn a_body_leaves_time_for_the_provider() {
    for (timeout, before, limit) in [
        (1_000, 0, 300),
        (1_000, 100, 200),
        (1_000, 300, 0),
        (1_000, 301, 0),
        (3_000, 0, 900),
        (30_000, 0, 9_666),
        (31_000, 0, 10_000),
        (60_000, 0, 10_000),
        (60_000, 9_000, 10_000),
        (60_000, 10_000, 9_666),
    ] {
        let mut world = World::new();
        world.config["timeout"] = json!(timeout);
        // The handler learns the time at the end of this hook.
        world.hook("rateLimit", json!(true));
        world.elapsed_ms = before;
        world.create("customer_1");
        assert_eq!(world.body_limits, [limit], "{timeout} {before}");
    }
}
