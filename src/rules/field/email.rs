//! E-mail addresses: an RFC 5321 mailbox (section 4.1.2) with a dot-atom local part and LDH domain labels, in ASCII.
//!
//! Quoted local parts and address literals are legal and left out: neither provider delivers to them, and both are a
//! way to smuggle characters past somebody else's parser. Lengths: 254 for the whole path (RFC 3696 erratum 1690), 64
//! for the local part and 63 for a label (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4).

use super::text;
use crate::rules::findings::Findings;

use crate::rules::issue::{Fault, IssueCode};

/// The most characters.
pub(crate) const MAX: usize = 254;
const MAX_LOCAL: usize = 64;
const MAX_LABEL: usize = 63;

/// The form as an ECMA-262 regular expression.
pub(crate) const PATTERN: &str = concat!(
    "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"
);

/// An e-mail address.
///
/// ```
/// use kyclink::field::email::Email;
/// assert!(Email::parse("jane.smith@example.com").is_ok());
/// assert!(Email::parse("jane@smith@example.com").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Email<'a>(&'a str);

impl<'a> Email<'a> {
    /// The address.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Checks lengths and form, and gives back the first fault.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        match too_long(text).or_else(|| malformed(text).map(Fault::from)) {
            None => Ok(Self(text)),
            Some(fault) => Err(fault),
        }
    }
}

/// Reports every fault of an address, and warns of a domain without a dot.
pub(crate) fn check(text: &str, findings: &mut Findings) -> Result<(), Fault> {
    if let Some(form) = malformed(text) {
        too_long(text).into_iter().for_each(|fault| findings.issue(fault));
        return Err(form.into());
    }
    too_long(text).map_or(Ok(()), Err)?;
    warning(text).into_iter().for_each(|code| findings.warn(code.into()));
    Ok(())
}

/// What is too long: the whole, its local part or a label.
fn too_long(text: &str) -> Option<Fault> {
    let over = |text: &str, max| text::check(text, Some(max)).err();
    over(text, MAX).or_else(|| {
        let (local, domain) = parts(text)?;
        over(local, MAX_LOCAL).or_else(|| domain.split('.').find_map(|label| over(label, MAX_LABEL)))
    })
}

/// Whether it has another form, however long it is.
fn malformed(text: &str) -> Option<IssueCode> {
    let is_mailbox = parts(text).is_some_and(|(local, domain)| {
        local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext)) && domain.split('.').all(is_label)
    });
    (!is_mailbox).then_some(IssueCode::EmailFormat)
}

/// No mail reaches a single label, such as `jane@gmail`, from outside (RFC 5321 section 2.3.5 has fully qualified names).
fn warning(text: &str) -> Option<IssueCode> {
    let (_, domain) = parts(text)?;
    domain.split('.').nth(1).is_none().then_some(IssueCode::EmailDomain)
}

/// What stands before and after the last `@`.
fn parts(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once('@')
}

fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && ends.iter().all(|end| end.is_some_and(|b| *b != b'-'))
}

/// RFC 5322 section 3.2.3, `atext`.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}
