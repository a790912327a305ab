//! The names of options. Without this check, a misspelt one would be ignored.
//!
//! The wrapper checks the options of JavaScript before they come here, and knows which name was meant
//! (`module/options/unknown-option.ts`).

/// How much of a name a message shows: enough to recognize it.
const SHOWN_CHARACTERS: usize = 40;

/// Returns the message about the first name that is not an option; `None` if all are.
pub(crate) fn unknown_option<'a>(mut given: impl Iterator<Item = &'a str>, known: &[&str]) -> Option<String> {
    let name = given.find(|name| !known.contains(name))?;
    let shown: String = name.chars().take(SHOWN_CHARACTERS).collect();
    Some(["There is no option \"", &shown, "\": there are ", &known.join(", "), "."].concat())
}
