//! The providers of one's own: one for each `repeat`, and two for `"never"`: with `find`, and without it.

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
/// The host of a link that a function may not return.
pub(crate) const OTHER_HOST: &str = "verify.example.evil.example";

pub(crate) fn is_own(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether the network may repeat a request without making a second customer.
pub(crate) fn may_be_repeated(name: &str, function: &str) -> bool {
    function != "create" && is_own(name) || [BY_REFERENCE, BY_KEY].contains(&name)
}

/// Whether a person can stay without a customer after a lost create: nothing says whether there is one, or whose the one is
/// that has the same data.
pub(crate) fn stays_unknown(name: &str, code: &str) -> bool {
    name == WITHOUT_FIND || name == WITH_FIND && code == "conflict"
}

/// Whether a login leads to one customer, whatever the key.
pub(crate) fn has_one_customer(name: &str) -> bool {
    name == BY_REFERENCE
}

/// Returns a connection. Another tenant has another provider of the same name.
pub(crate) fn connection(name: &str, tenant: &str) -> UntrustedValue<'static> {
    let repeat = match name {
        BY_REFERENCE => "reference",
        BY_KEY => "key",
        _ => "never",
    };
    // Where a reference leads to the same customer, `create` makes another link.
    let has_link = name != BY_REFERENCE || tenant != OURS;
    let applicant = "individual:email,phone;business:email,phone";
    let definition = json!({ "name": name, "repeat": repeat, "hasLink": has_link, "applicant": applicant });
    object([
        ("definition", text(&definition.to_string())),
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
