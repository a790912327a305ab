//! Repeats the inputs of `fuzz/corpus` and `fuzz/seeds.txt`. Not part of the published crate.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kyclink_fuzz::{TARGETS, Target, corpus, seeds, unescaped};

/// The seeds of every search.
#[expect(clippy::expect_used, reason = "a test fails without them")]
static SEEDS: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| TARGETS.iter().flat_map(|(name, _)| seeds(name).expect("the vectors are JSON")).collect());

/// Makes tests for each target, which run at the same time, and one that no target is left out.
macro_rules! targets {
    ($($name:ident)*) => {
        $(mod $name {
            #[test]
            fn holds_for_every_kept_input() {
                super::holds_for_every_kept_input(stringify!($name));
            }

            #[test]
            fn holds_for_the_seeds_of_every_search() {
                super::holds_for_the_seeds_of_every_search(stringify!($name));
            }
        })*

        #[test]
        fn every_target_has_tests() {
            let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

targets! { calls connection date handler headers input json onboarding encoding response retry_after url webhook }

#[expect(clippy::expect_used, reason = "`every_target_has_tests`")]
fn target(name: &str) -> Target {
    TARGETS.iter().find(|(known, _)| *known == name).expect("a target of this name").1
}

#[expect(clippy::print_stdout, reason = "it is shown if the property fails")]
fn holds_for_every_kept_input(name: &str) {
    let inputs = corpus(name);
    assert!(inputs.len() >= 10, "{name} has only {} inputs: run `cargo xtask fuzz {name}`", inputs.len());
    for (input, bytes) in inputs {
        println!("{input}");
        target(name)(&bytes);
    }
}

/// A search that stops at its own seed would look like one without a finding.
fn holds_for_the_seeds_of_every_search(name: &str) {
    for seed in &*SEEDS {
        let is_held = std::panic::catch_unwind(|| target(name)(seed.as_bytes())).is_ok();
        assert!(is_held, "{name} fails for {seed:?}");
    }
}

/// Every operation has a seed, by name, so that a search reaches it at once.
#[test]
fn every_operation_and_provider_is_named_by_a_seed() {
    let named =
        |target, name: &str| seeds(target).expect("JSON").iter().any(|seed| seed.starts_with(&format!("{name}\n")));
    for operation in kyclink::operations() {
        assert!(named("input", operation.name) && named("encoding", operation.name), "{}", operation.name);
    }
    for provider in kyclink::provider::PROVIDERS {
        let pair = format!("{0} {0}", provider.name());
        assert!(named("onboarding", provider.name()) && named("handler", &pair), "{pair}");
    }
}

#[test]
fn every_byte_of_a_seed_is_read_as_it_was_written() {
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(unescaped(&bytes.escape_ascii().to_string()), bytes);
}
