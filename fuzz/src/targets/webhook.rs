//! Each signature and each key has one accepted encoding: encoding what was decoded gives the same string. An event has
//! an id and a type, and the id of its customer is safe in a path.

use kyclink::provider::{PROVIDERS, Provider};
use kyclink::webhook::{self, Algorithm, VerifiedBody};
use kyclink::{ErrorCode, UntrustedValue};

use crate::grammar::{object, to_json};
use crate::source::MARK;

/// The bytes are lines: the signature header, which may be JSON; the key; the body.
pub(super) fn target(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut parts = text.splitn(3, '\n');
    let [header, key, body] = [(); 3].map(|()| parts.next().unwrap_or_default());
    for provider in PROVIDERS {
        check_signature(provider, header, key);
        if let Some(body) = UntrustedValue::from_json(body) {
            check_event(provider, &body);
        }
    }
}

fn check_signature(provider: &Provider, header: &str, key: &str) {
    let given = UntrustedValue::from_json(header).filter(|header| header.object().is_some());
    let value = given.unwrap_or_else(|| header.to_owned().into());
    let names = ["Signature", "X-Grid-Signature", "X-Webhook-Signature"];
    let headers = names.map(|name| UntrustedValue::from(vec![name.into(), value.clone()])).to_vec().into();
    let keys = object([("secret", key.to_owned().into()), ("publicKey", key.to_owned().into())]);
    match webhook::signature_check(provider.webhook, &headers, &keys) {
        Ok(check) => {
            to_json(&check);
            match check.algorithm {
                Algorithm::Hmac => {
                    assert_eq!(hex(&check.signature), header.trim());
                    assert_eq!((check.signature.len(), check.keys), (32, vec![key.as_bytes().to_vec()]));
                }
                Algorithm::Ecdsa => {
                    let text = value.field("s").unwrap_or(&value).text().expect("a string was accepted");
                    // Only white space around a bare string is ignored.
                    let text = if value.object().is_some() { text } else { text.trim() };
                    assert_eq!(base64(&der(&check.signature)), text);
                    assert_eq!((check.signature.len(), check.keys.len()), (64, 1));
                    check_key(&check.keys[0], key);
                }
                Algorithm::Rsa => {
                    let time = check.signed_at.as_deref().expect("the signature covers a time");
                    let parts = value.text().expect("a string was accepted").split(',');
                    let parts: Vec<_> = parts.filter_map(|part| part.split_once('=')).collect();
                    for (wanted, text) in [("t", time), ("v0", &base64(&check.signature))] {
                        let given: Vec<_> = parts.iter().filter(|(name, _)| name.trim_ascii() == wanted).collect();
                        assert!(given.len() == 1 && given[0].1.trim_ascii_end() == text, "{wanted}");
                    }
                    assert_eq!(check.keys.len(), 1);
                    let text = key.replace("\\n", "").replace("\\r", "");
                    assert_eq!(pem(&check.keys[0]), text.split_ascii_whitespace().collect::<String>());
                }
                _ => panic!("an algorithm without a check"),
            }
        }
        Err(error) => {
            assert!(matches!(error.code(), ErrorCode::InvalidConfig | ErrorCode::WebhookSignature));
            let marked = format!("{key}{MARK}");
            let keys = object([("secret", marked.clone().into()), ("publicKey", marked.into())]);
            if let Err(error) = webhook::signature_check(provider.webhook, &headers, &keys) {
                assert!(![to_json(&error), format!("{error} {error:?}")].iter().any(|text| text.contains(MARK)));
            }
        }
    }
}

/// A public key is an uncompressed point of P-256 in hex or PEM, with any white space.
fn check_key(key: &[u8], text: &str) {
    assert_eq!((key.len(), key[0], key[26]), (91, 0x30, 4));
    let text = text.replace("\\n", "").replace("\\r", "");
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    assert!(text == pem(key) || text.to_ascii_lowercase() == hex(key));
}

/// Writes a key as PEM without white space.
fn pem(key: &[u8]) -> String {
    format!("-----BEGINPUBLICKEY-----{}-----ENDPUBLICKEY-----", base64(key))
}

fn check_event(provider: &'static Provider, body: &UntrustedValue) {
    let body = VerifiedBody::verified_elsewhere(provider.webhook, body.clone());
    let Ok(event) = body.event() else { return };
    assert!(!event.id.is_empty() && !event.event_type.is_empty());
    if let Some(id) = event.customer_id {
        // It becomes a part of a path.
        assert!(!id.is_empty() && !matches!(id, "." | ".."));
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":._~-".contains(&byte)));
    }
    to_json(&event);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or_default()));
        for at in 0..4 {
            let letter = char::from(LETTERS[bits >> (18 - 6 * at) & 63]);
            text.push(if at <= group.len() { letter } else { '=' });
        }
    }
    text
}

/// Encodes r‖s as a SEQUENCE of two INTEGERs.
fn der(r_and_s: &[u8]) -> Vec<u8> {
    let number = |digits: &[u8]| {
        let mut digits = digits.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
        if digits.first().is_none_or(|first| *first >= 0x80) {
            digits.insert(0, 0);
        }
        [&[2, u8::try_from(digits.len()).expect("at most 33")], &digits[..]].concat()
    };
    let (r, s) = r_and_s.split_at(32);
    let numbers = [number(r), number(s)].concat();
    [&[0x30, u8::try_from(numbers.len()).expect("at most 70")], &numbers[..]].concat()
}
