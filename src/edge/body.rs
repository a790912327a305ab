//! A body on its way in: how it is written, and how much of it is read.

use super::answer::{MALFORMED, Refusal, SLOW, TOO_LARGE, refuse};
use super::run::{Run, Way};
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
pub(super) fn read<'a>(run: &mut Run<'a>, kind: Kind) -> Way<'a, Draft<'a>> {
    let (name, most) = match kind {
        Kind::Absent => return Ok(Object::new().into()),
        Kind::Json => ("json", MOST),
        Kind::Form => ("form", MOST),
        Kind::Bytes => ("bytes", MOST_OF_WEBHOOK),
    };
    let found = run.get("body", vec![name.into(), super::answer::number(most)])?;
    match found.text_of("refused") {
        None => Ok(found.field("body").cloned().unwrap_or(Draft::Null)),
        Some(why) => refuse(WHY.into_iter().find(|(_, code, _)| *code == why).unwrap_or(MALFORMED)),
    }
}

/// Why a body is not taken.
const WHY: [Refusal; 3] = [MALFORMED, TOO_LARGE, SLOW];
