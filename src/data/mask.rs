//! Masks: regular expressions without repetition, which is all that postal codes need.
//!
//! `#` is a digit, `@` a letter, `*` either, `[A-CX]` one character of a set, `(one|other)` a choice, and `?` makes the
//! element before it optional.
//!
//! The matcher never backtracks. It follows all positions that a part of the mask can end at together, as the bits of
//! an integer, so its running time is bounded for every input. Written by hand because the crate `regex-lite` adds 15
//! KB to the wasm module.

/// The length of the longest string that a mask can match. A `u32` has a bit for each position and for the end.
const LONGEST: usize = 16;

/// Returns whether the mask matches the whole string, ignoring case, spaces and hyphens.
pub(super) fn matches(mask: &[u8], text: &str) -> bool {
    let mut bytes = [0; LONGEST];
    let mut length = 0;
    let (mut digits, mut letters) = (0, 0);
    for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
        let Some(place) = bytes.get_mut(length) else {
            return false;
        };
        *place = byte.to_ascii_uppercase();
        digits |= u32::from(byte.is_ascii_digit()) << length;
        letters |= u32::from(byte.is_ascii_alphabetic()) << length;
        length += 1;
    }
    let text = bytes.get(..length).unwrap_or_default();
    Matcher { mask, text, digits, letters }.choice(1) >> length & 1 == 1
}

/// Returns how many digits a mask matches: bit 5 for five.
pub(super) fn lengths(mask: &[u8]) -> u32 {
    Matcher { mask, text: &[], digits: u32::MAX, letters: 0 }.choice(1)
}

struct Matcher<'a> {
    mask: &'a [u8],
    text: &'a [u8],
    /// The positions of the digits.
    digits: u32,
    /// The positions of the letters.
    letters: u32,
}

impl Matcher<'_> {
    /// Matches a choice at each of the start positions, and returns the positions where it can end.
    fn choice(&mut self, starts: u32) -> u32 {
        let (mut ends, mut positions) = (0, starts);
        while let Some(byte) = self.next() {
            let after = match byte {
                b')' => break,
                b'|' => {
                    ends |= positions;
                    positions = starts;
                    continue;
                }
                b'(' => self.choice(positions),
                _ => self.matching(byte, positions) << 1,
            };
            let is_optional = self.mask.first() == Some(&b'?');
            if is_optional {
                self.next();
            }
            positions = if is_optional { positions | after } else { after };
        }
        ends | positions
    }

    /// Returns those of the positions whose character matches an element of the mask.
    fn matching(&mut self, byte: u8, positions: u32) -> u32 {
        match byte {
            b'#' => positions & self.digits,
            b'@' => positions & self.letters,
            b'*' => positions & (self.digits | self.letters),
            b'[' => self.set(positions),
            literal => self.in_range(positions, literal, literal),
        }
    }

    /// Reads the rest of a set, and returns those of the positions whose character is in it.
    fn set(&mut self, positions: u32) -> u32 {
        let mut matching = 0;
        while let Some(first) = self.next().filter(|byte| *byte != b']') {
            let last = match self.mask {
                [b'-', last, rest @ ..] => {
                    self.mask = rest;
                    *last
                }
                _ => first,
            };
            matching |= self.in_range(positions, first, last);
        }
        matching
    }

    /// Returns those of the positions whose character is in a range. Most often there is only one.
    fn in_range(&self, mut positions: u32, first: u8, last: u8) -> u32 {
        let mut matching = 0;
        while positions != 0 {
            let position = positions.trailing_zeros();
            positions &= positions - 1;
            let is_in_range = self.text.get(position as usize).is_some_and(|byte| (first..=last).contains(byte));
            matching |= u32::from(is_in_range) << position;
        }
        matching
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
    fn every_element_matches_what_it_stands_for() {
        for (mask, matching, other) in [
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
            assert!(matches(mask, matching), "{mask} {matching}");
            assert!(!matches(mask, other), "{mask} {other}");
        }
    }

    /// A matcher that commits to the first matching alternative fails these.
    #[test]
    fn every_alternative_of_a_choice_is_tried() {
        assert!(matches("#?#", "1"));
        assert!(matches("(A|AB)C", "ABC"));
        assert!(matches("(W|WC)#*?#@@", "WC1A1BB"));
        assert!(matches("@@?#", "A1"));
    }

    #[test]
    fn ignores_separators_and_case_and_rejects_long_strings() {
        assert!(matches("@#@#@#", " k1a-0b1 "));
        assert!(!matches("#####", "1234567890123456789012345678901234567890"));
        assert!(!matches("#", "\u{661}"));
        assert!(!matches("##", "1\0"));
    }
}
