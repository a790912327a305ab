//! Email addresses: an RFC 5321 mailbox (section 4.1.2) with a dot-atom local part and LDH domain labels, in ASCII.
//!
//! Quoted local parts and address literals are valid mailboxes but refused: the providers do not deliver to them, and
//! both can smuggle characters past another parser. The maximum lengths are 254 for the address (RFC 3696 erratum
//! 1690), 64 for the local part and 63 for a label (RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4).

use std::borrow::Cow;

use super::text;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::value::host::parse_url;
use crate::value::text::ascii;

/// The maximum number of characters.
pub(crate) const MAX: usize = 254;
const MAX_LOCAL: usize = 64;
const MAX_LABEL: usize = 63;

/// The form of an address as an ECMA-262 regular expression.
pub(crate) const PATTERN: &str = concat!(
    "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"
);

/// An address that needs no check, as an ECMA-262 regular expression that has to match all of it: parts of letters, digits and a
/// few other characters, and a dot in the domain. It cannot backtrack far, because no part has a character that may
/// follow it.
///
/// Validation never reports anything about such an address of at most [`NEEDS_NO_CHECK_MAX`] characters. The JavaScript
/// wrapper recognizes one by code that is generated from this, and passes a mark instead of the string.
#[doc(hidden)]
pub const NEEDS_NO_CHECK: &str = concat!(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*",
    r"@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)+",
);

/// The maximum number of characters of an address that needs no check: no part of it can be too long.
#[doc(hidden)]
pub const NEEDS_NO_CHECK_MAX: usize = MAX_LABEL;

/// Removes invisible characters, writes full width in ASCII, and an internationalized domain as its A-labels (RFC 5890
/// section 2.3.2.1), as Chromium's email field does: `jane@münchen.de` → `jane@xn--mnchen-3ya.de`.
pub(crate) fn normalize(given: &mut Cow<str>) {
    let mut joined = given.clone();
    text::replace(given, |c| Some(ascii(c)).filter(|c| !text::is_invisible(*c)));
    let Some((local, domain)) = given.rsplit_once('@').filter(|(_, domain)| !domain.is_ascii()) else { return };
    // An invisible joiner makes another domain between some letters of Arabic and Indic scripts (RFC 5892, appendix A).
    text::replace(&mut joined, |c| {
        Some(ascii(c)).filter(|c| matches!(c, '\u{200c}' | '\u{200d}') || !text::is_invisible(*c))
    });
    let with_joiners = joined.rsplit_once('@').and_then(|(_, domain)| a_labels(domain));
    if let Some(domain) = with_joiners.or_else(|| a_labels(domain)) {
        *given = [local, "@", &domain].concat().into();
    }
}

fn a_labels(domain: &str) -> Option<String> {
    // The parser would take other characters of ASCII for the end of the host, or decode them.
    let is_name = domain.chars().all(|c| c.is_ascii_alphanumeric() || !c.is_ascii() || c == '-' || c == '.');
    is_name.then(|| parse_url(&["https://", domain].concat())).flatten().map(|url| url.hostname)
}

/// Reports everything that is wrong with an address, and warns about a domain without a dot.
#[inline(never)]
pub(crate) fn check(text: &str, findings: &mut Findings) -> Result<(), Fault> {
    let address = text.rsplit_once('@');
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

/// Returns the issue if the address, its local part or a label is too long.
fn too_long(text: &str, address: Option<(&str, &str)>) -> Option<Fault> {
    let too_long = |part: &str, max| text::check(part, Some(max)).err();
    too_long(text, MAX).or_else(|| {
        let (local, domain) = address?;
        let label = || domain.split('.').find_map(|label| too_long(label, MAX_LABEL));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::string::string_regex;
    use regex::Regex;

    use super::*;
    use crate::rules::field::text;
    use crate::rules::findings::Collected;
    use crate::rules::options::Options;

    /// Addresses that need no check, with short parts, so that few are too long.
    fn addresses_without_a_check() -> impl Strategy<Value = String> {
        let short = NEEDS_NO_CHECK.replace("]+", "]{1,4}").replace(")*", "){0,2}").replace(")+", "){1,2}");
        string_regex(&short)
            .expect("a regular expression")
            .prop_filter("too long", |text| text.len() <= NEEDS_NO_CHECK_MAX)
    }

    fn is_anything_found(address: &str) -> bool {
        let mut found = Collected::default();
        let result = check(address, &mut Findings::new(&Options::default(), false, &mut found));
        result.is_err() || !found.issues.is_empty() || !found.warnings.is_empty()
    }

    proptest! {
        #[test]
        fn nothing_is_found_in_an_address_that_needs_no_check(address in addresses_without_a_check()) {
            prop_assert!(!is_anything_found(&address) && !text::has_control(&address), "{}", address);
            let mut normal = Cow::Borrowed(&*address);
            text::normalize(&mut normal);
            prop_assert_eq!(&*normal, &address);
        }
    }

    #[test]
    fn no_part_of_an_address_that_needs_no_check_is_too_long() {
        let needs_none = Regex::new(&format!("^{NEEDS_NO_CHECK}$")).expect("a regular expression");
        for (local, label) in [(NEEDS_NO_CHECK_MAX - 4, 1), (1, NEEDS_NO_CHECK_MAX - 4)] {
            let address = format!("{}@{}.c", "a".repeat(local), "b".repeat(label));
            assert!(needs_none.is_match(&address) && address.len() == NEEDS_NO_CHECK_MAX, "{address}");
            assert!(!is_anything_found(&address), "{address}");
        }
    }
}
