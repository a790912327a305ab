//! Repeats the inputs of `fuzz/corpus` and `fuzz/seeds.txt`. Not part of the published crate.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use kyclink_fuzz::{TARGETS, corpus, seeds, unescaped};

#[test]
fn every_property_holds_for_every_kept_input() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(inputs.len() >= 10, "{name} has only {} inputs: run `cargo xtask fuzz {name}`", inputs.len());
        for (input, bytes) in inputs {
            // Shown only if the property fails.
            println!("{input}");
            target(&bytes);
        }
    }
}

/// A search that stops at its own seed would look like one without a finding.
#[test]
fn every_property_holds_for_the_seeds_of_every_search() {
    let all = TARGETS.iter().flat_map(|(name, _)| seeds(name).expect("the vectors are JSON"));
    let all: BTreeSet<String> = all.collect();
    for (name, target) in TARGETS {
        for seed in &all {
            let is_held = std::panic::catch_unwind(|| target(seed.as_bytes())).is_ok();
            assert!(is_held, "{name} fails for {seed:?}");
        }
    }
}

/// Every operation has a seed, by name, so that a search reaches it at once.
#[test]
fn every_operation_and_provider_is_named_by_a_seed() {
    let named =
        |target, name: &str| seeds(target).expect("JSON").iter().any(|seed| seed.starts_with(&format!("{name}\n")));
    for operation in kyclink::operations() {
        assert!(named("input", operation.name) && named("record", operation.name), "{}", operation.name);
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
