//! The table of the options beside the check: what is required, and which values an option has.

use kyclink::UntrustedValue;
use kyclink::options::{HANDLER_OPTIONS, PackageOption};
use serde_json::json;

use super::{check, good};
use crate::edge::world::untrusted;

/// A value of each kind.
fn values() -> [(&'static str, UntrustedValue<'static>); 6] {
    let json = |value| untrusted(&value);
    [
        ("string", json(json!("x"))),
        ("number", json(json!(1))),
        ("boolean", json(json!(true))),
        ("list", json(json!(["x"]))),
        ("object", json(json!({}))),
        ("function", UntrustedValue::Opaque),
    ]
}

/// The kinds of values that an option with this type in TypeScript may have.
fn kinds_of(option: &PackageOption) -> &'static [&'static str] {
    match option.typescript {
        "string" | "Policy" => &["string"],
        "number" => &["number"],
        "readonly string[]" => &["list"],
        "string | readonly string[]" => &["string", "list"],
        // The host passes `true` for a store.
        "Store" | "boolean" => &["boolean"],
        record if record.starts_with("Readonly<Record<") => &["object"],
        _ => &["function"],
    }
}

fn with(name: &'static str, value: UntrustedValue<'static>) -> UntrustedValue<'static> {
    let mut config = untrusted(&good()).object().unwrap().clone();
    config.set(name, value);
    config.into()
}

/// Where links are parsed, the connection checks the hosts that they may have.
fn checked_here() -> impl Iterator<Item = &'static PackageOption> {
    HANDLER_OPTIONS.options.iter().filter(|option| option.name != "allowHosts")
}

#[test]
fn an_option_of_another_type_is_refused() {
    let mut functions = 0;
    for option in checked_here() {
        let wrong = match (kinds_of(option), option.name) {
            (["function"], _) => "hooks",
            (["number"], _) => "durations",
            (_, name) => name,
        };
        for (kind, value) in values() {
            if !kinds_of(option).contains(&kind) {
                assert_eq!(check(&with(option.name, value)), Err(wrong), "{}: a {kind}", option.name);
            } else if ["function", "number", "object"].contains(&kind) {
                assert_eq!(check(&with(option.name, value)), Ok(()), "{}: a {kind}", option.name);
                functions += usize::from(kind == "function");
            }
        }
    }
    assert!(functions > 6, "{functions} options are functions");
}

/// A host in JavaScript passes `null` for `undefined`. The path of the routes has its default in the wrapper.
#[test]
fn only_a_required_option_has_to_be_given() {
    for option in checked_here().filter(|option| option.name != "basePath") {
        let expected = if option.required { Err(option.name) } else { Ok(()) };
        assert_eq!(check(&with(option.name, UntrustedValue::Null)), expected, "{}", option.name);
    }
}
