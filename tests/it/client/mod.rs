//! One call, several in a flow, webhooks, and the typed clients.

mod connection;
mod echo;
mod error_response;
mod link;
mod onboarding;
mod response_field;
mod retry;
pub(crate) mod typed;
pub(crate) mod webhook;
