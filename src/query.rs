//! Query parameters, from the fields of a checked input.

use crate::draft::{Draft, Object};

/// The parameters with the question mark before them; nothing where there are none.
pub(crate) fn write(input: &Object) -> String {
    let mut query = String::new();
    for (name, value) in input.iter() {
        let value = match value {
            Draft::Text(text) | Draft::Number(text) => text.as_ref(),
            Draft::Bool(true) => "true",
            Draft::Bool(false) => "false",
            _ => continue,
        };
        query.push(if query.is_empty() { '?' } else { '&' });
        encode(name, &mut query);
        query.push('=');
        encode(value, &mut query);
    }
    query
}

/// Everything but the unreserved characters of RFC 3986 section 2.3 is encoded: a plus sign of a phone or of an offset
/// would be read as a space, and a value can never end its parameter.
fn encode(text: &str, query: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push('%');
            let digits = [byte >> 4, byte & 15];
            query
                .extend(digits.iter().filter_map(|digit| HEX.get(usize::from(*digit))).map(|digit| char::from(*digit)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of queries gets back what was written, whatever it was.
    #[test]
    fn a_reader_of_queries_gets_back_what_was_written() {
        for text in ["+1 415", "a&b=c#d?e", "100 %", "é𐐷", "2026-01-31T12:00:00+01:00", "\"'<>\\\n", "~.-_"] {
            let input: Object = [("x", Draft::from(text)), ("y", Draft::Bool(true))].into_iter().collect();
            let url = url::Url::parse(&["https://example.com/", &write(&input)].concat()).unwrap();
            let pairs: Vec<_> =
                url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
            assert_eq!(pairs, [("x".to_owned(), text.to_owned()), ("y".to_owned(), "true".to_owned())]);
        }
        assert_eq!(write(&Object::new()), "");
    }
}
