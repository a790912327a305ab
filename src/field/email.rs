//! E-mail addresses: an RFC 5321 mailbox (section 4.1.2) with a dot-atom local part and LDH domain labels, in ASCII.
//!
//! Quoted local parts and address literals are legal and left out: neither provider delivers to them, and both are a
//! way to smuggle characters past somebody else's parser. Lengths: 254 for the whole path (RFC 3696 erratum 1690), 64
//! for the local part and 63 for a label (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4).

use crate::check::Fault;
use crate::issue::IssueCode;

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
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Checks form and lengths; reports both where both are wrong.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let mut faults: Vec<_> = too_long(text).into_iter().collect();
        if !is_mailbox(text) {
            faults.push(Fault::new(IssueCode::EmailFormat));
        }
        if faults.is_empty() { Ok(Self(text.to_owned())) } else { Err(faults) }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

fn too_long(text: &str) -> Option<Fault> {
    let over = |text: &str, max| {
        let actual = text.chars().count();
        (actual > max).then(|| Fault::too_long(max, actual))
    };
    over(text, MAX).or_else(|| {
        let (local, domain) = text.rsplit_once('@')?;
        over(local, MAX_LOCAL).or_else(|| domain.split('.').find_map(|label| over(label, MAX_LABEL)))
    })
}

fn is_mailbox(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            })
    })
}

/// RFC 5322 section 3.2.3, `atext`.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}
