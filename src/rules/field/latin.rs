//! Names in Latin-1, for a provider that wants other names in Latin letters as well.

use std::borrow::Cow;

use super::text::{compose, is_dash, is_invisible, trim};
use crate::value::host::{TextForm, normalize_text};
use crate::value::text::ascii;

/// What keyboards, word processors and fonts put in the place of a form in ASCII or Latin-1, where Unicode's compatibility
/// form is none: each form, and after it the characters that stand for it.
const FORMS: &str = concat!(
    "'‘’‚‛′‵‹›ʹʻʼʽʾʿꞌ´❛❜\"“”„‟″‶ʺ«»❝❞〝〞〟/⁄∕╱\\∖╲No.№(R)®(C)©x×✕✖⨯*∗:∶~∼·•‣◦∙⋅●・aªoº1¹2²3³",
    "OEŒoeœIJĲijĳsſßẞ"
);

/// Writes a name in Latin-1: composed, without invisible characters, in ASCII where it has full width, and with the form of
/// each character that `is_wanted` refuses. A name in another script is not changed, because its spelling would be.
pub(crate) fn normalize(name: &mut Cow<str>, is_wanted: fn(char) -> bool) {
    if name.is_ascii() {
        return;
    }
    let mut latin = String::new();
    for c in name.chars().filter(|c| !is_invisible(*c)).map(ascii) {
        match if is_wanted(c) { None } else { form(c) } {
            Some(form) => latin.push_str(&form),
            None => latin.push(c),
        }
    }
    let mut latin = Cow::Owned(latin);
    compose(&mut latin);
    if is_latin_1(&latin) {
        trim(&mut latin);
        *name = latin.into_owned().into();
    }
}

/// Returns what a character stands for.
fn form(c: char) -> Option<Cow<'static, str>> {
    if c.is_whitespace() && !c.is_control() {
        return Some(" ".into());
    }
    if is_dash(c) {
        return Some("-".into());
    }
    listed_form(c).map(Cow::Borrowed).or_else(|| compatible_form(c))
}

/// Returns the form in [`FORMS`].
fn listed_form(c: char) -> Option<&'static str> {
    // The last form: where it starts and ends.
    let (mut start, mut end) = (0, 0);
    for (at, known) in FORMS.char_indices() {
        if known.is_ascii() || matches!(known, 'ß' | '·') {
            start = if at == end { start } else { at };
            end = at + known.len_utf8();
        } else if known == c {
            return FORMS.get(start..end);
        }
    }
    None
}

/// Returns Unicode's compatibility form of a symbol, if it has no character outside Latin-1 but the slash of a fraction. That
/// of a letter would be another spelling.
fn compatible_form(c: char) -> Option<Cow<'static, str>> {
    if c < '\u{2000}' {
        return None;
    }
    let given = c.to_string();
    let form = normalize_text(&given, TextForm::Nfkc).replace('\u{2044}', "/");
    (form != given && is_latin_1(&form) && !form.starts_with(' ')).then(|| form.into())
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

    /// A host knows the compatibility forms; the others are listed.
    #[test]
    fn what_has_a_form_in_latin_1_is_no_other_script() {
        for (name, latin) in [
            ("Café • Bar", "Café · Bar"),
            ("A ⅓ B‼ ① ⑴ ⒜ Ⓑ ⓒ", "A 1/3 B!! 1 (1) (a) B c"),
            ("𝐉𝐚𝐧𝐞 𝒟oe ﬁﬂﬄ ĳ", "Jane Doe fiflffl ij"),
            ("Ⅷ ⅳ ₂ ⁿ ㎏ ™ ℡ № ⒈", "VIII iv 2 n kg TM TEL No. 1."),
            ("O’Brien “X” ✕ ∶ œ ſ ẞ", "O'Brien \"X\" x : oe s ß"),
            ("a〜b〰c─d˗e゠f", "a-b-c-d-e-f"),
        ] {
            assert_eq!(to_latin_1(name).as_deref(), Some(latin));
        }
        for name in ["Ł•", "① Ж", "½Ω", "゠カ", "ŀ"] {
            assert_eq!(to_latin_1(name), None, "{name}");
        }
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
            let mut latin = name.into();
            normalize(&mut latin, is_in_latin_1);
            assert_eq!(latin, name);
        }
    }
}
