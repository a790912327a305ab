//! `cargo xtask test`: runs every test that a release requires, or only the named steps.
//!
//! Every step runs even if a previous one failed, so that one run shows all failures. The last line is the sum.

mod axum;
mod extension;
mod javascript;
mod msrv;
mod rust;
mod wasm;
mod worker;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::say;
use crate::tally::Tally;
use crate::tree;

struct Step {
    name: &'static str,
    description: &'static str,
    run: fn() -> Result<Tally>,
}

/// The steps in their order: quick ones that fail often come first, and `package` builds what the later ones use.
const STEPS: &[Step] = &[
    Step {
        name: "lint",
        description: "format, lints, boundaries between the floors, generated files",
        run: rust::lint,
    },
    Step { name: "native", description: "the tests of the crate", run: rust::native },
    Step { name: "msrv", description: "the crate with the oldest Rust that it supports", run: msrv::run },
    Step { name: "extension", description: "the crate with a third provider", run: extension::run },
    Step { name: "tools", description: "the tests of these commands", run: rust::tools },
    Step { name: "wasm", description: "the crate compiled to WebAssembly, tested in Node", run: wasm::run },
    Step { name: "worker", description: "the example of a Worker in Rust, in workerd", run: worker::run },
    Step { name: "axum", description: "the example of a server in Rust, against the sandbox", run: axum::run },
    Step { name: "package", description: "packing, sizes, publint, attw", run: javascript::package },
    Step { name: "packages", description: "consumers of the packed package", run: javascript::consumers },
    Step { name: "runtimes", description: "the same checks in every runtime and bundler", run: javascript::runtimes },
    Step {
        name: "browser",
        description: "pages, from the empty form to the approved status",
        run: javascript::browser,
    },
];

pub(crate) fn names() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

/// Runs the named steps, or all steps if none is named.
pub(crate) fn run(wanted: &[&str]) -> Result<ExitCode> {
    if let Some(unknown) = wanted.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        bail!("`{unknown}` is not a step of `cargo xtask test`: use {}", names());
    }
    let before = tree::changes();
    let mut total = Tally::default();
    let mut times = Vec::new();
    for step in STEPS.iter().filter(|step| wanted.is_empty() || wanted.contains(&step.name)) {
        println!("\n== {}: {}", step.name, step.description);
        let start = Instant::now();
        let tally = (step.run)().unwrap_or_else(|error| Tally::of(step.name, Err(error)));
        times.push((step.name, tally, start.elapsed()));
        total += tally;
    }
    if wanted.is_empty() {
        total += Tally::of("the tests did not change the working tree", tree::still_clean(before.as_deref()));
    }
    println!();
    for (name, tally, time) in times {
        report(name, tally, time);
    }
    let skipped = if total.skipped > 0 { format!(", {} skipped", total.skipped) } else { String::new() };
    println!("{} passed, {} failed{skipped}", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn report(name: &str, tally: Tally, time: Duration) {
    say(&format!("{name:9} {:5} passed {:3} failed {:6.1} s", tally.passed, tally.failed, time.as_secs_f64()));
}
