//! Email addresses: an RFC 5321 mailbox (section 4.1.2) with a dot-atom local part and LDH domain labels, in ASCII.
//!
//! Quoted local parts and address literals are valid mailboxes but refused: the providers do not deliver to them, and both
//! can smuggle characters past another parser. The maximum lengths are 254 for the address (RFC 3696 erratum 1690), 64 for
//! the local part and 63 for a label (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4).

use super::text;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};

/// The maximum number of characters.
pub(crate) const MAX: usize = 254;
const MAX_LOCAL: usize = 64;
const MAX_LABEL: usize = 63;

/// The form of an address as an ECMA-262 regular expression.
pub(crate) const PATTERN: &str = concat!(
    "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"
);

/// Reports everything that is wrong with an address, and warns about a domain without a dot.
pub(crate) fn check(text: &str, findings: &mut Findings) -> Result<(), Fault> {
    if let Some(form) = malformed(text) {
        too_long(text).into_iter().for_each(|fault| findings.issue(fault));
        return Err(form.into());
    }
    too_long(text).map_or(Ok(()), Err)?;
    warning(text).into_iter().for_each(|code| findings.warn(code.into()));
    Ok(())
}

/// Returns the issue if the address, its local part or a label is too long.
fn too_long(text: &str) -> Option<Fault> {
    let too_long = |part: &str, max| text::check(part, Some(max)).err();
    too_long(text, MAX).or_else(|| {
        let (local, domain) = split(text)?;
        too_long(local, MAX_LOCAL).or_else(|| domain.split('.').find_map(|label| too_long(label, MAX_LABEL)))
    })
}

/// Returns the issue if the string does not have the form of an address, regardless of its length.
fn malformed(text: &str) -> Option<IssueCode> {
    let is_mailbox =
        split(text).is_some_and(|(local, domain)| parts(local).all(is_atom) && parts(domain).all(is_label));
    (!is_mailbox).then_some(IssueCode::EmailFormat)
}

/// Returns the warning for a domain of a single label, such as `jane@gmail`, which is not fully qualified (RFC 5321 section
/// 2.3.5).
fn warning(text: &str) -> Option<IssueCode> {
    let (_, domain) = split(text)?;
    (!domain.contains('.')).then_some(IssueCode::EmailDomain)
}

/// Splits the address at its last `@`.
fn split(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once('@')
}

/// Splits at every dot. Splitting bytes is much faster than splitting strings.
fn parts(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().split(|byte| *byte == b'.')
}

fn is_atom(atom: &[u8]) -> bool {
    !atom.is_empty() && atom.iter().all(|byte| is_atext(*byte))
}

fn is_label(label: &[u8]) -> bool {
    let ends = [label.first(), label.last()];
    label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && ends.iter().all(|end| end.is_some_and(|b| *b != b'-'))
}

/// Returns whether the character is `atext` of RFC 5322 section 3.2.3.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}
