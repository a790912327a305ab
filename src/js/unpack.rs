//! The packed form of arguments, written by the package's `lib/pack.js`: a byte for the kind, then lengths as four bytes
//! (little-endian), then UTF-8.

use crate::draft::MAX_DEPTH;
#[cfg(feature = "client")]
use crate::{Body, Error, ErrorCode, HttpResponse};
use crate::{Draft, Number, Object};

/// What one call was given.
pub(super) struct Arguments<'a>(Vec<Draft<'a>>);

impl<'a> Arguments<'a> {
    /// Bytes that are not of the packed form become values that no field accepts: only our own code writes them.
    pub(super) fn unpack(packed: &'a [u8]) -> Self {
        let mut reader = Reader { rest: packed };
        let count = if reader.take(1) == b"[" { reader.items() } else { 0 };
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(reader.value(1));
        }
        Self(values)
    }

    pub(super) fn get(&self, at: usize) -> &Draft<'a> {
        self.0.get(at).unwrap_or(&Draft::Null)
    }

    pub(super) fn take(&mut self, at: usize) -> Draft<'a> {
        match self.0.get_mut(at) {
            Some(value) => value.take(),
            None => Draft::Null,
        }
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).text().unwrap_or_default()
    }

    #[cfg(feature = "client")]
    pub(super) fn integer(&self, at: usize) -> Result<i64, Error> {
        self.get(at).integer().ok_or_else(|| Error::config("A time is a number of milliseconds."))
    }

    /// When a link expires.
    #[cfg(feature = "client")]
    pub(super) fn expiry(&self, at: usize) -> Result<i64, Error> {
        let expiry = self.get(at).field("expiresAtMs").and_then(Draft::integer);
        expiry.ok_or_else(|| Error::config("A link has expiresAtMs, a number of milliseconds."))
    }

    #[cfg(feature = "client")]
    pub(super) fn error_code(&self, at: usize) -> Result<ErrorCode, Error> {
        let code = ErrorCode::ALL.iter().find(|code| code.as_str() == self.text(at));
        code.copied().ok_or_else(|| Error::config("There is no such error code."))
    }

    /// `{status, headers, body}` with the body decoded: nothing, `{json}`, or `false` for anything else.
    #[cfg(feature = "client")]
    pub(super) fn response(&self, at: usize) -> Result<HttpResponse<'a>, Error> {
        response(self.get(at))
    }

    #[cfg(feature = "client")]
    pub(super) fn responses(&self, at: usize) -> Result<Vec<HttpResponse<'a>>, Error> {
        self.get(at).list().unwrap_or_default().iter().map(response).collect()
    }
}

#[cfg(feature = "client")]
fn response<'a>(draft: &Draft<'a>) -> Result<HttpResponse<'a>, Error> {
    let status = draft.field("status").and_then(Draft::integer).and_then(|status| u16::try_from(status).ok());
    let pair = |pair: &Draft| pair.pair().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = draft.field("headers").and_then(Draft::list).unwrap_or_default();
    Ok(HttpResponse {
        status: status.ok_or_else(|| Error::config("A response has a status, a whole number."))?,
        headers: headers.iter().filter_map(pair).collect(),
        body: match draft.field("body") {
            Some(Draft::Object(body)) => body.get("json").map_or(Body::Empty, |json| Body::Json(json.clone())),
            Some(Draft::Bool(false)) => Body::Other,
            _ => Body::Empty,
        },
    })
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a value; a list or an object is the `depth`th that stands in each other.
    fn value(&mut self, depth: u8) -> Draft<'a> {
        match self.take(1) {
            // `lib/pack.js` goes no deeper either: these are nobody's bytes, and so is what follows.
            b"[" | b"{" if depth > MAX_DEPTH => {
                self.rest = &[];
                Draft::Opaque
            }
            b"0" => Draft::Null,
            b"f" => Draft::Bool(false),
            b"t" => Draft::Bool(true),
            b"n" => Number::of_host(self.text().into()).map_or(Draft::Opaque, Draft::Number),
            b"s" => Draft::Text(self.text().into()),
            b"m" => Draft::Malformed,
            b"[" => {
                let count = self.items();
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(self.value(depth + 1));
                }
                items.into()
            }
            b"{" => {
                let count = self.items();
                let mut object = Object::with_capacity(count);
                for _ in 0..count {
                    object.push(self.text(), self.value(depth + 1));
                }
                object.into()
            }
            _ => Draft::Opaque,
        }
    }

    /// All of it is UTF-8. Taking what is, up to where it would end, is half the code of `str::from_utf8`.
    fn text(&mut self) -> &'a str {
        let count = self.count();
        self.take(count).utf8_chunks().next().map_or("", |chunk| chunk.valid())
    }

    /// A count of values, each of which takes a byte or more.
    fn items(&mut self) -> usize {
        self.count().min(self.rest.len())
    }

    fn count(&mut self) -> usize {
        self.take(4).iter().rev().fold(0, |count, byte| count << 8 | usize::from(*byte))
    }

    /// So many bytes, or none where there are fewer.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or_default();
        self.rest = rest;
        taken
    }
}
