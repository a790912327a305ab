//! Repeats the inputs of `fuzz/corpus` and `fuzz/seeds.txt`. Not part of the published crate.
#![cfg(not(target_arch = "wasm32"))]

use kyclink_fuzz::{TARGETS, corpus, unescaped};

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

#[test]
fn every_byte_of_a_seed_is_read_as_it_was_written() {
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(unescaped(&bytes.escape_ascii().to_string()), bytes);
}
