//! The room of the encoded input, in which an input crosses the boundary by position (DESIGN.md, "How does an input
//! cross?"). This file is its door: validation, the call whose arguments are an encoded input.

pub(super) mod found;
#[cfg(not(feature = "__form"))]
pub(super) mod tree;

use wasm_bindgen::prelude::wasm_bindgen;

use self::found::FoundWriter;
use crate::js::buffers::{Buffers, with_buffers};
#[cfg(feature = "__form")]
pub(super) use crate::provider::form_operations as operations;
#[cfg(not(feature = "__form"))]
pub(super) use crate::provider::numbered_operations as operations;
use crate::provider::own::operation as own;
use crate::rules::field::text;
use crate::rules::findings::{Path, Report};
use crate::rules::issue::Fault;
use crate::rules::operation::{Operation, check, find_normal};
use crate::rules::options::{Options, PhoneCountry, Policy};
use crate::rules::person_fields::PersonFields;
use crate::value::input::EncodedInput;

/// There is no such operation or policy.
const REFUSED: i32 = -1;
/// The encoded input is not in normal form.
const DIFFERS: i32 = 2;

/// The number of the first operation of a provider of one's own. The module has fewer others.
pub(super) const FIRST_OWN: usize = 1 << 10;

fn numbered(number: usize) -> Option<&'static Operation> {
    match number.checked_sub(FIRST_OWN) {
        Some(number) => own::known().find(|own| own.number == number).map(|own| &own.operation),
        None => operations().nth(number),
    }
}

/// Validates the encoded input whose strings have this many bytes.
///
/// `operation` is an index in the operations of this module, or a number of `OwnOperation`, `is_printable` says that all
/// strings consist of [`PRINTABLE`](text::PRINTABLE) characters, `policy` is an index in [`Policy::ALL`],
/// `person_fields` are the bits of `CheckOptions`, and `now` is the time in milliseconds since 1970-01-01 UTC.
/// `normalize` is 0, or the number that `CheckOptions` has for the country of phone numbers: the encoded input must be
/// in normal form then.
///
/// Returns 0 if nothing was found, 1 if something was, and 2 if the encoded input is not in normal form.
#[wasm_bindgen]
pub fn validate(
    operation: usize,
    bytes: usize,
    is_printable: bool,
    policy: usize,
    person_fields: u32,
    now: f64,
    normalize: usize,
) -> i32 {
    with_buffers(|buffers| {
        if normalize != 0 && differs(buffers, operation, bytes, normalize)? {
            return Some(DIFFERS);
        }
        let person_fields = PersonFields::from_bits(person_fields);
        let options =
            Options { policy: *Policy::ALL.get(policy)?, person_fields, now: now as i64, ..Options::default() };
        find(buffers, operation, bytes, is_printable, &options).map(i32::from)
    })
    .unwrap_or(REFUSED)
}

/// Reports how an encoded input differs from its normal form, and returns whether it does.
fn differs(buffers: &mut Buffers, operation: usize, bytes: usize, normalize: usize) -> Option<bool> {
    let operation = numbered(operation)?;
    let (_, memory, _, found) = buffers.split(0, bytes);
    let mut found = Differences(found);
    find_normal(operation, EncodedInput::input(&memory), PhoneCountry::numbered(normalize), &mut found);
    Some(found.0.end())
}

/// What is found in an encoded input that is validated next: nothing is said of a field that it does not have.
struct Differences<'a>(FoundWriter<'a>);

impl Report for Differences<'_> {
    fn issue(&mut self, path: &Path, fault: Fault) {
        self.0.issue(path, fault);
    }

    fn warning(&mut self, path: &Path, fault: Fault) {
        self.0.warning(path, fault);
    }

    fn change(&mut self, path: &Path, sent: Option<&str>) {
        self.0.change(path, sent);
    }

    fn absence(&mut self, _: &Path) {}
}

/// Reports what is found in an encoded input, and returns whether it is anything; `None` if there is no such operation.
pub(super) fn find(
    buffers: &mut Buffers,
    operation: usize,
    bytes: usize,
    is_printable: bool,
    options: &Options,
) -> Option<bool> {
    let operation = numbered(operation)?;
    let (_, memory, _, mut found) = buffers.split(0, bytes);
    // Looking at all strings at once takes less time than looking at each.
    let is_printable = is_printable || !text::has_control(memory.strings);
    check(operation, EncodedInput::input(&memory), options, is_printable, &mut found);
    Some(found.end())
}
