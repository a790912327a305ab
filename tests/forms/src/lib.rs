//! What the providers' APIs and webhooks send. Each form has one home here, for the scripted providers of `tests/it` and
//! the models of `simulation`.
//!
//! The forms are written from the providers' documents, and share no code with the library. A test validates what
//! `examples/every_form.rs` makes against `tests/schemas`.

pub mod bridge;
pub mod grid;
pub mod spherepay;

use serde_json::Value;

/// A response of a provider's API.
pub struct Response {
    /// The status of HTTP.
    pub status: u16,
    /// The body, unless it is empty.
    pub body: Option<Value>,
}

impl Response {
    /// Returns a response with a body.
    pub const fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }

    /// Returns a response with status 200.
    pub const fn ok(body: Value) -> Self {
        Self::new(200, body)
    }
}

/// Sets a member that a form has in some cases only.
fn set(form: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = form {
        members.insert(name.to_owned(), value);
    }
}
