//! Names in Latin-1, for a provider that wants other names in Latin letters as well.

/// Returns a name in Latin-1: with the apostrophe and hyphen of ASCII for those that keyboards put in their place.
/// `None` if it is in another script, whose spelling is not changed.
pub(crate) fn to_latin_1(name: &str) -> Option<String> {
    let latin: String = name.chars().map(plain).collect();
    latin.chars().all(|c| c <= '\u{ff}').then_some(latin)
}

/// Returns the ASCII form of an apostrophe or hyphen. iOS types `’` for `'`.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
        '\u{2010}'..='\u{2013}' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::to_latin_1;

    #[test]
    fn apostrophes_and_hyphens_of_a_name_in_latin_1_become_ascii() {
        for (name, latin) in [
            ("O\u{2019}Brien", "O'Brien"),
            ("\u{2018}t Hooft", "'t Hooft"),
            ("Ma\u{2bc}at", "Ma'at"),
            ("Jean\u{2010}Luc\u{2011}Marie\u{2012}Zoé\u{2013}Anne", "Jean-Luc-Marie-Zoé-Anne"),
        ] {
            assert_eq!(to_latin_1(name).as_deref(), Some(latin));
        }
    }

    #[test]
    fn a_name_in_another_script_is_not_changed() {
        for name in ["Мар\u{2019}яна", "Łucja O\u{2019}Brien", "東京\u{2010}商事"] {
            assert_eq!(to_latin_1(name), None);
        }
    }
}
