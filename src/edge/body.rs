//! A body on its way in: how it is written, and how much of it is read.

use super::answer::{MALFORMED, SLOW, TOO_LARGE};
use super::run::{Run, Way, text};
use crate::value::untrusted::UntrustedValue;

/// How a body is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Absent,
    Json,
    Form,
    Bytes,
}

/// The most that is read of what a page sends …
const MOST: i64 = 16 * 1024;
/// … and of what a provider does.
const MOST_OF_WEBHOOK: i64 = 1 << 20;

/// The body, whatever it holds, without these fields; beside it the one that a form has for its key. Of a form the names are
/// dot paths.
pub(super) struct Body<'a> {
    pub(super) content: &'a UntrustedValue<'a>,
    pub(super) key: Option<&'a str>,
}

/// Reads a body.
pub(super) fn read<'a>(run: &mut Run<'a>, kind: Kind, without: &[&str]) -> Way<Body<'a>> {
    let (name, most) = match kind {
        Kind::Absent => return Some(Body { content: &UntrustedValue::Null, key: None }),
        Kind::Json => ("json", MOST),
        Kind::Form => ("form", MOST),
        Kind::Bytes => ("bytes", MOST_OF_WEBHOOK),
    };
    let found = run.get("body", &[&name, &most, &without])?;
    match text(found, "refused") {
        None => Some(Body { content: found.field("body").unwrap_or(&UntrustedValue::Null), key: text(found, "key") }),
        Some("payload_too_large") => run.refuse(&TOO_LARGE),
        Some("request_timeout") => run.refuse(&SLOW),
        Some(_) => run.refuse(&MALFORMED),
    }
}
