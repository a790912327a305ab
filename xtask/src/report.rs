//! The reports of the searches: what each one ran and counted, in target/reports/<name>.md, with the commit.

use std::process::Command;

use anyhow::Result;

use crate::process::{self, say};
use crate::{file, workspace};

/// Writes the figures of a run.
pub(crate) fn write(name: &str, figures: &str) -> Result<()> {
    let path = workspace::target().join("reports").join(format!("{name}.md"));
    file::write(&path, format!("Figures of commit `{}`.\n\n{}\n", commit(), figures.trim()))?;
    say(&format!("the figures are in {}", workspace::shown(&path)));
    Ok(())
}

/// Names the commit, and says whether files have changed since.
fn commit() -> String {
    let git = |arguments: &[&str]| process::output(Command::new("git").current_dir(workspace::root()).args(arguments));
    let commit = git(&["rev-parse", "--short=8", "HEAD"]).unwrap_or_default();
    let changes = git(&["status", "--porcelain"]).unwrap_or_default();
    format!("{}{}", commit.trim(), if changes.is_empty() { "" } else { " with changes" })
}

/// Returns a number with commas.
pub(crate) fn grouped(number: &str) -> String {
    let digits = number.len();
    let mut text = String::new();
    for (at, digit) in number.chars().enumerate() {
        if at > 0 && (digits - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_have_a_comma_before_each_three_digits() {
        assert_eq!(["7", "1234", "123456", "1234567"].map(grouped), ["7", "1,234", "123,456", "1,234,567"]);
    }
}
