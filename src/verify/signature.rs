//! Whether a signature is valid under one of the keys. This is all the cryptography of the crate.

use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha2::{Digest, Sha256};

use crate::client::webhook::{Algorithm, SignatureCheck};

pub(super) fn is_valid(check: &SignatureCheck, body: &[u8]) -> bool {
    let digest;
    let message = match &check.signed_at {
        Some(signed_at) => {
            digest = Sha256::new().chain_update(signed_at).chain_update(".").chain_update(body).finalize();
            digest.as_slice()
        }
        None => body,
    };
    let matches = |key: &Vec<u8>| match check.algorithm {
        Algorithm::Hmac => hmac_matches(key, &check.signature, message),
        Algorithm::Ecdsa => ecdsa_matches(key, &check.signature, message),
        Algorithm::Rsa => rsa_matches(key, &check.signature, message),
    };
    check.keys.iter().any(matches)
}

/// Whether a key can verify anything: the bytes of a public key may be no point of the curve.
pub(super) fn is_usable(algorithm: Algorithm, key: &[u8]) -> bool {
    match algorithm {
        Algorithm::Hmac => !key.is_empty(),
        Algorithm::Ecdsa => p256_key(key).is_some(),
        Algorithm::Rsa => RsaPublicKey::from_public_key_der(key).is_ok(),
    }
}

/// Compares in constant time.
fn hmac_matches(key: &[u8], signature: &[u8], body: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key).is_ok_and(|mac| mac.chain_update(body).verify_slice(signature).is_ok())
}

fn ecdsa_matches(key: &[u8], signature: &[u8], body: &[u8]) -> bool {
    match (p256_key(key), Signature::from_slice(signature)) {
        (Some(key), Ok(signature)) => key.verify(body, &signature).is_ok(),
        _ => false,
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256.
fn rsa_matches(key: &[u8], signature: &[u8], message: &[u8]) -> bool {
    let key = RsaPublicKey::from_public_key_der(key);
    key.is_ok_and(|key| {
        key.verify(Pkcs1v15Sign::new::<rsa::sha2::Sha256>(), &Sha256::digest(message), signature).is_ok()
    })
}

/// The uncompressed point at the end of a `SubjectPublicKeyInfo`, whose beginning [`parse_public_key`] has checked.
///
/// [`parse_public_key`]: crate::client::webhook::parse_public_key
fn p256_key(key: &[u8]) -> Option<VerifyingKey> {
    const POINT: usize = 65;
    VerifyingKey::from_sec1_bytes(key.last_chunk::<POINT>()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The keys of the suite are bytes, which a secret in an option is not.
    #[test]
    fn wycheproof_tags_are_verified() {
        let suite = include_str!("../../tests/suites/webhook/wycheproof-hmac-sha256.json");
        let suite: Value = serde_json::from_str(suite).unwrap();
        let cases = suite["cases"].as_array().unwrap();
        let mut valid = 0;
        for case in cases {
            let [key, message, signature] = [0, 1, 2].map(|at| unhex(case[at].as_str().unwrap()));
            // Half of the tags are cut to 128 bits: those are refused, valid or not.
            let expected = case[3] == true && signature.len() == 32;
            let check =
                SignatureCheck { algorithm: Algorithm::Hmac, keys: vec![vec![0], key], signature, signed_at: None };
            assert_eq!(is_valid(&check, &message), expected, "{case}");
            valid += usize::from(expected);
        }
        assert_eq!((cases.len(), valid), (174, 33));
    }

    fn unhex(text: &str) -> Vec<u8> {
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        text.as_bytes().chunks(2).map(pair).collect()
    }
}
