//! A page that was loaded again after a create whose response was lost, at the provider with one customer for each email
//! address: the person goes on with another key.

use std::collections::BTreeSet;

use serde_json::json;

use super::repeated_create::{Change, JANE, UNKNOWN, creates, key_of};
use crate::edge::world::{HOUR, KEY, MINUTE, OTHER_KEY, SECOND, START, World, error, interrupted, link, person};

/// In two tabs, the person goes on with the lost create and begins with other data, at any moment of the former.
#[test]
fn a_lost_create_is_not_forgotten_because_another_one_begins() {
    for effects in 0..12 {
        let mut world = world_with_lost_create();
        world.always_fails("onboard", error("outcome_unknown"));
        world.post_links(OTHER_KEY).from("john@example.com");
        let mut first = world.posting_jane().start();
        if world.advance_by(&mut first, effects).is_some() {
            break;
        }
        world.post_links(&OTHER_KEY.replace('0', "x")).from("jack@example.com");
        world.finish(&mut first);
        world.now += MINUTE;
        world.forget_script();
        world.hook("onboard", link("link_1"));
        assert_eq!(world.post_jane().status, 201, "after {effects} effects");
        let keys = keys(&world);
        assert_eq!(keys.len(), 1, "after {effects} effects: {keys:?}");
    }
}

/// A person whom the application knows has sent [`JANE`] with [`KEY`], and has got no response.
fn world_with_lost_create() -> World {
    let mut world = World::of_bridge().known_as("r-1");
    world.lose_create();
    world.now += 6 * SECOND;
    world
}

/// Returns the keys of the creates, without those of retries.
fn keys(world: &World) -> Vec<String> {
    let mut keys: Vec<_> = creates(world).iter().map(|create| key_of(create).to_owned()).collect();
    keys.dedup();
    keys
}

/// The page was loaded again after the create, so that it has another key.
#[test]
fn a_person_whom_the_application_knows_goes_on_with_any_key() {
    for code in UNKNOWN {
        for secret in ["newest secret", "a newer secret"] {
            let mut world = World::of_bridge().known_as("r-1");
            world.fails("onboard", error(code));
            assert!(world.post_jane().status >= 500, "{code}");
            world.now += 6 * SECOND;
            world.secrets = vec![secret, "newest secret"];
            world.fails("onboard", error(code));
            assert!(world.post_links(OTHER_KEY).from(JANE).status >= 500, "{code}");
            let other = world.post_links(OTHER_KEY).from("john@example.com");
            assert_eq!(other.outcome(), (422, "idempotency_key_reused"), "{code}");
            world.now += 6 * SECOND;
            world.replies("onboard", link("link_1"));
            let third = OTHER_KEY.replace('0', "x");
            let first = world.post_links(&third).from(JANE);
            assert_eq!(first.status, 201, "{code}");
            // Each of these keys leads to that customer, and to no other.
            for key in [KEY, OTHER_KEY, &third] {
                assert_eq!(world.post_links(key).from(JANE).body, first.body, "{code}");
                let other = world.post_links(key).from("john@example.com");
                assert_eq!(other.outcome(), (422, "idempotency_key_reused"), "{code}");
            }
            let sent = creates(&world);
            assert!(sent.iter().all(|create| *create == sent[0]), "{code}: {sent:#?}");
            assert_eq!((world.count("key"), world.count("latestKey")), (3, 0), "{code}");
        }
    }
}

#[test]
fn nothing_else_leads_to_the_create_of_another_key() {
    let changes: [Change; 5] = [
        ("another person", |world| world.log_in("r-2")),
        ("a visitor", |world| world.hook("authorize", json!({}))),
        ("another handler", |world| world.config["id"] = json!("another")),
        ("another secret", |world| world.secrets = vec!["another secret"]),
        ("23 hours", |world| world.now += 23 * HOUR),
    ];
    for (change, apply) in changes {
        let mut world = world_with_lost_create();
        apply(&mut world);
        world.replies("onboard", link("link_1"));
        assert_eq!(world.post_links(OTHER_KEY).from(JANE).status, 201, "{change}");
        let sent = creates(&world);
        assert_ne!(key_of(&sent[0]), key_of(sent.last().unwrap()), "{change}");
    }
}

/// A post: the hour, the page's key, the person, the provider's reply and the status.
type Post = (i64, &'static str, &'static str, &'static str, u16);

/// The key of a page that was loaded twice.
const THIRD_KEY: &str = "abcdefghijklx123456789";
const JOHN: &str = "john@example.com";

/// After each story, which of the provider's keys each post has sent a create with; `-` is none.
const STORIES: [(&str, &[Post], &str); 8] = [
    (
        "a key that led to an earlier create stands for it, also after other data",
        &[
            (0, KEY, JANE, "lost", 503),
            (0, OTHER_KEY, JANE, "lost", 503),
            (0, THIRD_KEY, JOHN, "", 503),
            (0, OTHER_KEY, JANE, "link_1", 201),
        ],
        "11-1",
    ),
    (
        "other data are not sent while the earlier create is unfinished, unless it was refused",
        &[
            (0, KEY, JANE, "unauthorized", 502),
            (0, OTHER_KEY, JOHN, "provider_rejected", 422),
            (0, OTHER_KEY, JOHN, "conflict", 409),
            (0, OTHER_KEY, JANE, "lost", 503),
            (0, THIRD_KEY, JOHN, "", 503),
            (0, OTHER_KEY, JANE, "link_1", 201),
        ],
        "1231-1",
    ),
    (
        "the refusal of a field says that the lost create made nothing: both keys are free for a corrected form",
        &[(0, KEY, JANE, "lost", 503), (0, OTHER_KEY, JANE, "email", 422), (0, OTHER_KEY, JOHN, "link_1", 201)],
        "112",
    ),
    (
        "the provider knows the key of the create for a day, whenever another key has led to it",
        &[(0, KEY, JANE, "lost", 503), (12, OTHER_KEY, JANE, "lost", 503), (25, OTHER_KEY, JANE, "link_1", 201)],
        "112",
    ),
    (
        "a key that has its response does not need the provider until then",
        &[
            (0, KEY, JANE, "lost", 503),
            (12, OTHER_KEY, JANE, "link_1", 201),
            (12, OTHER_KEY, JANE, "", 201),
            (25, OTHER_KEY, JANE, "", 201),
        ],
        "11--",
    ),
    (
        "also if the person has gone back to it, nobody is led to a create that the provider has forgotten",
        &[
            (0, KEY, JANE, "lost", 503),
            (5, OTHER_KEY, JOHN, "", 503),
            (10, KEY, JANE, "lost", 503),
            (23, THIRD_KEY, JANE, "link_1", 201),
        ],
        "1-12",
    ),
    (
        "a person who has a customer goes on with it, with any key and any data",
        &[
            (0, KEY, JANE, "link_1", 201),
            (0, OTHER_KEY, JOHN, "", 201),
            (0, KEY, JANE, "", 201),
            (0, THIRD_KEY, JANE, "", 201),
        ],
        "1---",
    ),
    (
        "each key that led to a customer repeats its response",
        &[
            (0, KEY, JANE, "lost", 503),
            (0, OTHER_KEY, JANE, "link_1", 201),
            (0, OTHER_KEY, JANE, "", 201),
            (0, KEY, JANE, "", 201),
        ],
        "11--",
    ),
];

/// The application hears once of each customer. A create is always sent as it was sent first.
#[test]
fn a_key_leads_to_the_create_that_its_story_says() {
    for (story, posts, expected) in STORIES {
        let mut world = World::of_bridge();
        world.hook("onCreated", json!(null));
        let (mut first_of_key, mut sent) = (vec![], String::new());
        for (at, (hour, key, email, reply, status)) in (0_i64..).zip(posts) {
            world.now = START + hour * HOUR + at * 6 * SECOND;
            // The create says where the person goes afterwards, as it did when it was sent first.
            let redirect_uri = format!("https://app.example.com/{at}");
            world.hook("authorize", json!({ "reference": "r-1", "redirectUri": redirect_uri }));
            match *reply {
                "" => {}
                "lost" => world.fails("onboard", error("outcome_unknown")),
                "email" => world.fails("onboard", json!({ "code": "provider_rejected", "field": "email" })),
                reply if reply.starts_with("link") => world.replies("onboard", link(reply)),
                reply => world.fails("onboard", json!({ "code": reply, "issues": [] })),
            }
            let before = creates(&world).len();
            assert_eq!(world.post_links(key).from(email).status, *status, "{story}: post {at}");
            let Some(create) = creates(&world).into_iter().skip(before).last() else {
                sent.push('-');
                continue;
            };
            let known = first_of_key.iter().position(|known| key_of(known) == key_of(&create));
            let number = known.unwrap_or(first_of_key.len());
            first_of_key.extend(known.is_none().then(|| create.clone()));
            assert_eq!(create, first_of_key[number], "{story}: post {at}");
            sent.push_str(&(number + 1).to_string());
        }
        assert_eq!(sent, expected, "{story}");
        let customers = posts.iter().filter(|post| post.3.starts_with("link")).count();
        assert_eq!(world.called("onCreated"), customers, "{story}");
    }
}

/// The request with the key of the page has stored the response under the first key, and its process has ended.
#[test]
fn a_response_that_was_stored_in_the_last_moment_is_that_of_each_key() {
    let (mut tried, mut stored, mut ended) = (0, 0, 0);
    let mut begun = world_with_lost_create();
    begun.hook("onboard", link("link_1"));
    let start = |world: &mut World| world.post_links(OTHER_KEY).json(&person(JANE)).start();
    for (effects, mut world, _) in interrupted(&begun, start) {
        tried = effects;
        world.now += MINUTE;
        world.take_calls();
        let mut with_other_data = world.clone();
        let first = world.post_jane();
        assert_eq!(first.status, 201, "after {effects} effects: {}", first.code);
        if world.take_calls() == ["authorize"] {
            // The response was stored. The key of the page is told by now, at the latest.
            stored += 1;
            let before = world.count("latestKey");
            assert_eq!(world.post_links(OTHER_KEY).from(JANE).body, first.body, "after {effects} effects");
            assert_eq!(world.take_calls(), ["authorize"], "after {effects} effects");
            assert_eq!(with_other_data.post_links(THIRD_KEY).from(JOHN).status, 201, "after {effects} effects");
            ended += before - world.count("latestKey");
        }
    }
    assert!(tried > 10 && stored > 2 && ended > 0, "{tried} {stored} {ended}");
}

/// Two tabs of the same person, each with a key of its own: wherever the second one overtakes the first, no create is
/// sent with another key than one whose outcome is unknown.
#[test]
fn of_two_keys_at_the_same_moment_one_sends_a_create() {
    let mut codes = BTreeSet::new();
    for effects in 0..8 {
        let mut world = World::of_bridge().known_as("r-1");
        let mut first = world.posting_jane().start();
        assert!(world.advance_by(&mut first, effects).is_none(), "{effects}");
        world.fails("onboard", error("outcome_unknown"));
        let second = world.post_links(OTHER_KEY).from(JANE).code;
        world.forget_script();
        world.hook("onboard", link("link_1"));
        let first = world.finish(&mut first).code;
        codes.insert((first, second));
        let keys: BTreeSet<_> = creates(&world).iter().map(|create| key_of(create).to_owned()).collect();
        assert_eq!(keys.len(), 1, "after {effects} effects: {first:?} and {second:?}");
        // The one that was overtaken leaves nothing behind that would make its page wait.
        world.now += 6 * SECOND;
        assert_eq!(world.post_jane().status, 201, "after {effects} effects");
    }
    let overtaken =
        [("outcome_unknown", "outcome_unknown"), ("still_running", "outcome_unknown"), ("", "still_running")];
    assert_eq!(codes, BTreeSet::from(overtaken));
}

/// A provider that makes a customer for each create is searched for what the other key has made.
#[test]
fn where_a_create_cannot_be_repeated_any_key_searches_for_what_was_lost() {
    for make in [World::new as fn() -> World, World::of_grid] {
        for email in [JANE, JOHN] {
            let mut world = make();
            world.log_in("r-1");
            world.lose_create();
            world.replies("onboard", link("customer_c1"));
            assert_eq!(world.post_links(OTHER_KEY).from(email).outcome(), (503, "outcome_unknown"), "too early");
            world.now += 6 * SECOND;
            world.take_calls();
            assert_eq!(world.post_links(OTHER_KEY).from(email).outcome(), (201, ""), "{email}");
            assert_eq!(world.take_calls(), ["authorize", "candidates", "onboard"]);
            assert_eq!((world.count("latestKey"), world.count("holder")), (0, 1));
        }
    }
}
