//! The headers that a caller adds to requests, for all requests of a connection or for one call.

use crate::client::error::Error;
use crate::value::untrusted::{Object, UntrustedValue};

// The headers that kyclink sets itself.
pub(crate) const AUTHORIZATION: &str = "Authorization";
pub(crate) const CONTENT_TYPE: &str = "Content-Type";
pub(crate) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

pub(crate) type Header = (String, String);

/// Parses `headers`, a list of pairs. The option may be absent.
pub(crate) fn parse(options: &Object) -> Result<Vec<Header>, Error> {
    let Some(given) = options.get("headers").filter(|headers| !headers.is_absent()) else { return Ok(vec![]) };
    let pair = |pair: &UntrustedValue| pair.pair().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = given.list().and_then(|pairs| pairs.iter().map(pair).collect::<Option<Vec<_>>>());
    headers.ok_or_else(not_allowed).and_then(|headers| check(&headers).map(|()| headers))
}

/// Refuses headers that HTTP does not allow, and those that kyclink sets itself. RFC 9110 section 5: a name is a token,
/// a value has no control character.
pub(crate) fn check(headers: &[Header]) -> Result<(), Error> {
    let is_token = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
    let is_visible = |c: u8| c == b'\t' || (b' '..=b'~').contains(&c);
    let is_allowed =
        |(name, value): &Header| !name.is_empty() && name.bytes().all(is_token) && value.bytes().all(is_visible);
    if !headers.iter().all(is_allowed) {
        return Err(not_allowed());
    }
    refuse_any(headers, &[AUTHORIZATION, CONTENT_TYPE])
}

/// Refuses headers with these names, in any case, because kyclink sets them itself.
pub(crate) fn refuse_any(headers: &[Header], names: &[&str]) -> Result<(), Error> {
    match names.iter().any(|name| has(headers, name)) {
        true => {
            Err(Error::config("headers must not contain a header that kyclink sets itself, such as Authorization."))
        }
        false => Ok(()),
    }
}

/// Whether a header has this name, in any case.
pub(crate) fn has(headers: &[Header], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// Returns each header once, at its first place: a later one of the same name replaces an earlier one, so that a call's
/// replaces its connection's.
pub(crate) fn merge<'a>(headers: impl Iterator<Item = &'a Header>) -> Vec<(&'a str, &'a str)> {
    let mut merged: Vec<(&str, &str)> = vec![];
    for (name, value) in headers {
        let header = (name.as_str(), value.as_str());
        match merged.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some(known) => *known = header,
            None => merged.push(header),
        }
    }
    merged
}

fn not_allowed() -> Error {
    Error::config("headers must have names and values that HTTP allows: tokens, and ASCII without control characters.")
}
