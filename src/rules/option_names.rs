//! The names of options. Without this check, a misspelt one would be ignored.
//!
//! `lib/options/unknown-option.js` gives the same messages for the options of JavaScript, also where no wasm module is loaded:
//! tests/vectors/data/option-names.json has cases for both.

/// How much of a name a message shows: enough to recognize it.
const SHOWN_CHARACTERS: usize = 40;
/// Names with more differences have little in common.
const MOST_DIFFERENCES: usize = 2;
/// The shortest end of a name that is a word of its own.
const SHORTEST_END: usize = 6;

/// Returns the message about the first name that is not an option; `None` if all are. `of_calls` are the options of a
/// call, which callers may mistake for options of a client.
pub(crate) fn unknown_option<'a>(
    mut given: impl Iterator<Item = &'a str>,
    known: &[&str],
    of_calls: &[&str],
) -> Option<String> {
    let name = given.find(|name| !known.contains(name))?;
    let shown: String = name.chars().take(SHOWN_CHARACTERS).collect();
    let advice = if of_calls.contains(&name) {
        "it belongs to a call, not to a client.".to_owned()
    } else {
        match nearest(&shown, known) {
            Some(meant) => ["did you mean \"", meant, "\"?"].concat(),
            None => ["there are ", &known.join(", "), "."].concat(),
        }
    };
    Some(["There is no option \"", &shown, "\": ", &advice].concat())
}

/// Returns the option that resembles a name most, if one does.
fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = name.to_ascii_lowercase();
    let is_end = |whole: &str, end: &str| end.len() >= SHORTEST_END && whole.ends_with(end);
    let distances = known.iter().map(|option| {
        let other = option.to_ascii_lowercase();
        // As in `webhookPublicKey` and `publicKey`.
        let is_end = is_end(&other, &name) || is_end(&name, &other);
        (if is_end { 1 } else { distance(&other, &name) }, *option)
    });
    let (least, meant) = distances.min_by_key(|(distance, _)| *distance)?;
    (least <= MOST_DIFFERENCES).then_some(meant)
}

/// Returns how many characters to insert, remove or replace to turn one word into the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, letter) in one.chars().enumerate() {
        let mut next = vec![i + 1];
        // Each place is next to the last one of this row, and below two of the row before.
        let mut left = i + 1;
        for (above, its_letter) in row.windows(2).zip(other.chars()) {
            let &[before, above] = above else { continue };
            left = (before + usize::from(letter != its_letter)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
