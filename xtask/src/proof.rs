//! The sections of docs/proof.md, each of which is written by the command that finds its figures.

use anyhow::Result;

use crate::{docs, file, workspace};

/// Replaces the generated section with this name.
pub(crate) fn write(section: &str, text: &str) -> Result<()> {
    let path = workspace::root().join("docs/proof.md");
    file::write(&path, docs::fill(&file::read_text(&path)?, section, text)?.as_bytes())
}

/// Adds a comma after each three digits of a number: `1,234,567`.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a share in percent, cut to one digit: `66.6 %`. Of nothing, there is none.
pub(crate) fn share(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        Some(thousandths) => format!("{}.{} %", thousandths / 10, thousandths % 10),
        None => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(["0", "999", "1000", "123456789"].map(grouped), ["0", "999", "1,000", "123,456,789"]);
    }
}
