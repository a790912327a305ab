//! Which address fields a country's postal format has and requires: one byte of flags each.

use super::{Data, countries};
use anyhow::{Result, bail, ensure};

const STATE_USED: u8 = 1 << 0;
const STATE_REQUIRED: u8 = 1 << 1;
const POSTAL_USED: u8 = 1 << 2;
const POSTAL_REQUIRED: u8 = 1 << 3;
const CITY_REQUIRED: u8 = 1 << 4;

pub(super) fn render(data: &Data) -> Result<String> {
    let flags = flags(data)?;
    let lines: Vec<_> = flags.chunks(16).map(line).collect();
    Ok(format!(
        "\n/// One byte for each country, in the order of `COUNTRIES`: bit 0 state used, 1 state required,\n\
         /// 2 postal code used, 3 postal code required, 4 city required.\n\
         #[rustfmt::skip]\n\
         pub(super) static ADDRESS: [u8; {}] = [\n{}];\n",
        flags.len(),
        lines.concat()
    ))
}

fn line(flags: &[u8]) -> String {
    let items: Vec<_> = flags.iter().map(|flag| format!("{flag:2}")).collect();
    format!("    {},\n", items.join(", "))
}

fn flags(data: &Data) -> Result<Vec<u8>> {
    let rows = data.rows("address.csv", ["country", "state", "postalCode", "city"])?;
    let countries = countries::alpha2(data)?;
    ensure!(
        rows.iter().map(|[country, ..]| country).eq(&countries),
        "address.csv should have the countries of countries.csv, in the same order"
    );
    rows.iter()
        .map(|[_, state, postal, city]| {
            Ok(level(state, STATE_USED, STATE_REQUIRED)?
                | level(postal, POSTAL_USED, POSTAL_REQUIRED)?
                | level(city, 0, CITY_REQUIRED)?)
        })
        .collect()
}

/// What is required is also used.
fn level(word: &str, used: u8, required: u8) -> Result<u8> {
    Ok(match word {
        "unused" => 0,
        "used" => used,
        "required" => used | required,
        other => bail!("`{other}` is not unused, used or required"),
    })
}
