//! Customers that the provider has under a reference of its caller.

use serde_json::{Value, json};

use super::{JANE, log_in};
use crate::edge::world::{DAY, SECOND, START, World, link};

/// The provider has the customer under the stranger's reference, and returns it to every onboarding with that one.
fn under_the_strangers_reference() -> World {
    let mut world = World::of_grid();
    log_in(&mut world, Some("mallory"));
    world.hook("onboard", link("Customer:1"));
    assert_eq!(world.post_jane().status, 201);
    world.hook("getCustomer", of_mallory("incomplete"));
    world
}

/// The customer as the provider has it.
fn of_mallory(status: &str) -> Value {
    json!({ "id": "Customer:1", "email": JANE, "reference": "mallory", "status": status })
}

fn post_as(world: &mut World, reference: &str) -> (u16, &'static str) {
    log_in(world, Some(reference));
    world.cookie = None;
    let response = world.post("links").from(JANE);
    // Whose customer is approved needs no link.
    if response.body["next"] == "approved" { (201, "") } else { response.outcome() }
}

/// What happens to a customer that the provider has under the stranger's reference.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// To this reference, or to nobody; refused with this word.
    Release(Option<&'static str>, &'static str),
    Forget,
    Approve,
    /// The claim cannot be opened any more.
    Rotate,
    /// The store has dropped the claim before its time.
    Lose,
    /// So long after the start.
    Day(i64),
    /// The status of the stranger's next post.
    Posts(u16),
}

#[test]
fn a_released_customer_never_comes_back_by_the_reference_of_the_provider() {
    use Act::{Approve, Day, Forget, Lose, Posts, Release, Rotate};
    const TO_JANE: Act = Release(Some("jane"), "");
    const BACK: Act = Release(Some("mallory"), "");
    let mut stories = vec![
        vec![Posts(201), TO_JANE, Posts(409)],
        vec![Posts(201), TO_JANE, Lose, Posts(409)],
        // A later release begins the time again.
        vec![TO_JANE, Day(3_000), TO_JANE, Day(6_000), Posts(409)],
        // Approved for the person who has it, the customer does not go back.
        vec![TO_JANE, Approve, Release(Some("mallory"), "approved"), Posts(409)],
        vec![Day(4), Approve, Release(Some("jane"), "approved"), Release(Some("Mallory"), "approved")],
        // Without a release the reference of the provider counts, and who was forgotten may come back.
        vec![Posts(201), Rotate, Posts(201), Day(2), Posts(201)],
        vec![Day(4), Posts(201), Day(400), Posts(201)],
        vec![Forget, Posts(409), Day(92), Posts(201)],
        // A release to the same person begins its limits again, and one after `forget` or a release gives the customer back.
        vec![Release(None, ""), BACK, Posts(201), Day(400), Posts(201)],
    ];
    for day in [0, 4, 31, 90, 91, 92, 400, 3_649] {
        stories.push(vec![TO_JANE, Day(day), Posts(409), Rotate, Posts(409)]);
    }
    for before in [&[][..], &[Approve], &[Forget], &[Approve, Forget]] {
        let after = [BACK, Posts(201), Day(90), Posts(201), Day(92), Posts(201), Day(400), Posts(201)];
        let later = [Day(404), BACK, Day(496), Rotate, Posts(201)];
        stories.push([before, &after, &later].concat());
    }
    for story in stories {
        let mut world = under_the_strangers_reference();
        for act in &story {
            let mut who = json!({ "customerId": "Customer:1" });
            match *act {
                Release(to, refused) => {
                    if let Some(to) = to {
                        who["to"] = json!(to);
                    }
                    let released = world.command("release", &who);
                    let expected = if refused.is_empty() { (200, "") } else { (400, refused) };
                    assert_eq!(released.outcome(), expected, "{story:?}");
                }
                Forget => assert_eq!(world.command("forget", &who).status, 200, "{story:?}"),
                Approve => world.hook("getCustomer", of_mallory("approved")),
                Rotate => world.secrets = vec!["another secret"],
                Lose => world.remove_records("claim"),
                Day(days) => world.now = START + days * DAY + SECOND,
                Posts(status) => {
                    let expected = if status == 201 { (201, "") } else { (409, "conflict") };
                    assert_eq!(post_as(&mut world, "mallory"), expected, "{story:?}");
                }
            }
        }
    }
}

/// The provider finds the customer by the stranger's reference, also when the release has ended.
#[test]
fn no_function_reaches_a_released_customer_by_the_reference_of_the_provider() {
    for days in [0, 92] {
        let mut world = under_the_strangers_reference();
        world.config["publicOrigin"] = json!("https://app.example.com");
        world.hook("candidates", json!([of_mallory("incomplete")]));
        let by_reference = json!({ "reference": "mallory", "ttlMs": DAY });
        assert_eq!(world.clone().command("resumeLink", &by_reference).status, 200, "before");
        assert_eq!(world.clone().command("forget", &json!({ "reference": "mallory" })).status, 200, "before");
        world.command("release", &json!({ "customerId": "Customer:1", "to": "jane" }));
        world.now += days * DAY;
        assert_eq!(world.command("resumeLink", &by_reference).code, "released", "{days}");
        // A table of the application still names her.
        let mut resume_for =
            |to| world.command("resumeLink", &json!({ "customerId": "Customer:1", "to": to, "ttlMs": DAY }));
        assert_eq!(resume_for("mallory").code, "released", "{days}");
        assert_eq!(resume_for("jane").status, 200, "{days}");
        let of_mallory = json!({ "reference": "mallory" });
        assert_eq!(world.command("exportData", &of_mallory).body["customers"], json!([]), "{days}");
        // What says that she had it has ended after 90 days.
        let forgotten = world.command("forget", &of_mallory);
        let removed = if days == 0 { &json!(1) } else { &Value::Null };
        assert_eq!((&forgotten.body["removed"], &forgotten.body["atProvider"][0]), (removed, &Value::Null), "{days}");
        assert_eq!(world.command("forget", &of_mallory).code, "no_customer", "{days}");
        assert_eq!(world.command("find", &of_mallory).body["customerId"], "Customer:1", "support still finds it");
        let by_id = json!({ "customerId": "Customer:1" });
        assert_eq!(world.command("exportData", &by_id).body["customers"][0]["customerId"], "Customer:1");
    }
}
