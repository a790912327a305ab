//! The program that `cargo xtask fuzz` runs. The variable `KYCLINK_FUZZ` names the target.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| kyclink_fuzz::run(bytes));
