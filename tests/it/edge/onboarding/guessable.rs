//! Idempotency keys that somebody could guess: the handler reports them to its owner, and never reports a random key.

use proptest::prelude::*;
use serde_json::json;

use crate::edge::world::World;
use crate::integration::inputs::run;

/// Posts with this key, and returns what the owner should check.
fn advice(key: &str) -> Option<&'static str> {
    let mut world = World::new();
    let response = world.post_links(key).from("jane@example.com");
    assert_eq!(response.status, 201, "{key}");
    response.advice
}

#[test]
fn words_and_a_number_are_guessable() {
    for key in [
        "onboarding-2026-11-22-0001",
        "jane.smith@example.com:attempt:1",
        "customer_000000000000000042",
        "ORDER-2026-000000000000017",
        "Kyc/Form/Submission/Number/3",
        "user:1234567890:attempt2:kyc",
        "user--1234567890123456789012",
    ] {
        assert_eq!(advice(key), Some("idempotencyKey"), "{key}");
    }
}

#[test]
fn a_key_that_looks_random_is_not_guessable() {
    for key in [
        "2f1c8a52-7c1e-4a7e-9d43-0c9b8d7e6f5a",
        "deadbeef-dead-4ead-beef-deadbeefdead",
        "facade-decade-deadbeef-0001",
        "00000000-0000-4000-8000-000000000001",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "req_01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "Vb3kQ9_xT-7mNpLz2RwYhA",
        "1234567890123456789012",
        "correct-horse-battery-staple",
        "abcdefghijkl0123456789",
        // One letter is not a word, and neither are letters in both cases.
        "k1-p2-m3-q4-t5-w6-x7-z8",
        "order-kYcLiNkForJaNe-2026",
        // Neither a word nor a number, and a single part.
        "9xyz-order-2026-000000001",
        "-abcdefghijkl0123456789-",
    ] {
        assert_eq!(advice(key), None, "{key}");
    }
}

/// A form carries the key in a field.
#[test]
fn the_key_of_a_form_counts_too() {
    let mut world = World::new();
    let form = [("idempotencyKey", "onboarding-of-jane-number-1")];
    assert_eq!(world.post("links").person_form(&form).send().advice, Some("idempotencyKey"));
    assert_eq!(world.post("links").json(&json!({})).send().advice, None);
}

#[test]
fn no_random_key_is_guessable() {
    let lower = "abcdefghijklmnopqrstuvwxyz0123456789";
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let base64url = format!("{letters}-_");
    for (alphabet, length) in [(letters, 22), (&base64url, 22), (lower, 25), ("0123456789abcdef-", 36)] {
        let strategy = proptest::collection::vec(proptest::sample::select(alphabet.as_bytes().to_vec()), length);
        run(250, &strategy, |key: Vec<u8>| {
            let key = String::from_utf8(key).unwrap();
            prop_assert_eq!(advice(&key), None, "{}", key);
            Ok(())
        });
    }
}
