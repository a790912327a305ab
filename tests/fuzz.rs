//! Repeats every input that `cargo xtask fuzz` has kept. Not part of the published crate.
#![cfg(not(target_arch = "wasm32"))]

use kyclink_fuzz::{TARGETS, corpus};

#[test]
fn every_property_holds_for_every_kept_input() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(inputs.len() >= 10, "{name} has only {} inputs: run `cargo xtask fuzz {name}`", inputs.len());
        for (path, bytes) in inputs {
            // Shown only if the property fails.
            println!("{}", path.display());
            target(&bytes);
        }
    }
}
