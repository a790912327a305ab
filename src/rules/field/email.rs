//! Email addresses: an RFC 5321 mailbox (section 4.1.2) with a dot-atom local part and LDH domain labels, in ASCII.
//!
//! Quoted local parts and address literals are valid mailboxes but refused: the providers do not deliver to them, and both
//! can smuggle characters past another parser. The maximum lengths are 254 for the address (RFC 3696 erratum 1690), 64 for
//! the local part and 63 for a label (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4).

use super::text;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::value::text::{rsplit_once, split};

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
    let address = rsplit_once(text, b'@');
    let too_long = too_long(text, address);
    let Some((_, domain)) = address.filter(|address| is_mailbox(*address)) else {
        too_long.into_iter().for_each(|fault| findings.issue(fault));
        return Err(IssueCode::EmailFormat.into());
    };
    too_long.map_or(Ok(()), Err)?;
    // A domain of a single label, such as `jane@gmail`, is not fully qualified (RFC 5321 section 2.3.5).
    if parts(domain).nth(1).is_none() {
        findings.warn(IssueCode::EmailDomain.into());
    }
    Ok(())
}

/// Returns whether an address has at most 63 bytes, is well-formed, and has a dot in its domain. Nothing is reported about
/// such an address: no part of it can be too long. Most addresses are like this.
pub(crate) fn is_ordinary(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    address.len() <= MAX_LABEL && domain.contains('.') && is_mailbox((local, domain))
}

/// Returns the issue if the address, its local part or a label is too long.
fn too_long(text: &str, address: Option<(&str, &str)>) -> Option<Fault> {
    let too_long = |part: &str, max| text::check(part, Some(max)).err();
    too_long(text, MAX).or_else(|| {
        let (local, domain) = address?;
        let label = || split(domain, b'.').find_map(|label| too_long(label, MAX_LABEL));
        // A domain that is not longer than a label has no label that is too long.
        too_long(local, MAX_LOCAL).or_else(|| too_long(domain, MAX_LABEL).and_then(|_| label()))
    })
}

/// Returns whether the parts have the form of an address, regardless of their lengths.
fn is_mailbox((local, domain): (&str, &str)) -> bool {
    parts(local).all(is_atom) && parts(domain).all(is_label)
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
