//! Which subdivisions addresses do not name, for the wrapper: `addressFields` offers one level only.

use super::Data;
use anyhow::Result;

pub(super) const SOURCE: &str = "data/subdivision-levels.csv";

/// Renders one expression for all countries: a list of codes would take 0.2 KB more, which the form module does not have.
pub(super) fn render(data: &Data) -> Result<String> {
    let rows = data.rows("subdivision-levels.csv", ["country", "addresses", "codes", "others"])?;
    let grouped = |others: String| if others.contains('|') { format!("({others})") } else { others };
    let others: Vec<_> = rows.into_iter().map(|[country, .., others]| country + "-" + &grouped(others)).collect();
    Ok(format!(
        "\n/** Matches the whole codes of what contains subdivisions that addresses name, or is contained in them. */\n\
         export const OTHER_LEVEL = /^({})$/;\n",
        others.join("|")
    ))
}
