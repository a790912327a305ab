//! Signatures of webhooks. SpherePay's is an HMAC-SHA256, computed as its documents say. Grid's is idealized: two
//! numbers that only the holder of the key can compute, in the form of an ECDSA signature. Bridge's is idealized, too,
//! and covers the time in its header.

use std::sync::LazyLock;

use hmac::{Hmac, KeyInit, Mac};
use kyclink::UntrustedValue;
use kyclink::webhook::SignatureCheck;
use sha2::Sha256;

use crate::own_providers;
use crate::server::Request;
use crate::values::json;

pub(crate) const SPHEREPAY_KEY: &str = "secret_cafe0000000000000000000000000000";

/// The public key of the handler's configuration, as hex SPKI. Its point is arbitrary.
pub(crate) static GRID_KEY: LazyLock<String> =
    LazyLock::new(|| format!("3059301306072a8648ce3d020106082a8648ce3d03010703420004{}", "5c".repeat(64)));

/// Bridge's public key, whose private key was thrown away.
pub(crate) const BRIDGE_KEY: &str = "-----BEGIN PUBLIC KEY-----\
     MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlw/7iKhMmR9x1YWYRLvAcC6y7POrYXZTjZQqba5WR0SEwfRzM/lZatgK\
     rv7slK19KkfTd9u8FfPQg3grSB3yPLO4CHUotVrPNavSaYqNa6ZpiIJ7QoRJ+SxdR5bCLhIaSZvNfykfJyrr2VoqK/whFLsCgQfT\
     gLVc8jjhaTlr5YW+75KRCZKGCZl5jYpJ3WsXp+ZYjVtYPXXKZrdUF1eBeLFCn3vUshxOx61jsrMf3JwI4RIprN00JvqwKCmx1LU0\
     Hdppxpj5O1tXUAKe6d59PqkBbMXrkJ7LupXArVWFtw1dJsL8SrpTgmxuba13N0lhaPcWKoEm4qjE/axo8Zj0IQIDAQAB\
     -----END PUBLIC KEY-----";

/// Returns the body of a delivery, if its signature is valid.
pub(crate) fn verify(request: &Request, check: &SignatureCheck) -> Option<UntrustedValue<'static>> {
    let provider = request.path.rsplit('/').next().unwrap_or_default();
    let bytes = &request.bytes;
    let is_signed = match own_providers::is_own(provider) {
        true => request.headers.contains(&header(provider, 0, bytes)),
        false => check.signature == sign(provider, check.signed_at.as_deref(), bytes),
    };
    is_signed.then(|| json(bytes))
}

/// Returns the bytes of the signature in a delivery's header. `signed_at` is the time in the header, if it has one.
pub(crate) fn sign(provider: &str, signed_at: Option<&str>, body: &str) -> Vec<u8> {
    match provider {
        "grid" => [digest("r of grid's private key", body), digest("s of grid's private key", body)].concat(),
        own if own_providers::is_own(own) => digest("the secret of an own provider", body),
        // As long as that of a key of 2048 bits.
        "bridge" => digest("bridge's private key", &format!("{}.{body}", signed_at.unwrap_or_default())).repeat(8),
        _ => digest(SPHEREPAY_KEY, body),
    }
}

/// Returns the header of a delivery with this body, at a time of the provider's clock.
pub(crate) fn header(provider: &str, now: i64, body: &str) -> (&'static str, String) {
    let time = now.to_string();
    let signature = sign(provider, Some(&time), body);
    if provider == "bridge" {
        return ("x-webhook-signature", format!("t={time},v0={}", base64(&signature)));
    }
    if provider != "grid" {
        return ("signature", hex(&signature));
    }
    let (r, s) = signature.split_at(32);
    let numbers = [number(r), number(s)].concat();
    let length = u8::try_from(numbers.len()).unwrap_or_default();
    ("x-grid-signature", format!(r#"{{"v":"1","s":"{}"}}"#, base64(&[&[0x30, length], numbers.as_slice()].concat())))
}

fn digest(key: &str, text: &str) -> Vec<u8> {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map(|mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}

/// A DER integer: without leading zeros, except before a set highest bit.
fn number(digits: &[u8]) -> Vec<u8> {
    let zeros = digits.iter().take_while(|byte| **byte == 0).count().min(31);
    let mut value: Vec<u8> = digits.iter().skip(zeros).copied().collect();
    if value.first().is_some_and(|byte| *byte >= 0x80) {
        value.insert(0, 0);
    }
    let length = u8::try_from(value.len()).unwrap_or_default();
    [&[0x02, length], value.as_slice()].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |group: u32, at: usize| {
        ALPHABET.get((group >> (18 - 6 * at) & 63) as usize).map_or('=', |letter| char::from(*letter))
    };
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..4).for_each(|at| text.push(if at <= chunk.len() { letter(group, at) } else { '=' }));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of SpherePay's documents, with a body of ours.
    #[test]
    fn the_hmac_agrees_with_a_known_vector() {
        let key = "secret_cb8dedcf79a84b04b163ec74c7146481";
        let known = "4b202ec03075d8f0075bb41bc7b1e0dc3d2811ee4f51a5e84429dcf5de30a84c";
        assert_eq!(hex(&digest(key, r#"{"name":"José"}"#)), known);
    }

    #[test]
    fn another_body_has_another_signature() {
        for provider in ["spherepay", "grid", "bridge", "own-key"] {
            assert_ne!(sign(provider, None, "a"), sign(provider, None, "b"));
        }
        assert_ne!(sign("bridge", Some("1"), "a"), sign("bridge", Some("2"), "a"));
        assert_eq!(base64(b"foob"), "Zm9vYg==");
        assert_eq!(number(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
    }
}
