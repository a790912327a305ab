//! The parts of each country's addresses, their order and their names, in two bytes per country.

use super::{Data, array, comment, countries, string, unformatted};
use anyhow::{Context, Result, bail, ensure};

// A part that is in the order but not required is optional.
const STATE_REQUIRED: u8 = 1 << 5;
const POSTAL_REQUIRED: u8 = 1 << 6;
const CITY_REQUIRED: u8 = 1 << 7;

pub(super) const COLUMNS: [&str; 8] =
    ["country", "order", "state", "postalCode", "city", "stateName", "postalCodeName", "cityName"];

/// The labels of the lines, which are not in the table.
const LINES: [&str; 2] = ["line1", "line2"];

/// The name of some cities and of some states. `LABELS` has it once: as the last name of a city and the first of a
/// state.
const SHARED: &str = "district";

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
        (Words::default(), Words(vec![SHARED.to_owned()]), Words::default(), Words::default());
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
    ensure!(cities.0.last().is_some_and(|word| word == SHARED), "`{SHARED}` must be the last name of a city");
    let [postal_code, city] = [0, postals.0.len()].map(|at| at + LINES.len());
    let state = city + cities.0.len() - 1;
    let labels = [&LINES.map(str::to_owned), &postals.0[..], &cities.0, states.0.get(1..).unwrap_or_default()].concat();
    let lines: String = labels.chunks(8).map(|line| format!("    \"{}\",\n", line.join("\", \""))).collect();
    Ok([
        array(
            "One byte per country, in the order of `COUNTRIES`. Bits 0 to 4: index in `ORDERS`. Bit 5: the state is \
             required. Bit 6: the postal code is required. Bit 7: the city is required.",
            "ADDRESS",
            "u8",
            &parts,
            16,
        ),
        string(
            "Orders of the parts, 4 bytes each: A street lines, C city, S state, Z postal code.",
            "ORDERS",
            &orders.0,
            "",
            16,
        ),
        array(
            "One byte per country, in the order of `COUNTRIES`. Bits 0 to 3: index of the state's name. Bits 4 and 5: \
             index of the postal code's name. Bits 6 and 7: index of the city's name.",
            "NAMES",
            "u8",
            &names,
            16,
        ),
        comment("Where the names of each part start in `LABELS`."),
        format!("pub(super) const STATE_NAMES: usize = {state};\n"),
        format!("pub(super) const POSTAL_CODE_NAMES: usize = {postal_code};\n"),
        format!("pub(super) const CITY_NAMES: usize = {city};\n"),
        unformatted(
            "The two lines, then the local names of each part. The names of cities and of states overlap by one: `district`, which is \
             the last name of a city and the first of a state.",
            &format!("pub(crate) static LABELS: [&str; {}]", labels.len()),
            &lines,
        ),
    ]
    .concat())
}

fn required(level: &str, present: bool, flag: u8) -> Result<u8> {
    Ok(match (level, present) {
        ("required", true) => flag,
        ("used", true) | ("unused", false) => 0,
        _ => bail!("`{level}` contradicts the order of the parts: a part is `unused` exactly where the order lacks it"),
    })
}
