//! The properties, one file each.

mod calls;
mod connection;
mod date;
mod encoding;
mod handler;
mod headers;
mod input;
mod json;
mod onboarding;
mod response;
mod retry_after;
mod url;
mod webhook;

use crate::Target;

/// Every target, by the name of its file.
pub const TARGETS: &[(&str, Target)] = &[
    ("calls", calls::target),
    ("connection", connection::target),
    ("date", date::target),
    ("handler", handler::target),
    ("headers", headers::target),
    ("input", input::target),
    ("json", json::target),
    ("onboarding", onboarding::target),
    ("encoding", encoding::target),
    ("response", response::target),
    ("retry_after", retry_after::target),
    ("url", url::target),
    ("webhook", webhook::target),
];
