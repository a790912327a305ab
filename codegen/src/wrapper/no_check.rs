//! Generates `module/encoding/no-check.js`: what the wrapper asks about a string or a name before it encodes an input.
//! The engine knows the ranges and the names, which a loop over tables would take longer for.

use kyclink::field::{email, text};
use kyclink::{Kind, Operation, Shape};

use crate::PACK_HEAD;

/// Renders which strings need not be passed: nothing is ever reported about them.
pub(super) fn js(operations: &[&Operation]) -> String {
    let mut names = Vec::new();
    operations.iter().for_each(|operation| add_names(operation.shape, &mut names));
    let inherited: Vec<_> = names.iter().map(|name| format!("{name:?} in EVERY")).collect();
    let inherited = inherited.join(" || ");
    let ranges = text::NEEDS_NO_CHECK.map(|(first, last)| format!("(unit >= {first} && unit <= {last})")).join(" || ");
    format!(
        "{PACK_HEAD}
/**
 * Returns whether nothing is ever reported about a text, unless it is too long (`NEEDS_NO_CHECK` in
 * src/rules/field/text.rs).
 *
 * @param {{string}} text
 */
export function needsNoCheck(text) {{
  const last = text.length - 1;
  for (let at = 0; at <= last; at++) {{
    const unit = text.charCodeAt(at);
    if (!({ranges} || (unit === 32 && at > 0 && at < last))) return false;
  }}
  return last >= 0;
}}

const EMAIL = /^{email}$/;

/**
 * Returns whether nothing is ever reported about an email address (`NEEDS_NO_CHECK` in src/rules/field/email.rs).
 *
 * @param {{string}} text
 */
export function emailNeedsNoCheck(text) {{
  return text.length <= {email_max} && EMAIL.test(text);
}}

/**
 * Returns a number from 0 to 127 for a printable character of ASCII (`PRINTABLE` in src/rules/field/text.rs), and any
 * other number for any other UTF-16 code unit.
 *
 * @param {{number}} unit
 */
export function nonPrintableBits(unit) {{
  return (unit - {first}) | (unit + 127 - {last});
}}

const EVERY = {{}};

/** Returns whether every object inherits a member with the name of a field: assigning to it could call a setter. */
export function isInherited() {{
  return {inherited};
}}
",
        first = text::PRINTABLE.start(),
        last = text::PRINTABLE.end(),
        email = email::NEEDS_NO_CHECK,
        email_max = email::NEEDS_NO_CHECK_MAX,
    )
}

/// Adds the names of a shape's fields, and of the objects in them, to those that are there already.
fn add_names(shape: &Shape, names: &mut Vec<&'static str>) {
    for field in shape.fields {
        if !names.contains(&field.name) {
            names.push(field.name);
        }
        if let Kind::Object(inner) | Kind::List(Kind::Object(inner)) = &field.kind {
            add_names(inner, names);
        }
    }
}
