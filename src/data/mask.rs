//! Masks: regular expressions without repetition, which is all that postal codes need.
//!
//! `#` is a digit, `@` a letter, `*` either, `[A-CX]` one of a set, `(one|other)` a choice, and `?` makes what is
//! before it optional. Instead of going back where a choice was wrong, all places in the text that a part of the mask
//! may end at are followed at once, as the bits of a number: no input takes long.

/// No mask matches a longer text; the bits of a `u32` have room for one place more.
const LONGEST: usize = 16;

/// Whether the mask matches the whole text. Case, spaces and hyphens in the text do not matter.
pub(super) fn matches(mask: &[u8], text: &str) -> bool {
    let mut bytes = [0; LONGEST];
    let mut length = 0;
    for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
        let Some(place) = bytes.get_mut(length) else {
            return false;
        };
        *place = byte.to_ascii_uppercase();
        length += 1;
    }
    let text = bytes.get(..length).unwrap_or_default();
    Matcher { mask, text }.choice(1) >> length & 1 == 1
}

struct Matcher<'a> {
    /// What is left of the mask.
    mask: &'a [u8],
    text: &'a [u8],
}

impl Matcher<'_> {
    /// Where the text may go on after a choice that starts at one of those places.
    fn choice(&mut self, starts: u32) -> u32 {
        let (mut ends, mut places) = (0, starts);
        while let Some(byte) = self.next() {
            let after = match byte {
                b')' => break,
                b'|' => {
                    ends |= places;
                    places = starts;
                    continue;
                }
                b'(' => self.choice(places),
                _ => (places & self.fitting(byte)) << 1,
            };
            let optional = self.mask.first() == Some(&b'?');
            if optional {
                self.next();
            }
            places = if optional { places | after } else { after };
        }
        ends | places
    }

    /// The places of the text whose character fits.
    fn fitting(&mut self, byte: u8) -> u32 {
        match byte {
            b'#' => self.between(b'0', b'9'),
            b'@' => self.between(b'A', b'Z'),
            b'*' => self.between(b'0', b'9') | self.between(b'A', b'Z'),
            b'[' => self.set(),
            literal => self.between(literal, literal),
        }
    }

    fn set(&mut self) -> u32 {
        let mut fitting = 0;
        while let Some(first) = self.next().filter(|byte| *byte != b']') {
            let last = match self.mask {
                [b'-', last, rest @ ..] => {
                    self.mask = rest;
                    *last
                }
                _ => first,
            };
            fitting |= self.between(first, last);
        }
        fitting
    }

    fn between(&self, first: u8, last: u8) -> u32 {
        self.text.iter().rev().fold(0, |places, char| places << 1 | u32::from((first..=last).contains(char)))
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.mask.split_first()?;
        self.mask = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    fn matches(mask: &str, text: &str) -> bool {
        super::matches(mask.as_bytes(), text)
    }

    #[test]
    fn each_sign_means_what_it_says() {
        for (mask, fitting, other) in [
            ("#", "7", "A"),
            ("@", "x", "7"),
            ("*", "x", "."),
            ("A1", "a1", "A2"),
            ("[A-CX]", "b", "D"),
            ("[A-CX]", "x", "-"),
            ("##?", "1", "123"),
            ("(A|B)#", "b1", "C1"),
            ("(A|B)?#", "1", "A"),
            ("#(##)?", "123", "12"),
            ("A|B#", "B1", "A1"),
            ("", "", "1"),
        ] {
            assert!(matches(mask, fitting), "{mask} {fitting}");
            assert!(!matches(mask, other), "{mask} {other}");
        }
    }

    /// A matcher that takes the first fitting option and stays with it fails these.
    #[test]
    fn a_choice_is_open_until_the_end() {
        assert!(matches("#?#", "1"));
        assert!(matches("(A|AB)C", "ABC"));
        assert!(matches("(W|WC)#*?#@@", "WC1A1BB"));
        assert!(matches("@@?#", "A1"));
    }

    #[test]
    fn separators_case_and_length_of_the_text() {
        assert!(matches("@#@#@#", " k1a-0b1 "));
        assert!(!matches("#####", "1234567890123456789012345678901234567890"));
        assert!(!matches("#", "\u{661}"));
        assert!(!matches("##", "1\0"));
    }
}
