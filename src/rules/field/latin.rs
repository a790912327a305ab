//! Names in Latin-1, for a provider that wants other names in Latin letters as well.

use std::borrow::Cow;

use super::text::{is_dash, is_invisible, trim};
use crate::value::text::ascii;

/// What U+00C0 to U+00DF are decomposed into: a letter, and a mark as the last byte of U+0300 to U+0327. A blank with
/// U+0378, which is unassigned, stands for one that is not. Each small letter is U+0020 after its capital; `ÿ` alone has
/// none.
const BASES: &[u8; 32] = b"AAAAAA CEEEEIIII NOOOOO  UUUUY y";
const MARKS: &[u8; 32] =
    b"\x00\x01\x02\x03\x08\x0ax\x27\x00\x01\x02\x08\x00\x01\x02\x08x\x03\x00\x01\x02\x03\x08xx\x00\x01\x02\x08\x01x\x08";

/// What keyboards, word processors and fonts put in the place of a form in ASCII or Latin-1: each form, and after it the
/// characters that stand for it.
const FORMS: &str = concat!(
    "'‘’‚‛′‵‹›ʹʻʼʽʾʿꞌ´\"“”„‟″‶ʺ«»...…..‥/⁄∕No.№TM™SM℠(R)®(C)©x×aªoº1¹2²3³",
    "ffﬀfiﬁflﬂffiﬃfflﬄstﬅﬆOEŒoeœIJĲijĳsſßẞK\u{212a}Å\u{212b}",
    "IⅠIIⅡIIIⅢIVⅣVⅤVIⅥVIIⅦVIIIⅧIXⅨXⅩXIⅪXIIⅫ"
);

/// Writes a name in Latin-1: composed, without invisible characters, in ASCII where it has full width, and with the form of
/// each character that `is_wanted` refuses. A name in another script is not changed, because its spelling would be.
pub(crate) fn normalize(name: &mut Cow<str>, is_wanted: fn(char) -> bool) {
    if name.is_ascii() {
        return;
    }
    let mut latin = String::new();
    // A letter that a mark may follow.
    let mut letter = None;
    for c in name.chars().filter(|c| !is_invisible(*c)).map(ascii) {
        let mut own = [0; 4];
        let form = if is_wanted(c) { None } else { form(c) };
        for c in form.unwrap_or_else(|| c.encode_utf8(&mut own)).chars() {
            let composed = letter.and_then(|base| compose(base, c));
            latin.extend(letter.filter(|_| composed.is_none()));
            letter = composed.or(Some(c));
        }
    }
    latin.extend(letter);
    if is_latin_1(&latin) {
        *name = latin.into();
        trim(name);
    }
}

/// Returns what a character stands for.
fn form(c: char) -> Option<&'static str> {
    if c.is_whitespace() && !c.is_control() {
        return Some(" ");
    }
    if is_dash(c) {
        return Some("-");
    }
    // The last form: where it starts and ends.
    let (mut start, mut end) = (0, 0);
    for (at, known) in FORMS.char_indices() {
        if known.is_ascii() || matches!(known, 'ß' | 'Å') {
            start = if at == end { start } else { at };
            end = at + known.len_utf8();
        } else if known == c {
            return FORMS.get(start..end);
        }
    }
    None
}

/// Returns whether the name has no character outside Latin-1: UTF-8 begins each of those, and no other, with a byte from
/// 0xC4 on.
pub(crate) fn is_latin_1(name: &str) -> bool {
    name.bytes().all(|byte| byte < 0xc4)
}

/// Returns whether the character is one of Latin-1. A no-break space is not: it stands for a space.
pub(crate) fn is_in_latin_1(c: char) -> bool {
    c <= '\u{ff}' && c != '\u{a0}'
}

/// Returns whether the character is printable ASCII or a letter of Latin-1.
pub(crate) fn is_letter_or_ascii(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{ff}')
}

/// Returns the letter of Latin-1 that is decomposed into these two (Unicode's NFC).
fn compose(base: char, mark: char) -> Option<char> {
    let base = u8::try_from(base).ok()?;
    let mark = u32::from(mark).checked_sub(0x300)?;
    let is_wanted = |(letter, with): (&u8, &u8)| {
        (*letter == base || *letter == base.to_ascii_uppercase()) && u32::from(*with) == mark
    };
    let position = BASES.iter().zip(MARKS).position(is_wanted)?;
    u8::try_from(0xc0 + position).ok().map(|letter| char::from(letter | base & 0x20))
}

#[cfg(test)]
mod tests {
    use super::{is_in_latin_1, is_latin_1, normalize};

    /// The name in Latin-1, if it can be written in it.
    fn to_latin_1(name: &str) -> Option<String> {
        let mut latin = name.into();
        normalize(&mut latin, is_in_latin_1);
        is_latin_1(&latin).then(|| latin.into_owned())
    }

    /// As Safari on a Mac and file names of macOS have them. The decompositions are those of the JavaScript host.
    #[test]
    fn letters_of_latin_1_are_composed() {
        let decomposed = [
            ("A\u{300}A\u{301}A\u{302}A\u{303}A\u{308}A\u{30a}C\u{327}", "ÀÁÂÃÄÅÇ"),
            ("E\u{300}E\u{301}E\u{302}E\u{308}I\u{300}I\u{301}I\u{302}I\u{308}", "ÈÉÊËÌÍÎÏ"),
            ("N\u{303}O\u{300}O\u{301}O\u{302}O\u{303}O\u{308}", "ÑÒÓÔÕÖ"),
            ("U\u{300}U\u{301}U\u{302}U\u{308}Y\u{301}", "ÙÚÛÜÝ"),
        ];
        for (name, latin) in decomposed {
            assert_eq!(to_latin_1(name).as_deref(), Some(latin));
            let small = [name.to_lowercase(), latin.to_lowercase()];
            assert_eq!(to_latin_1(&small[0]).as_deref(), Some(&*small[1]));
        }
        assert_eq!(to_latin_1("Jose\u{301} Nun\u{303}ez-y\u{308}").as_deref(), Some("José Nuñez-ÿ"));
    }

    #[test]
    fn what_cannot_be_seen_and_full_width_are_no_other_script() {
        for invisible in "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{2060}\u{feff}\u{fe0f}\u{180e}".chars() {
            assert_eq!(to_latin_1(&format!("{invisible}Zo{invisible}ë {invisible}")).as_deref(), Some("Zoë"));
            assert_eq!(to_latin_1(&format!("Жанна{invisible}")), None);
        }
        assert_eq!(to_latin_1("Ｊａｎｅ　Ｏ＇Ｂｒｉｅｎ－２").as_deref(), Some("Jane O'Brien-2"));
    }

    #[test]
    fn a_name_in_another_script_is_not_changed() {
        for name in [
            "Мар\u{2019}яна",
            "Łucja O\u{2019}Brien",
            "東京\u{2010}商事",
            "Z\u{30c}iz\u{30c}ek",
            "Y\u{308}",
            " \u{320}",
            "\u{301}a",
            "é\u{301}",
        ] {
            assert_eq!(to_latin_1(name), None);
        }
    }
}
