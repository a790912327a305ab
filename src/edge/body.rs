//! A body on its way in: how it is written, and how much of it is read.

use super::answer::{MALFORMED, SLOW, TOO_LARGE};
use super::run::{Run, Way, text};
use crate::draft::{Draft, Object};

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

/// The body, whatever it holds. Of a form the names are dot paths.
pub(super) fn read<'a>(run: &mut Run<'a>, kind: Kind) -> Way<Draft<'a>> {
    let (name, most) = match kind {
        Kind::Absent => return Some(Object::new().into()),
        Kind::Json => ("json", MOST),
        Kind::Form => ("form", MOST),
        Kind::Bytes => ("bytes", MOST_OF_WEBHOOK),
    };
    let found = run.get("body", &[&name, &most])?;
    match text(found, "refused") {
        None => Some(found.field("body").cloned().unwrap_or(Draft::Null)),
        Some(why) => run.refuse([&TOO_LARGE, &SLOW].into_iter().find(|refusal| refusal.1 == why).unwrap_or(&MALFORMED)),
    }
}
