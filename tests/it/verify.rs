//! The feature `webhook`: which signatures are valid. `tests/packages/module/kyclink/webhook*.test.mjs` have the same
//! cases for WebCrypto.

use kyclink::provider::PROVIDERS;
use kyclink::webhook::{EventKind, VerifiedBody, Verifier};
use kyclink::{Error, ErrorCode, bridge, grid, spherepay};
use rsa::pkcs8::DecodePrivateKey;
use rsa::sha2::Digest;
use serde_json::{Value, json};

use crate::client::webhook::{base64, now, read, unhex};

fn grid_verifier(keys: &[&str]) -> Verifier {
    Verifier::new(grid::webhook(), keys.iter().copied()).ok().unwrap()
}

fn spherepay_verifier(keys: &[&str]) -> Verifier {
    Verifier::new(spherepay::webhook(), keys.iter().copied()).ok().unwrap()
}

fn code<T>(result: Result<T, Error>) -> Option<ErrorCode> {
    result.err().map(|error| error.code())
}

fn kind(verified: &VerifiedBody) -> EventKind {
    verified.event().ok().unwrap().kind
}

#[test]
fn the_signatures_of_the_providers_documents_are_valid() {
    let file = read("vectors/provider/spherepay-webhook-signatures.json");
    let verifier = spherepay_verifier(&[file["secret"].as_str().unwrap()]);
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let (body, signature) = (case["body"].as_str().unwrap(), case["signature"].as_str().unwrap());
        let verify = |body: &str, signature: &str| verifier.verify([("Signature", signature)], body.as_bytes());
        assert_eq!(code(verify(body, signature)), None, "{body}");
        assert_eq!(code(verify(&format!("{body} "), signature)), Some(ErrorCode::WebhookSignature), "another byte");
        let other = signature.replacen(|c: char| c != '0', "0", 1);
        assert_eq!(code(verify(body, &other)), Some(ErrorCode::WebhookSignature), "another signature");
    }
    let body = cases[0]["body"].as_str().unwrap();
    let event = verifier.verify([("signature", cases[0]["signature"].as_str().unwrap())], body.as_bytes());
    assert_eq!(kind(&event.ok().unwrap()), EventKind::KycApproved);

    let file = read("vectors/provider/grid-webhook-signatures.json");
    let body = file["bodyUtf8"].as_str().unwrap();
    for key in [&file["publicKeyPem"], &file["publicKeySpkiHex"]] {
        let verifier = grid_verifier(&[key.as_str().unwrap()]);
        for signature in file["signatures"].as_array().unwrap() {
            let signature = signature["derBase64"].as_str().unwrap();
            for header in [signature.to_owned(), json!({ "v": 1, "s": signature }).to_string()] {
                let verify = |body: &str| verifier.verify([("x-grid-signature", &header)], body.as_bytes());
                assert_eq!(kind(&verify(body).ok().unwrap()), EventKind::KycApproved);
                assert_eq!(code(verify(&format!("{body}\n"))), Some(ErrorCode::WebhookSignature), "another byte");
            }
        }
    }
}

/// The published sample is of 2024: its signature is valid, and too old.
#[test]
fn a_signature_with_a_time_is_verified_and_then_dated() {
    let file = read("vectors/provider/bridge-webhook-signature.json");
    let text = |name: &str| file[name].as_str().unwrap();
    let verifier = Verifier::new(bridge::webhook(), [text("publicKey")]).ok().unwrap();
    let verify = |header: &str, body: &str| code(verifier.verify([("X-Webhook-Signature", header)], body.as_bytes()));
    assert_eq!(verify(text("header"), text("body")), Some(ErrorCode::WebhookTooOld));
    assert_eq!(verify(text("header"), &format!("{} ", text("body"))), Some(ErrorCode::WebhookSignature));
    let another_time = text("header").replacen("t=1705854411204", "t=1705854411205", 1);
    assert_eq!(verify(&another_time, text("body")), Some(ErrorCode::WebhookSignature));
}

#[test]
fn a_verifier_and_its_errors_name_their_provider() {
    for (webhook, provider) in PROVIDERS.iter().map(|provider| (provider.webhook, provider.name())) {
        let file = read(&format!("vectors/webhook/{provider}.json"));
        let keys = file["keys"]["good"].as_object().unwrap().values().map(|key| key.as_str().unwrap());
        let verifier = Verifier::new(webhook, keys).ok().unwrap();
        assert_eq!(format!("{verifier:?}"), format!("Verifier {{ provider: \"{provider}\", .. }}"));
        // A proxy that drops the header is another mistake than a wrong key, or than the signature of another body.
        let good = (file["header"].as_str().unwrap(), file["valid"][0].as_str().unwrap());
        for headers in [vec![], vec![(good.0, "?")], vec![good]] {
            let hint = (headers != [good]).then_some("The signature header is missing or malformed.");
            let error = verifier.verify(headers, b"another body").err().unwrap();
            assert_eq!((error.code(), error.provider()), (ErrorCode::WebhookSignature, Some(provider)));
            assert_eq!(error.hint(), hint, "{provider}");
        }
        let error = Verifier::new(webhook, [" x"]).err().unwrap();
        assert_eq!((error.code(), error.provider()), (ErrorCode::InvalidConfig, Some(provider)));
    }
}

/// While a key is replaced, both are given; each verifies its own deliveries.
#[test]
fn one_of_several_keys_suffices() {
    let file = read("vectors/provider/spherepay-webhook-signatures.json");
    let (secret, case) = (file["secret"].as_str().unwrap(), &file["cases"][0]);
    let verify = |keys: &[&str]| {
        let headers = [("signature", case["signature"].as_str().unwrap())];
        code(spherepay_verifier(keys).verify(headers, case["body"].as_str().unwrap().as_bytes()))
    };
    assert_eq!(verify(&["secret_new", secret]), None);
    assert_eq!(verify(&[secret, "secret_new"]), None);
    assert_eq!(verify(&["secret_new", "secret_newer"]), Some(ErrorCode::WebhookSignature));
}

#[test]
fn malformed_keys_are_refused_at_once() {
    let none: [&str; 0] = [];
    let grid = |keys: &[&str]| code(Verifier::new(grid::webhook(), keys.iter().copied()));
    let good = read("vectors/webhook/grid.json")["keys"]["good"]["publicKey"].as_str().unwrap().to_owned();
    let hex = read("suites/webhook/wycheproof-ecdsa-p256.json")["keys"][0].as_str().unwrap().to_owned();
    let mut off_curve = hex.clone();
    let last = off_curve.pop();
    off_curve.push(if last == Some('0') { '1' } else { '0' });
    assert_eq!(grid(&[&good, &hex]), None);
    for keys in [&none[..], &["secret_x"], &[&good, "secret_x"], &[&off_curve], &[&good, &off_curve]] {
        assert_eq!(grid(keys), Some(ErrorCode::InvalidConfig), "{keys:?}");
    }
    let bridge = |key: &str| code(Verifier::new(bridge::webhook(), [key]));
    let whole = read("vectors/webhook/bridge.json")["keys"]["good"]["publicKey"].as_str().unwrap().to_owned();
    assert_eq!(bridge(&whole), None);
    // The lengths of the numbers inside, which no head of the key shows.
    let broken = whole.replacen("MIIBCgKCAQEA", "MIIBCwKCAQEA", 1);
    assert_ne!(broken, whole);
    assert_eq!(bridge(&broken), Some(ErrorCode::InvalidConfig));
    let spherepay = |keys: &[&str]| code(Verifier::new(spherepay::webhook(), keys.iter().copied()));
    for keys in [&none[..], &[""], &[" secret_x"], &[&good], &["secret_x", &hex]] {
        assert_eq!(spherepay(keys), Some(ErrorCode::InvalidConfig), "{keys:?}");
    }
}

/// A valid signature over a body that is no event is told apart from one that is not valid.
#[test]
fn wycheproof_signatures_are_verified_as_by_webcrypto() {
    let suite = read("suites/webhook/wycheproof-ecdsa-p256.json");
    let cases = suite["cases"].as_array().unwrap();
    let mut valid = 0;
    for case in cases {
        let key = suite["keys"][case[0].as_u64().unwrap() as usize].as_str().unwrap();
        let [message, signature] = [1, 2].map(|at| unhex(case[at].as_str().unwrap()));
        let signature = base64(&signature);
        for header in [json!({ "v": "1", "s": signature }).to_string(), signature] {
            let verified = grid_verifier(&[key]).verify([("X-Grid-Signature", header)], &message);
            let is_valid = case[3] == Value::Bool(true);
            assert_eq!(code(verified), (!is_valid).then_some(ErrorCode::WebhookSignature), "{case}");
            valid += usize::from(is_valid);
        }
    }
    assert_eq!((cases.len(), valid > 200), (484, true));
}

#[test]
fn the_headers_of_a_server_are_read_as_they_are() {
    let file = read("vectors/provider/spherepay-webhook-signatures.json");
    let verifier = spherepay_verifier(&[file["secret"].as_str().unwrap()]);
    let (body, signature) =
        (file["cases"][0]["body"].as_str().unwrap(), file["cases"][0]["signature"].as_str().unwrap());
    let mut headers = http::HeaderMap::new();
    headers.insert("x-id", http::HeaderValue::from_bytes(b"\xff").unwrap());
    headers.insert("Signature", http::HeaderValue::from_str(signature).unwrap());
    assert_eq!(code(verifier.verify(&headers, body.as_bytes())), None);
    headers.append("signature", http::HeaderValue::from_str(signature).unwrap());
    assert_eq!(
        code(verifier.verify(&headers, body.as_bytes())),
        Some(ErrorCode::WebhookSignature),
        "which of the two?"
    );
    // The event of a body that is not JSON is malformed, whatever its signature.
    let not_utf_8 = b"{\"id\":\"event_1\",\"name\":\"customer.kyc.successful\",\"data\":{\"id\":\"\xff\"}}";
    for bytes in [&b""[..], b"<html>", b"\xff\xfe", b"[]", not_utf_8] {
        let key = b"secret_x";
        let signature = hmac_hex(key, bytes);
        let verified = spherepay_verifier(&["secret_x"]).verify([("signature", signature)], bytes).ok().unwrap();
        assert_eq!(code(verified.event()), Some(ErrorCode::WebhookMalformed));
    }
}

/// A header is parsed as JSON only for the signatures that are objects. Any other JSON around a valid signature, or
/// made of it, is no signature.
#[test]
fn a_signature_inside_other_json_is_none() {
    let file = read("vectors/provider/spherepay-webhook-signatures.json");
    let hmac = spherepay_verifier(&[file["secret"].as_str().unwrap()]);
    let case = &file["cases"][0];
    let hmac = (hmac, "Signature", case["signature"].clone(), case["body"].clone());
    let file = read("vectors/provider/grid-webhook-signatures.json");
    let ecdsa = grid_verifier(&[file["publicKeyPem"].as_str().unwrap()]);
    let signature = file["signatures"][0]["derBase64"].clone();
    let ecdsa = (ecdsa, "X-Grid-Signature", signature, file["bodyUtf8"].clone());
    let file = read("vectors/provider/bridge-webhook-signature.json");
    let rsa = Verifier::new(bridge::webhook(), [file["publicKey"].as_str().unwrap()]).ok().unwrap();
    let rsa = (rsa, "X-Webhook-Signature", file["header"].clone(), file["body"].clone());
    let expected = Some(ErrorCode::WebhookSignature);
    for (verifier, name, signature, body) in [hmac, ecdsa, rsa] {
        let verify = |header: &str| code(verifier.verify([(name, header)], body.as_str().unwrap().as_bytes()));
        assert_ne!(verify(signature.as_str().unwrap()), expected, "alone it is one");
        let wrapped =
            [signature.clone(), json!([signature]), json!([[name, signature]]), json!({ "signature": signature })];
        for header in wrapped.iter().map(Value::to_string).chain(["1", "1e3", "true", "null", "[]"].map(str::to_owned))
        {
            assert_eq!(verify(&header), expected, "{header}");
        }
    }
}

fn hmac_hex(key: &[u8], bytes: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap().chain_update(bytes).finalize().into_bytes();
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `module/kyclink/webhook-messages.test.mjs` has the same cases for WebCrypto.
#[test]
fn what_bridge_signs_and_when_is_as_documented() {
    let table = read("vectors/provider/bridge-webhook-messages.json");
    let verifier = Verifier::new(bridge::webhook(), [table["publicKey"].as_str().unwrap()]).ok().unwrap();
    let key = rsa::RsaPrivateKey::from_pkcs8_der(&unbase64(table["privateKey"].as_str().unwrap())).unwrap();
    let body = read("vectors/webhook/bridge.json")["event"].to_string();
    for case in table["cases"].as_array().unwrap() {
        let signed_at = now() - case["signedMsAgo"].as_i64().unwrap();
        let part = |part: &Value| match part.as_str().unwrap() {
            "time" => signed_at.to_string(),
            "later" => (signed_at + 1).to_string(),
            "body" => body.clone(),
            other => other.to_owned(),
        };
        let mut message = case["message"].as_array().unwrap().iter().map(part).collect::<String>().into_bytes();
        for _ in 0..case["hashes"].as_u64().unwrap() {
            message = rsa::sha2::Sha256::digest(&message).to_vec();
        }
        let signature = key.sign(rsa::Pkcs1v15Sign::new::<rsa::sha2::Sha256>(), &message).unwrap();
        let header = format!("t={signed_at},v0={}", base64(&signature));
        let verified = verifier.verify([("X-Webhook-Signature", header)], body.as_bytes());
        let code = verified.as_ref().map_or_else(|error| error.code().as_str(), |_| "ok");
        assert_eq!(code, case["expected"], "{}", case["name"]);
        assert!(verified.is_err() || verified.ok().unwrap().event().is_ok(), "{}", case["name"]);
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |byte: &u8| ALPHABET.iter().position(|known| known == byte).unwrap_or_default();
    let group = |group: &[u8]| {
        let bits = group.iter().fold(0, |bits, byte| bits << 6 | digit(byte));
        let length = 3 - group.iter().filter(|byte| **byte == b'=').count();
        (0..length).map(move |at| (bits >> (16 - 8 * at)) as u8).collect::<Vec<_>>()
    };
    text.as_bytes().chunks(4).flat_map(group).collect()
}
