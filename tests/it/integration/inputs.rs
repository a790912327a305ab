//! Generated inputs: mostly valid ones, by the grammar of the fuzz targets.
//!
//! Every run has other inputs. A failure prints the seed that repeats it with PROPTEST_RNG_SEED. PROPTEST_CASES is
//! the number of inputs in 256ths: 16 with `cargo test` (.cargo/config.toml), 32 with `cargo xtask test`, and 2560
//! before a release (xtask/steps.sh).

use std::hash::{BuildHasher, RandomState};

use kyclink::{Operation, UntrustedValue, operations};
use kyclink_fuzz::input_of;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// The result of checking a property for one input.
pub(crate) type Outcome = Result<(), TestCaseError>;

/// Checks a property for inputs of every operation.
pub(crate) fn for_any_input(property: impl Fn(&'static Operation, &UntrustedValue) -> Outcome) {
    for operation in operations() {
        for_inputs(operation, |input| property(operation, input));
    }
}

/// Checks a property for inputs of one operation.
pub(crate) fn for_inputs(operation: &'static Operation, property: impl Fn(&UntrustedValue) -> Outcome) {
    let choices = prop::collection::vec(any::<u8>(), 0..400);
    run(160, &choices, |choices| property(&input_of(operation, &choices)));
}

/// Checks a property for this many values, scaled by PROPTEST_CASES.
pub(crate) fn run<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Outcome) {
    let config = Config { cases: scaled(cases), failure_persistence: None, ..Config::default() };
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomState::new().hash_one(cases),
    };
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(seed), ..config });
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}\nto repeat it, set PROPTEST_RNG_SEED={seed} PROPTEST_CASES={}", Config::default().cases);
    }
}

/// Scales a number of values by PROPTEST_CASES.
pub(crate) fn scaled(count: u32) -> u32 {
    count * Config::default().cases / 256
}

/// Returns how many inputs of a list stand for one of them that is tried, by PROPTEST_CASES: 4 if it is 64.
pub(crate) fn one_in() -> usize {
    256 / scaled(256).clamp(1, 256) as usize
}
