//! The name of a record in a store: a hash that does not depend on the secrets and that reveals nothing about its parts.
//! Computed here, it takes a microsecond; the platform's function takes a thread and a turn of the event loop.

use sha2::{Digest, Sha256};

use crate::value::json::{Json, Writer};
use crate::value::text::decode;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// So many bytes are enough for the parts of most names.
const MOST: usize = 128;

/// The parts of a name, which are written as its hash.
pub(super) struct RecordName<'a>(pub(super) &'a [String]);

impl Json for RecordName<'_> {
    fn write(&self, out: &mut Writer) {
        let mut parts = Writer::from(String::with_capacity(MOST));
        self.0.write(&mut parts);
        out.text(decode(&base64url(&Sha256::digest(String::from(parts)))));
    }
}

/// Encodes bytes as RFC 4648 section 5 does, without padding.
fn base64url(bytes: &[u8]) -> Vec<u8> {
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let digit = |bit: usize| (byte(bit / 8) << 8 | byte(bit / 8 + 1)) >> (10 - bit % 8) & 63;
    let bits = (0..bytes.len() * 8).step_by(6);
    bits.map(|bit| DIGITS.get(digit(bit)).copied().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of records that older versions have stored: RFC 4648 section 10, and `printf … | sha256sum`.
    #[test]
    fn a_name_is_the_hash_of_the_list_of_its_parts() {
        let encoded = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"];
        for (length, expected) in encoded.iter().enumerate() {
            assert_eq!(base64url(b"foobar".get(..length).unwrap_or_default()), expected.as_bytes());
        }
        let name = ["claim", "acme", "a \"b\""].map(str::to_owned);
        assert_eq!(RecordName(&name).to_json(), "\"fO-9w1Ypkn9gZ9tyt4KKw4rBZTs-AX2WawVqc4CdX0o\"");
    }
}
