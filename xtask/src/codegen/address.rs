//! What a country's addresses have, in which order and under which names: two bytes each.

use super::{Data, countries, text};
use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write;

/// What is not required is used where the order has it.
const STATE_REQUIRED: u8 = 1 << 5;
const POSTAL_REQUIRED: u8 = 1 << 6;
const CITY_REQUIRED: u8 = 1 << 7;

const COLUMNS: [&str; 8] =
    ["country", "order", "state", "postalCode", "city", "stateName", "postalCodeName", "cityName"];

/// Words in the order of their first appearance.
#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    /// The number of a word, which must fit into so many bits.
    fn number(&mut self, word: &str, bits: u32) -> Result<u8> {
        let at = self.0.iter().position(|known| known == word).unwrap_or_else(|| {
            self.0.push(word.to_owned());
            self.0.len() - 1
        });
        let number = u8::try_from(at)?;
        ensure!(number < 1 << bits, "more words than {bits} bits can number: {word}");
        Ok(number)
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
        parts.push(flags.context(country)? | orders.number(&format!("{order:-<4}"), 5)?);
        names.push(
            states.number(&state_name, 4)? | postals.number(&postal_name, 2)? << 4 | cities.number(&city_name, 2)? << 6,
        );
    }
    let mut out = String::new();
    write!(
        out,
        "\n/// One byte for each country, in the order of `COUNTRIES`: bits 0 to 4 the number in `ORDERS`,\n\
         /// bit 5 state required, 6 postal code required, 7 city required.\n{}",
        text::array("ADDRESS", "u8", &parts, 16)
    )?;
    write!(
        out,
        "\n/// Orders of the parts, 4 bytes each: A street lines, C city, S state, Z postal code.\n{}",
        text::string("ORDERS", &orders.0, "", 16)
    )?;
    write!(
        out,
        "\n/// One byte for each country: bits 0 to 3 the number in `STATE_NAMES`, 4 and 5 in `POSTAL_CODE_NAMES`,\n\
         /// 6 and 7 in `CITY_NAMES`.\n{}",
        text::array("NAMES", "u8", &names, 16)
    )?;
    for (name, what, words) in [
        ("STATE_NAMES", "states", states),
        ("POSTAL_CODE_NAMES", "postal codes", postals),
        ("CITY_NAMES", "cities", cities),
    ] {
        write!(out, "\n/// What {what} are called.\n{}", text::string(name, &words.0, "|", 16))?;
    }
    Ok(out)
}

fn required(level: &str, present: bool, flag: u8) -> Result<u8> {
    Ok(match (level, present) {
        ("required", true) => flag,
        ("used", true) | ("unused", false) => 0,
        _ => bail!("`{level}` does not go with the order of the parts"),
    })
}
