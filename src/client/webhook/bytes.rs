//! Decoding of hex and base64. Each sequence of bytes has one encoding; every other one is refused.

/// Decodes hex (RFC 4648 section 8) in lower case.
pub(crate) fn decode_hex(text: &[u8]) -> Option<Vec<u8>> {
    decode_digits(text, 4, |letter| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    })
}

/// Decodes padded base64 (RFC 4648 section 4), without other characters and without leftover bits.
pub(crate) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    let bytes = decode_digits(digits, 6, |letter| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    });
    bytes.filter(|_| text.len().is_multiple_of(4))
}

/// Decodes digits of `bits` bits each. The bits left over must be zero and fewer than a digit.
fn decode_digits(text: &[u8], bits: u32, digit: fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut held, mut width) = (0, 0);
    for letter in text {
        held = held << bits | u32::from(digit(*letter)?);
        width += bits;
        if width >= 8 {
            width -= 8;
            bytes.push((held >> width) as u8);
            held &= (1 << width) - 1;
        }
    }
    (held == 0 && width < bits).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_comes_in_pairs_of_digits() {
        assert_eq!(decode_hex(b""), Some(vec![]));
        assert_eq!(decode_hex(b"00ffab09"), Some(vec![0, 255, 171, 9]));
        for text in ["0", "000", "0A", "F0", "0g", "g0", "0x00", " 00", "00\n", "+1", "0_", "\u{660}\u{660}"] {
            assert_eq!(decode_hex(text.as_bytes()), None, "{text}");
        }
    }

    /// RFC 4648 section 10.
    #[test]
    fn base64_agrees_with_the_rfc() {
        for (encoded, text) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decode_base64(encoded.as_bytes()), Some(text.as_bytes().to_vec()));
        }
        assert_eq!(decode_base64(b"/+8="), Some(vec![0xff, 0xef]));
    }

    #[test]
    fn each_sequence_of_bytes_has_one_base64() {
        for text in [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9vYg", "Z", "Z===", "=", "==", "====", "Zm=v", "Zm 9v", "Zm9v\n",
            "_-8=", "Zm9v=", "Zm9v==",
        ] {
            assert_eq!(decode_base64(text.as_bytes()), None, "{text:?}");
        }
    }
}
