//! The names modules of the package: what countries, subdivisions and the parts of an address are called in each language.

use super::{Data, countries, subdivisions};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The languages beside English, which also has `subdivisionCode`: see `subdivisions::render_names`.
pub(super) const LOCALES: [&str; 7] = ["de", "es", "fr", "pt", "ar", "ja", "zh"];

const LABEL_COLUMNS: [&str; 9] = ["word", "en", "de", "es", "fr", "pt", "ar", "ja", "zh"];

/// The names of the fields, which are their labels where a country has no word of its own.
const FIELDS: [&str; 5] = ["line1", "line2", "city", "state", "postalCode"];

pub(super) const SOURCE: &str =
    "data/address-labels.csv, data/countries.csv, data/names/countries.csv and data/subdivision*";

/// The import and the export that every module of names has.
pub(super) const IMPORT: &str = "import { withCountries } from \"./examples.js\";\n";
pub(super) const EXPORT: &str = "export default /* @__PURE__ */ withCountries(names, countries);\n";

pub(super) fn path(locale: &str) -> String {
    format!("pkg-template/names/{locale}.js")
}

/// Renders the names in the order of the codes. A subdivision without a name in this language has its English one, because a
/// list of names with a code in it helps nobody.
pub(super) fn render(data: &Data, locale: &str) -> Result<String> {
    let table = "names/subdivisions.csv";
    let rows = data.rows(table, ["locale", "code", "name"])?.into_iter().filter(|[of_row, ..]| of_row == locale);
    let mut local: BTreeMap<_, _> = rows.map(|[_, code, name]| (code, name)).collect();
    let mut names = String::new();
    for country in subdivisions::sorted(data)? {
        let mut list = Vec::new();
        for (code, english) in country.subdivisions {
            let code = format!("{}-{code}", country.alpha2);
            let name = local.remove(&code).unwrap_or(english);
            subdivisions::ensure_packable(&code, &name)?;
            list.push(name);
        }
        if !list.is_empty() {
            writeln!(names, "  {}: \"{}\",", country.alpha2, list.join("|"))?;
        }
    }
    ensure!(local.is_empty(), "{table} has codes that subdivisions.csv lacks: {:?}", local.keys());
    let (labels, countries) = (labels(data, locale)?, country_names(data, locale)?);
    Ok(format!("{IMPORT}{labels}\nconst names = {{\n{names}}};\n\n{countries}\n{EXPORT}"))
}

/// Renders the name of every country, in the order of the table, which is that of the language.
pub(super) fn country_names(data: &Data, locale: &str) -> Result<String> {
    let table = "names/countries.csv";
    let mut missing: BTreeSet<String> = countries::alpha2(data)?.into_iter().collect();
    let mut entries = Vec::new();
    let rows = data.rows(table, ["locale", "alpha2", "name"])?.into_iter();
    for [_, code, name] in rows.filter(|[of_row, ..]| of_row == locale) {
        ensure!(missing.remove(&code), "{table}: there is no country {code}, or it is there twice");
        subdivisions::ensure_packable(&code, &name)?;
        entries.push(format!("{code}={name}"));
    }
    ensure!(missing.is_empty(), "{table} lacks {missing:?}");
    let list = entries.join("|");
    Ok(format!("// Each country and its name, as the language sorts them.\nconst countries =\n  \"{list}\";\n"))
}

/// Renders the text of every word that `addressFields` has as a label.
pub(super) fn labels(data: &Data, locale: &str) -> Result<String> {
    let columns = ["country", "order", "state", "postalCode", "city", "stateName", "postalCodeName", "cityName"];
    let mut words: BTreeSet<String> = FIELDS.map(str::to_owned).into();
    for [_, _, _, _, _, state, postal_code, city] in data.rows("address.csv", columns)? {
        words.extend([state, postal_code, city]);
    }
    let mut lines = String::new();
    for row in data.rows("address-labels.csv", LABEL_COLUMNS)? {
        let [word, ..] = &row;
        ensure!(words.remove(word), "address-labels.csv: no address has a part called {word}, or it is there twice");
        let mut texts = LABEL_COLUMNS.iter().zip(&row).filter(|(column, text)| **column == locale && !text.is_empty());
        let (_, text) = texts.next().with_context(|| format!("address-labels.csv: {word} has no text in {locale}"))?;
        writeln!(lines, "  {word}: {text:?},")?;
    }
    ensure!(words.is_empty(), "address-labels.csv lacks {words:?}");
    Ok(format!("\nexport const labels = {{\n{lines}}};\n"))
}
