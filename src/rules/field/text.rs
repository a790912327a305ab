//! Free text, and the checks that all strings share. Lengths count Unicode code points, as in JSON Schema (validation,
//! section 6.3.1).

use std::borrow::Cow;
use std::ops::RangeInclusive;

pub(crate) use super::dash::is_dash;
use crate::rules::issue::Fault;
use crate::value::host::{TextForm, normalize_text};
use crate::value::text::ascii;
pub(crate) use crate::value::text::is_invisible;

/// Refuses a string of more than `max` code points.
pub(crate) fn check(text: &str, max: Option<usize>) -> Result<(), Fault> {
    match max {
        // A string has at least as many bytes as code points, so few strings need to be counted.
        Some(max) if text.len() > max => {
            let actual = code_points(text);
            if actual > max { Err(Fault::too_long(max, actual)) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// The UTF-16 code units of a text that needs no check, beside spaces between them: the first and the last of each range.
/// None is a control character, a surrogate, white space or invisible, and none is changed by composition: there is nothing
/// to report or to normalize. The JavaScript wrapper passes a mark instead of such a text that is not too long.
#[doc(hidden)]
pub const NEEDS_NO_CHECK: [(u16, u16); 9] = [
    (0x21, 0x7e),
    (0xae, 0x2ff),
    (0x388, 0x482),
    (0x5d0, 0x5ea),
    (0x620, 0x64a),
    (0x3041, 0x3096),
    (0x309d, 0x3163),
    (0x3400, 0x9fff),
    (0xac00, 0xd7a3),
];

/// The first and the last printable character of ASCII. The JavaScript wrapper passes a flag that says whether all
/// characters that it has written are in this range: then none is a control character.
#[doc(hidden)]
pub const PRINTABLE: RangeInclusive<u8> = 0x20..=0x7e;

/// Returns whether there is nothing to see in the string.
pub(crate) fn is_blank(text: &str) -> bool {
    // Most strings start with a letter or a digit.
    !matches!(text.as_bytes(), [0x21..=0x7e, ..]) && text.chars().all(is_space)
}

/// The characters that [`is_space`] finds, as an ECMA-262 character class without its brackets. Unicode's white space has
/// U+0085 in addition to ECMA-262's.
pub(crate) const SPACES: &str = concat!(
    r"\s\u0085\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164",
    r"\ufe00-\ufe0f\uffa0"
);

/// Returns whether the character is white space or invisible.
#[inline(never)]
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Returns whether the string has a control character or a bidirectional formatting character, which no field accepts.
///
/// With bidirectional characters, one name can be made to look like another.
pub(crate) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, 0..0x20 | 0x7f | 0xc2 | 0xe2)) && text.chars().any(is_control)
}

/// The characters that [`has_control`] finds, as an ECMA-262 character class without its brackets.
pub(crate) const CONTROLS: &str = r"\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069";

/// Returns whether it is a control character or a bidirectional formatting character.
pub(crate) fn is_control(c: char) -> bool {
    c.is_ascii_control() || matches!(c, '\u{80}'..='\u{9f}') || is_bidirectional(c)
}

/// Returns whether the character changes the direction of the text after it (UAX #9, explicit formatting characters).
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Removes bidirectional formatting characters, which are often copied along with text, and what cannot be seen at the
/// ends.
pub(crate) fn normalize(text: &mut Cow<str>) {
    replace(text, |c| Some(c).filter(|c| !is_bidirectional(*c)));
}

/// Composes the letters of a text (NFC): macOS and some keyboards write `é` as two characters. One without a character from
/// U+0300 on is composed.
pub(crate) fn compose(text: &mut Cow<str>) {
    if text.chars().any(|c| c >= '\u{300}') {
        let composed = normalize_text(text, TextForm::Nfc);
        if composed != text.as_ref() {
            *text = composed.into();
        }
    }
}

/// Normalizes a code, such as a postal code or a tax number, of which nothing but letters, digits and signs counts:
/// `１００－０００１` is what a Japanese keyboard types.
///
/// Full width and the digits of other scripts become ASCII, white space a space, a dash `-`, and what cannot be seen is
/// removed.
#[inline(never)]
pub(crate) fn normalize_code(text: &mut Cow<str>) {
    if !text.bytes().all(|byte| PRINTABLE.contains(&byte)) {
        let mut code = String::new();
        let mut is_after_kana = false;
        for c in text.chars().map(ascii).filter(|c| !is_invisible(*c)) {
            // In a word of Japanese, the mark of a long vowel is no dash.
            let is_hyphen = is_dash(c) && !(is_after_kana && matches!(c, 'ー' | 'ｰ'));
            code.push(match c {
                _ if is_hyphen => '-',
                _ if c.is_whitespace() => ' ',
                _ => c,
            });
            is_after_kana = !is_hyphen && matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}');
        }
        *text = code.into();
    }
    trim(text);
}

/// Replaces or removes characters of a string that is not ASCII, and trims what cannot be seen.
pub(crate) fn replace(text: &mut Cow<str>, replacement: fn(char) -> Option<char>) {
    if !text.is_ascii() {
        *text = text.chars().filter_map(replacement).collect::<String>().into();
    }
    trim(text);
}

/// Removes what cannot be seen from the ends.
#[inline(never)]
pub(super) fn trim(text: &mut Cow<str>) {
    let shown = trimmed(text);
    if shown.len() < text.len() {
        *text = shown.to_owned().into();
    }
}

/// Returns the string without white space and invisible characters at its ends. One that changes the shape of the letter
/// before it stays: a joiner, as at the end of Malayalam `അവന്‍`, and a variation selector.
fn trimmed(text: &str) -> &str {
    // Most strings begin and end with a letter or a digit.
    if matches!(text.as_bytes(), [0x21..=0x7e] | [0x21..=0x7e, .., 0x21..=0x7e]) {
        return text;
    }
    let (mut start, mut end, mut may_be_shaped) = (None, 0, false);
    for (at, c) in text.char_indices() {
        let is_shown = !is_space(c);
        if is_shown || may_be_shaped && changes_shape(c) {
            start.get_or_insert(at);
            end = at + c.len_utf8();
        }
        // No letter of Latin, Greek, Cyrillic or Hebrew has another shape.
        may_be_shaped = is_shown && c >= '\u{600}';
    }
    text.get(start.unwrap_or(end)..end).unwrap_or_default()
}

fn changes_shape(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}')
}

/// Counts code points: every code point has one byte that is not a continuation byte (RFC 3629).
///
/// Written by hand because `chars().count()` makes the wasm module of a page larger by as much as the rest of this
/// file.
pub(crate) fn code_points(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::rules::shape::Kind;

    /// Compares the function and the character class with the documented ranges, for every character.
    #[test]
    fn control_characters_are_the_documented_ranges() {
        let pattern = regex::Regex::new(&format!("[{CONTROLS}]")).expect("a pattern");
        let rest: String = ('\u{3000}'..=char::MAX).collect();
        assert!(!has_control(&rest) && !pattern.is_match(&rest));
        for c in '\0'..'\u{3000}' {
            let expected = matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0x202a..=0x202e | 0x2066..=0x2069);
            let text = c.to_string();
            assert_eq!((has_control(&text), pattern.is_match(&text)), (expected, expected), "{:x}", u32::from(c));
        }
    }

    /// Compares the function and the character class for every character.
    #[test]
    fn invisible_characters_are_the_documented_ones() {
        let pattern = regex::Regex::new(&format!("^[{SPACES}\u{feff}]$")).expect("a pattern");
        let mut invisible = String::new();
        for c in '\0'..=char::MAX {
            assert_eq!(is_space(c), pattern.is_match(c.encode_utf8(&mut [0; 4])), "{:x}", u32::from(c));
            invisible.extend(Some(c).filter(|c| is_invisible(*c)));
        }
        assert!(is_blank(&invisible) && is_blank(&format!(" {invisible}\n")) && !is_blank(&(invisible + "x")));
    }

    #[test]
    fn printable_characters_are_no_control_characters() {
        assert!(PRINTABLE.map(char::from).all(|c| !is_control(c)));
    }

    /// A code unit that is no surrogate is a character of its own.
    #[test]
    fn characters_without_a_check_are_neither_control_characters_nor_invisible() {
        for unit in NEEDS_NO_CHECK.into_iter().flat_map(|(first, last)| first..=last) {
            let c = char::from_u32(unit.into()).expect("no surrogate");
            assert!(!is_control(c) && !is_space(c), "{unit:x}");
        }
    }

    /// Whatever the wrapper's test accepts: such characters, with spaces between them.
    fn texts_without_a_check() -> impl Strategy<Value = String> {
        let unit = select(NEEDS_NO_CHECK.to_vec()).prop_flat_map(|(first, last)| first..=last);
        let between = prop_oneof![3 => unit.clone(), 1 => Just(u16::from(b' '))];
        (unit.clone(), prop::collection::vec(between, 0..40), prop::option::of(unit)).prop_map(
            |(first, between, last)| {
                let spaced = if last.is_some() { between } else { vec![] };
                let units: Vec<_> = std::iter::once(first).chain(spaced).chain(last).collect();
                String::from_utf16(&units).expect("no surrogates")
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_is_found_in_a_text_that_needs_no_check(text in texts_without_a_check()) {
            let length = text.encode_utf16().count();
            let max = u16::try_from(length).expect("short");
            for max in [None, Some(max)] {
                prop_assert!((Kind::Text { max }).accepts(&text), "{}", text);
            }
            prop_assert!(!is_blank(&text) && !has_control(&text), "{}", text);
            let mut normal = Cow::Borrowed(&*text);
            normalize(&mut normal);
            compose(&mut normal);
            prop_assert_eq!(&*normal, &text);
        }
    }

    #[test]
    fn normalizing_removes_bidirectional_characters_and_what_cannot_be_seen_at_the_ends() {
        for (given, normal) in [
            ("\u{202a}  Jane \u{202c}", "Jane"),
            (" \u{2066}Ja\u{2069}ne\t\n", "Jane"),
            ("Ja\u{0}ne", "Ja\u{0}ne"),
            ("\u{200f}Jane\u{200e}", "Jane"),
            ("\u{202e}", ""),
            ("\u{feff}\u{3000}Jane \u{200b} Doe\u{200d}\u{a0}\u{fe0f}\u{2800}\u{200b}", "Jane \u{200b} Doe"),
            ("\u{200b}\u{200c} سارا\u{200c}", "سارا"),
            // A joiner or a selector makes another form of the last letter.
            ("\u{200b}അവന്\u{200d}\u{200b} ", "അവന്\u{200d}"),
            ("ᠰᠠᠢᠨ\u{180b}\u{a0}", "ᠰᠠᠢᠨ\u{180b}"),
            ("神\u{fe00}\u{3000}", "神\u{fe00}"),
            ("\u{fe0f}\u{200d}\u{3164}", ""),
        ] {
            for mut text in [Cow::Borrowed(given), Cow::Owned(given.to_owned())] {
                normalize(&mut text);
                assert_eq!(text, normal);
            }
        }
    }

    #[test]
    fn a_code_is_written_in_ascii_as_far_as_it_is_one() {
        for (given, normal) in [
            (" 12-345 ", "12-345"),
            ("12\t345\n", "12 345"),
            ("１２－３４５　６", "12-345 6"),
            ("12\u{200b}–\u{2060}34\u{a0}5\u{feff}", "12-34 5"),
            ("١٢۳४", "1234"),
            ("T１２３４ー５６ｰ７", "T1234-56-7"),
            ("1〜2〰3︱4︲5˗6─7゠8⁓9⸺0━1➖2", "1-2-3-4-5-6-7-8-9-0-1-2"),
            ("12一34", "12一34"),
            ("サーバー 12ー3 ｻｰﾊﾞｰ", "サーバー 12-3 ｻｰﾊﾞｰ"),
            ("HRB 12 345 B (Köln)", "HRB 12 345 B (Köln)"),
            ("12\u{0}3", "12\u{0}3"),
            ("\u{200b}\u{a0}", ""),
        ] {
            for mut text in [Cow::Borrowed(given), Cow::Owned(given.to_owned())] {
                normalize_code(&mut text);
                assert_eq!(text, normal);
            }
        }
    }

    /// As macOS and a Vietnamese keyboard write letters, and syllables of Korean and Japanese.
    #[test]
    fn letters_of_any_script_are_composed() {
        for (given, composed) in [
            ("Nguye\u{302}\u{303}n Jose\u{301}", "Nguyễn José"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("か\u{3099}", "が"),
            ("Z\u{332} é", "Z\u{332} é"),
        ] {
            let mut text = Cow::Borrowed(given);
            compose(&mut text);
            assert_eq!(text, composed);
        }
    }

    #[test]
    fn lengths_count_code_points() {
        assert!(check(&"a".repeat(255), Some(255)).is_ok());
        assert!(check(&"𐐷".repeat(255), Some(255)).is_ok());
        assert_eq!(check(&"é".repeat(256), Some(255)), Err(Fault::too_long(255, 256)));
        assert!(check(&"a".repeat(10_000_000), None).is_ok());
    }
}
