//! The parts of each country's addresses, their order and their names, in two bytes per country.

use super::{Data, countries, text};
use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write;

// A part that is in the order but not required is optional.
const STATE_REQUIRED: u8 = 1 << 5;
const POSTAL_REQUIRED: u8 = 1 << 6;
const CITY_REQUIRED: u8 = 1 << 7;

const COLUMNS: [&str; 8] =
    ["country", "order", "state", "postalCode", "city", "stateName", "postalCodeName", "cityName"];

/// Distinct words in the order of their first appearance.
#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    /// Returns the index of a word, which must fit into `bits` bits.
    fn index(&mut self, word: &str, bits: u32) -> Result<u8> {
        let at = self.0.iter().position(|known| known == word).unwrap_or_else(|| {
            self.0.push(word.to_owned());
            self.0.len() - 1
        });
        let index = u8::try_from(at)?;
        ensure!(index < 1 << bits, "`{word}` is one word more than {bits} bits can index: widen its bits in the table");
        Ok(index)
    }
}

pub(super) fn render(data: &Data) -> Result<String> {
    let (mut orders, mut states, mut postals, mut cities) =
        (Words::default(), Words::default(), Words::default(), Words::default());
    let (mut parts, mut names) = (Vec::new(), Vec::new());
    for row in countries::rows_by_country(data, "address.csv", COLUMNS)? {
        let [country, order, state, postal, city, state_name, postal_name, city_name] = row;
        let required = |word: &str, letter, flag| required(word, order.contains(letter), flag);
        let flags = required(&state, 'S', STATE_REQUIRED).and_then(|state| {
            Ok(state | required(&postal, 'Z', POSTAL_REQUIRED)? | required(&city, 'C', CITY_REQUIRED)?)
        });
        parts.push(flags.context(country)? | orders.index(&format!("{order:-<4}"), 5)?);
        names.push(
            states.index(&state_name, 4)? | postals.index(&postal_name, 2)? << 4 | cities.index(&city_name, 2)? << 6,
        );
    }
    let mut out = String::new();
    write!(
        out,
        "\n/// One byte per country, in the order of `COUNTRIES`. Bits 0 to 4: index in `ORDERS`. Bit 5: the state is required.\n\
         /// Bit 6: the postal code is required. Bit 7: the city is required.\n{}",
        text::array("ADDRESS", "u8", &parts, 16)
    )?;
    write!(
        out,
        "\n/// Orders of the parts, 4 bytes each: A street lines, C city, S state, Z postal code.\n{}",
        text::string("ORDERS", &orders.0, "", 16)
    )?;
    write!(
        out,
        "\n/// One byte per country, in the order of `COUNTRIES`. Bits 0 to 3: index in `STATE_NAMES`. Bits 4 and 5: index in\n\
         /// `POSTAL_CODE_NAMES`. Bits 6 and 7: index in `CITY_NAMES`.\n{}",
        text::array("NAMES", "u8", &names, 16)
    )?;
    for (name, what, words) in [
        ("STATE_NAMES", "state", states),
        ("POSTAL_CODE_NAMES", "postal code", postals),
        ("CITY_NAMES", "city", cities),
    ] {
        // As arrays, the words would take 0.1 KB more, which the budget of the form module does not have.
        write!(
            out,
            "\n/// The local names for a {what}, separated by `|`.\n{}",
            text::string(name, &words.0, "|", 16)
        )?;
    }
    Ok(out)
}

fn required(level: &str, present: bool, flag: u8) -> Result<u8> {
    Ok(match (level, present) {
        ("required", true) => flag,
        ("used", true) | ("unused", false) => 0,
        _ => bail!("`{level}` contradicts the order of the parts: a part is `unused` exactly where the order lacks it"),
    })
}
