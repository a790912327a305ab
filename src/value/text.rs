//! Decodes strings, trims them, and reads the digits of other scripts.

/// Decodes UTF-8 that JavaScript has written, up to its first malformed byte.
pub(crate) fn decode(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_else(|_| bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
}

/// Returns a header's value without the optional white space around it: spaces and tabs, and nothing else that Unicode
/// counts as white space (RFC 9110, section 5.6.3).
pub(crate) fn trim_header(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// Returns whether nothing is shown for the character: Unicode's `Default_Ignorable_Code_Point` below U+10000 without
/// what is unassigned, and the Braille pattern without dots. People copy such characters along from web pages and
/// contact lists, and some pass them for an answer.
#[inline(never)]
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}')
        || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
}

/// Returns a name in snake case, which may be a path, in camel case.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        name + &initial.into_iter().chain(letters).collect::<String>()
    })
}

/// The zero of each script, in ascending order: the digits after it are those from 1 to 9. They are the decimal digits
/// (`General_Category=Nd`) of Unicode 17.0 without the ASCII and the full-width ones.
#[rustfmt::skip]
const ZEROS: [u32; 75] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2,
    0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// Returns the ASCII form of a full-width character or of a digit in another script, and any other character unchanged.
pub(crate) fn ascii(c: char) -> char {
    let code = u32::from(c);
    let digit_of = |zero: u32| code.checked_sub(zero).filter(|digit| *digit < 10).map(|digit| u32::from('0') + digit);
    let form = match c {
        '\0'..='\x7f' => None,
        '！'..='～' => Some(code - u32::from('！') + u32::from('!')),
        '\u{3000}' => Some(u32::from(' ')),
        _ => ZEROS.into_iter().find_map(digit_of),
    };
    form.and_then(char::from_u32).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{ZEROS, ascii, trim_header};

    /// Unicode's Halfwidth and Fullwidth Forms, U+FF01 to U+FF5E, and the digits that the package `regex` knows: those of
    /// an older version of Unicode. The table may have more of them.
    #[test]
    fn only_forms_and_digits_become_ascii_and_every_one_of_them_does() {
        let digit = regex::Regex::new(r"^\p{Nd}$").expect("a pattern");
        let (mut values, mut newer) = (vec![], 0);
        for c in '\0'..=char::MAX {
            let form = ascii(c);
            match c {
                '！'..='～' => assert_eq!(u32::from(form) - u32::from('!'), u32::from(c) - u32::from('！')),
                '\u{3000}' => assert_eq!(form, ' '),
                _ if digit.is_match(c.encode_utf8(&mut [0; 4])) => values.push(form),
                _ => newer += u32::from(form != c),
            }
        }
        // Unicode encodes digits in blocks of ten, from 0 to 9.
        assert!(values.chunks(10).all(|block| block.iter().copied().eq('0'..='9')));
        assert_eq!((values.len() + newer as usize) / 10, ZEROS.len() + 1, "with ASCII");
        assert!(newer <= 10, "{newer}");
    }

    /// RFC 9110, section 5.6.3.
    #[test]
    fn only_spaces_and_tabs_around_a_header_are_optional() {
        assert_eq!(trim_header(" \t a b\t "), "a b");
        for other in ["\u{a0}a", "a\u{3000}", "\u{b}a", "a\n"] {
            assert_eq!(trim_header(other), other);
        }
    }
}
