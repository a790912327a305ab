//! Signatures and public keys on the curve P-256: from the forms in which they are sent to those that WebCrypto takes.

use super::bytes::{decode_base64, decode_hex};

/// Converts an `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3) in DER to r‖s (IEEE P1363). BER's other encodings of the same
/// signature are refused.
pub(crate) fn p1363_from_der(der: &[u8]) -> Option<Vec<u8>> {
    let (mut numbers, []) = split_value(0x30, der)? else { return None };
    let mut r_and_s = Vec::with_capacity(64);
    for end in [32, 64] {
        let (number, rest) = split_value(0x02, numbers)?;
        let digits = unsigned_digits(number)?;
        r_and_s.resize(end - digits.len(), 0);
        r_and_s.extend_from_slice(digits);
        numbers = rest;
    }
    numbers.is_empty().then_some(r_and_s)
}

/// Splits off the value with this tag; returns it and the rest. Values are shorter than 128 bytes, so the longer form
/// of lengths is refused.
fn split_value(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    match der {
        [first, length, rest @ ..] if *first == tag => rest.split_at_checked(usize::from(*length)),
        _ => None,
    }
}

/// Returns the digits of a number that is not negative and in its shortest form (X.690 section 8.3): at most 32 bytes.
fn unsigned_digits(number: &[u8]) -> Option<&[u8]> {
    let digits = match number {
        [0] | [0, 0x80..=0xff, ..] => number.get(1..)?,
        [1..0x80, ..] => number,
        _ => return None,
    };
    (digits.len() <= 32).then_some(digits)
}

/// Parses a public key in PEM or hex into DER. The line breaks of a PEM may be real, written as `\n` as in an
/// environment variable, or missing.
pub(crate) fn parse_public_key(text: &str) -> Option<Vec<u8>> {
    let der = match decode_pem(text) {
        Some(der) => der,
        None => decode_hex(&without_white_space(text)?.to_ascii_lowercase())?,
    };
    (der.len() == SPKI_HEAD.len() + 64 && der.starts_with(&SPKI_HEAD)).then_some(der)
}

/// The start of the `SubjectPublicKeyInfo` (RFC 5480) of an uncompressed point of P-256; the coordinates follow.
const SPKI_HEAD: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

/// Decodes a public key in PEM.
pub(super) fn decode_pem(text: &str) -> Option<Vec<u8>> {
    let text = without_white_space(text)?;
    let base64 = text.strip_prefix(b"-----BEGINPUBLICKEY-----")?.strip_suffix(b"-----ENDPUBLICKEY-----")?;
    decode_base64(base64)
}

/// Removes white space and the escapes `\n` and `\r`; `None` if there is another escape.
fn without_white_space(text: &str) -> Option<Vec<u8>> {
    let mut left = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next().filter(|escaped| matches!(escaped, b'n' | b'r'))?),
            _ if byte.is_ascii_whitespace() => {}
            _ => left.push(byte),
        }
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEQUENCE of two INTEGERs with these contents.
    fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
        let numbers = [&[2, r.len() as u8], r, &[2, s.len() as u8], s].concat();
        [&[0x30, numbers.len() as u8], &numbers[..]].concat()
    }

    #[test]
    fn short_numbers_are_padded_and_signs_dropped() {
        let r_and_s = p1363_from_der(&der(&[1], &[0, 0x80])).unwrap();
        assert_eq!((r_and_s.len(), r_and_s[31], r_and_s[63]), (64, 1, 0x80));
        assert_eq!(r_and_s.iter().filter(|byte| **byte == 0).count(), 62);
        let full = [&[0][..], &[0xff; 32]].concat();
        assert_eq!(p1363_from_der(&der(&full, &full)), Some(vec![0xff; 64]));
        // Zero is a valid number. That it is never part of a valid signature is for the verifier to check.
        assert_eq!(p1363_from_der(&der(&[0], &[0])), Some(vec![0; 64]));
    }

    #[test]
    fn an_encoding_other_than_der_is_refused() {
        let good = der(&[1], &[1]);
        assert!(p1363_from_der(&good).is_some());
        for end in 0..good.len() {
            assert_eq!(p1363_from_der(&good[..end]), None, "{end} bytes");
        }
        let long = [&[0, 0x80][..], &[0; 32]].concat();
        for bad in [
            [&good[..], &[0]].concat(),
            der(&[], &[1]),
            der(&[0x80], &[1]),
            der(&[0, 1], &[1]),
            der(&[0, 0], &[1]),
            der(&[1; 33], &[1]),
            der(&long, &[1]),
            der(&[1], &[1; 33]),
            der(&[1], &long),
            der(&[1; 31], &[1; 34]),
            vec![0x30, 0x81, 6, 2, 1, 1, 2, 1, 1],
            vec![0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0],
            vec![0x30, 7, 2, 0x81, 1, 1, 2, 1, 1],
            vec![0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
            vec![0x31, 6, 2, 1, 1, 2, 1, 1],
            vec![0x30, 6, 3, 1, 1, 2, 1, 1],
        ] {
            assert_eq!(p1363_from_der(&bad), None, "{bad:x?}");
        }
    }

    const HEX: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200043b982a3307be041a62247eb9ad1ce897f166ca4af2a58c2c7b36fa1c5f134102e567c807bd2acf9f51305bf8b48af3b3f41b3a76b681300a6801a606fbade6d8";
    const BASE64: [&str; 2] = [
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO5gqMwe+BBpiJH65rRzol/Fmykry",
        "pYwsezb6HF8TQQLlZ8gHvSrPn1EwW/i0ivOz9Bs6draBMApoAaYG+63m2A==",
    ];

    fn pem(line_break: &str) -> String {
        ["-----BEGIN PUBLIC KEY-----", BASE64[0], BASE64[1], "-----END PUBLIC KEY-----", ""].join(line_break)
    }

    #[test]
    fn a_key_is_parsed_in_all_its_forms() {
        let key = decode_hex(HEX.as_bytes());
        assert!(key.is_some());
        for line_break in ["\n", "\r\n", "\\n", "\\r\\n", "", " ", "\n\n", "\n  "] {
            assert_eq!(parse_public_key(&pem(line_break)), key, "{line_break:?}");
        }
        for text in [HEX.to_owned(), HEX.to_uppercase(), format!(" {HEX}\n"), format!("\n\n{}", pem("\n"))] {
            assert_eq!(parse_public_key(&text), key, "{text:?}");
        }
    }

    #[test]
    fn other_strings_are_not_keys() {
        for text in [
            String::new(),
            "\n".to_owned(),
            BASE64.concat(),
            HEX.replacen('3', "", 1),
            HEX.replacen("30", "", 1),
            format!("{HEX}00"),
            HEX.replacen("3059", "3058", 1),
            // Another curve, and a compressed point.
            HEX.replacen("030107", "030108", 1),
            HEX.replacen("034200043b", "034200023b", 1),
            pem("\n").replace("PUBLIC", "PRIVATE"),
            pem("\n").replace("-----END PUBLIC KEY-----", ""),
            pem("\n").replace("2A==", "2A"),
            pem("\\t"),
            pem("\n") + "\\",
            pem("\n") + &pem("\n"),
        ] {
            assert_eq!(parse_public_key(&text), None, "{text:?}");
        }
    }
}
