//! Public RSA keys: from PEM to what WebCrypto takes.

use super::ecdsa::decode_pem;

/// Parses a public key in PEM into the DER of its `SubjectPublicKeyInfo`. The line breaks may be real, written as `\n`
/// as in an environment variable, or missing. WebCrypto checks the numbers in it; here it only has to be an RSA key and
/// whole.
pub(crate) fn parse_rsa_key(text: &str) -> Option<Vec<u8>> {
    let der = decode_pem(text)?;
    let [0x30, 0x82, high, low, rest @ ..] = der.as_slice() else { return None };
    let is_whole = usize::from(*high) << 8 | usize::from(*low) == rest.len();
    // A key of 2048 bits is longer than this: shorter ones are not used, and could be broken.
    (is_whole && rest.len() >= MIN_LENGTH && rest.starts_with(&ALGORITHM)).then_some(der)
}

/// The `AlgorithmIdentifier` rsaEncryption with its NULL (RFC 3279 section 2.3.1).
const ALGORITHM: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// The modulus of a key of 2048 bits, in bytes.
const MIN_LENGTH: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of 2048 bits, which a provider publishes with a sample of its signatures.
    const LINES: [&str; 7] = [
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtqsEE4eI7EmzhcquGJXt",
        "LX9PMK0UH6Kl1WIR21sv8HtueG8BuvvpP3MiN7ltzmIhS8KaynCjN4l+620PnXeu",
        "xWG+CSnEdkinL9hCqbEid5vv9zl0j9LWiJx3FkKHqADU7cgm46aa8dKUdIQYF2X+",
        "O7WmyLkC4wUM/mWhBPMsIQBznashRMZxx7XJjsVp27ACUE4eNIjEXbVYN6U8jSbU",
        "hG++CfL8xXu+GHDqKmFE6Po6HnuURvLFVnCtE3mXXBcVFlPy+octfx8nOMLT3X8O",
        "9UehIigJ34o2yMm/Fq3HUJzg2BsiAiGgtr0vmeoV9Q7upSNj9TuOumAzZFi4pYA+",
        "qwIDAQAB",
    ];

    fn pem(line_break: &str) -> String {
        let lines = LINES.join(line_break);
        ["-----BEGIN PUBLIC KEY-----", &lines, "-----END PUBLIC KEY-----", ""].join(line_break)
    }

    #[test]
    fn a_key_is_parsed_however_its_lines_end() {
        for line_break in ["\n", "\r\n", "\\n", "", "\n  "] {
            assert_eq!(parse_rsa_key(&pem(line_break)).map(|der| der.len()), Some(294), "{line_break:?}");
        }
    }

    #[test]
    fn other_keys_are_refused() {
        let whole = pem("\n");
        for text in [
            String::new(),
            LINES.concat(),
            whole.replace("PUBLIC", "PRIVATE"),
            whole.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
            whole.replace("MIIBIjAN", "MIIBIzAN"),
            // Another algorithm, a shortened key, and a key on a curve.
            whole.replace("9w0BAQEF", "9w0BAQoF"),
            whole.replace(LINES[5], ""),
            "-----BEGIN PUBLIC KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO5gqMwe+BBpiJH65rRzol/FmykrypYwsezb6HF8TQQLlZ8gHvSrPn1EwW/i0ivOz9Bs6draBMApoAaYG+63m2A==-----END PUBLIC KEY-----".into(),
        ] {
            assert_eq!(parse_rsa_key(&text), None, "{text}");
        }
    }
}
