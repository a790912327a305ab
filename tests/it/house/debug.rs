//! What each `Debug` shows that is written by hand: types that hold a credential or a person's data have one.

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::path::Path;

use crate::integration::vectors::files;

/// The members of a type that its `Debug` reads. One that is not listed here reads none.
const READ: [(&str, &str); 15] = [
    ("client/exchange/attempts.rs: Attempts", "may_have_arrived"),
    ("client/connection/client_options.rs: ClientOptions", "policy allow_hosts profiles"),
    ("client/connection/mod.rs: Connection", "policy links"),
    // Its message is the code's, or a hint of ours.
    ("client/error/mod.rs: Error", "code message"),
    ("client/http/mod.rs: HttpRequest", "method.as_str"),
    ("client/http/mod.rs: HttpResponse", "status"),
    ("client/onboarding/flow_call.rs: OnboardingCall", "flow.operation.name"),
    ("client/onboarding/flow_call.rs: ReconcileCall", "flow.operation.name"),
    ("client/presentation/presentable_link.rs: PresentableLink", "provider"),
    ("client/call/typed.rs: Call", "endpoint.name"),
    ("client/link/verification.rs: Verification", "status"),
    ("provider/mod.rs: Provider", "name"),
    ("provider/typed_client.rs: Credentials", "environment"),
    ("rules/issue.rs: Issue", "code, path, params, .."),
    ("verify/mod.rs: Verifier", "webhook.provider"),
];

#[test]
fn a_debug_that_is_written_by_hand_reads_the_listed_members_only() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    for path in files(&folder, "rs") {
        let file = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        found.extend(read_members(&file, &read_to_string(&path).unwrap()));
    }
    found.retain(|_, members| !members.is_empty());
    let expected = READ.map(|(place, members)| (place.to_owned(), members.to_owned()));
    assert_eq!(found, BTreeMap::from(expected));
}

/// Returns the place of each `Debug` in a file as rustfmt writes it, with the members of `self` that it reads.
fn read_members(file: &str, code: &str) -> Vec<(String, String)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let members = |implementation: &str| {
        let pattern = implementation.split("let Self { ").nth(1).and_then(|rest| rest.split(" }").next());
        let named = implementation.split("self.").skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap());
        pattern.into_iter().chain(named).collect::<Vec<_>>().join(" ")
    };
    let implementations = code.split("Debug for ").skip(1);
    implementations
        .map(|rest| {
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            (format!("{file}: {name}"), members(rest.split("\n}\n").next().unwrap()))
        })
        .collect()
}
