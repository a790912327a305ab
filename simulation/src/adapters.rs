//! The adapters of providers of one's own: one for each `repeat`, and two for `"never"`: with `find`, and without it.

use kyclink::{HttpRequest, UntrustedValue};
use serde_json::{Value, json};

use crate::server::OURS;
use crate::values::{list_of, object, text};

pub(crate) const BY_REFERENCE: &str = "own-reference";
pub(crate) const BY_KEY: &str = "own-key";
pub(crate) const WITH_FIND: &str = "own-find";
pub(crate) const WITHOUT_FIND: &str = "own-never";
pub(crate) const NAMES: [&str; 4] = [BY_REFERENCE, BY_KEY, WITH_FIND, WITHOUT_FIND];

/// How each id of a customer goes on after that of the account.
pub(crate) const CUSTOMER_ID: &str = "own_customer_";
/// The host of a link that an adapter may not return.
pub(crate) const OTHER_HOST: &str = "verify.example.evil.example";

pub(crate) fn is_own(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether the network may repeat a request without making a second customer.
pub(crate) fn may_be_repeated(name: &str, function: &str) -> bool {
    function != "create" && is_own(name) || [BY_REFERENCE, BY_KEY].contains(&name)
}

/// Whether a person can stay without a customer after a lost create: nothing says whether there is one.
pub(crate) fn stays_unknown(name: &str) -> bool {
    name == WITHOUT_FIND
}

/// Whether a login leads to one customer, whatever the key.
pub(crate) fn has_one_customer(name: &str) -> bool {
    name == BY_REFERENCE
}

/// Returns a connection. Another tenant has another adapter of the same name.
pub(crate) fn connection(name: &str, tenant: &str) -> UntrustedValue<'static> {
    let repeat = match name {
        BY_REFERENCE => "reference",
        BY_KEY => "key",
        _ => "never",
    };
    let field = |name: &str, kind: &str| json!({ "name": name, "kind": kind, "required": true });
    let customer = field("customerId", "customerId");
    let [reference, since] = [field("reference", "text"), json!({ "name": "since", "kind": "text" })];
    let uri = json!({ "name": "redirectUri", "kind": "redirectUri" });
    let applicant = [field("type", "type"), field("email", "email"), field("phone", "phone")];
    let with = |others: &[&Value]| applicant.iter().chain(others.iter().copied()).cloned().collect::<Vec<_>>();
    let is_repeated = name == BY_REFERENCE && tenant == OURS;
    let link = if is_repeated { vec![&customer, &reference, &uri] } else { vec![&customer, &uri] };
    let table = json!({
        "name": name,
        "repeat": repeat,
        "canRenew": true,
        "requiredOf": { "individual": [], "business": [] },
        "inputs": {
            "onboard": with(&[&json!({ "name": "reference", "kind": "text" }), &uri]),
            "create": with(&[&reference, &uri]),
            "link": link,
            "status": [customer],
            "find": with(&[&reference, &since]),
        },
    });
    object([
        ("declared", text(&table.to_string())),
        ("allowHosts", list_of([text("verify.example")])),
        ("webhook", UntrustedValue::Bool(true)),
    ])
}

/// Returns the id of the customer that a call is about.
pub(crate) fn subject_of(request: &HttpRequest) -> String {
    given(&arguments(request), "/customerId").unwrap_or_default().to_owned()
}

/// Returns what a function gets.
pub(crate) fn arguments(request: &HttpRequest) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default()
}

/// Returns a text of the arguments.
pub(crate) fn given<'a>(arguments: &'a Value, pointer: &str) -> Option<&'a str> {
    arguments.pointer(pointer)?.as_str()
}
