//! The names modules of the package: what countries, subdivisions and the parts of an address are called in each
//! language.

use super::subdivisions::{Country, by_country, ensure_own, ensure_packable};
use super::{Data, address, countries};
use crate::{Generated, generated};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The languages. English also has `subdivisionCode`: see [`finders`].
pub(super) const LOCALES: [&str; 8] = ["en", "de", "es", "fr", "pt", "ar", "ja", "zh"];

const COUNTRY_COLUMNS: [&str; 9] = ["alpha2", "en", "de", "es", "fr", "pt", "ar", "ja", "zh"];

const LABEL_COLUMNS: [&str; 9] = ["word", "en", "de", "es", "fr", "pt", "ar", "ja", "zh"];

/// The names of the fields. Each is also the label of its field where a country has no other word.
const FIELDS: [&str; 5] = ["line1", "line2", "city", "state", "postalCode"];

pub(super) const SOURCE: &str = "data/address-labels.csv, data/countries.csv, data/names and data/subdivision*";

/// The import and the export that every module of names has.
const IMPORT: &str = "import { withCountries } from \"./examples.ts\";\n";
const EXPORT: &str = "export default /* @__PURE__ */ withCountries(names, countries);\n";

pub(super) fn path(locale: &str) -> String {
    format!("pkg-template/module/names/{locale}.ts")
}

/// Renders the names in the order of the codes. A subdivision without a name in this language has its English one,
/// because a list of names with a code in it does not help.
pub(super) fn render(data: &Data, locale: &str) -> Result<String> {
    let (labels, countries) = (labels(data, locale)?, country_names(data, locale)?);
    let names = names(&by_country(data)?, locale);
    Ok(format!("{IMPORT}{labels}\n{names}\n{countries}\n{EXPORT}"))
}

fn names(countries: &[Country], locale: &str) -> String {
    let line = |Country { alpha2, subdivisions, .. }: &Country| {
        let names: Vec<_> = subdivisions.iter().map(|one| one.name(locale)).collect();
        if names.is_empty() { String::new() } else { format!("  {alpha2}: \"{}\",\n", names.join("|")) }
    };
    format!("const names = {{\n{}}};\n", countries.iter().map(line).collect::<String>())
}

/// Renders the name of every country, in the order of the language.
fn country_names(data: &Data, locale: &str) -> Result<String> {
    let column = LOCALES.iter().position(|other| *other == locale).context("a language has a column")?;
    let mut names = BTreeMap::new();
    for [code, all @ ..] in data.rows("names/countries.csv", COUNTRY_COLUMNS)? {
        let name: String = all.into_iter().nth(column).unwrap_or_default();
        ensure!(!name.is_empty(), "names/countries.csv: {code} has no name in {locale}");
        ensure_packable(&code, &name)?;
        names.insert(code, name);
    }
    ensure!(names.keys().eq(&countries::alpha2(data)?), "names/countries.csv must have each country once");
    let mut entries = Vec::new();
    for codes in data.rows("names/country-order.csv", LOCALES)? {
        let code = codes.into_iter().nth(column).unwrap_or_default();
        let name =
            names.remove(&code).with_context(|| format!("names/country-order.csv: {locale} has {code} twice"))?;
        entries.push(format!("{code}={name}"));
    }
    ensure!(names.is_empty(), "names/country-order.csv lacks {:?} in {locale}", names.keys());
    let list = entries.join("|");
    Ok(format!("// Each country and its name, as the language sorts them.\nconst countries =\n  \"{list}\";\n"))
}

/// Renders the text of every word that `addressFields` has as a label.
fn labels(data: &Data, locale: &str) -> Result<String> {
    let mut words: BTreeSet<String> = FIELDS.map(str::to_owned).into();
    for [_, _, _, _, _, state, postal_code, city] in data.rows("address.csv", address::COLUMNS)? {
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

/// Renders the two modules that export `subdivisionCode`, and the tables of the first, which the page reads as well.
///
/// The English names module has the names in the order of the codes, labels, and `subdivisionCode` with its other
/// names, which bundlers drop if nothing calls it. That of the edge handler is limited to the countries whose postal
/// format requires a state: elsewhere a state that is not a code is omitted, and the names of all countries would
/// double the handler's size.
pub(super) fn finders(data: &Data) -> Result<[Generated; 3]> {
    let mut countries = by_country(data)?;
    countries.retain(|country| !country.subdivisions.is_empty());
    let (labels, named) = (labels(data, "en")?, country_names(data, "en")?);
    let (tables, codes) = (tables(data, &countries)?, countries.iter().map(codes_of).collect::<String>());
    let spellings = format!(
        "{}\n// The alpha-3 code of each country, then its subdivision codes.\nexport const codes = {{\n{codes}}};\n",
        tables.replace("const ", "export const ")
    );
    let english = format!(
        "import {{ OTHER_LEVEL }} from \"../form/levels.ts\";\n{IMPORT}\
         import {{ finder, lookup }} from \"./find.ts\";\n\
         import {{ codes, local, names, usual }} from \"./spellings.ts\";\n{labels}\n\
         export const subdivisionCode = /* @__PURE__ */ finder(/* @__PURE__ */ lookup(codes), {{\n  \
         names,\n  usual,\n  local,\n  otherLevel: OTHER_LEVEL,\n}});\n\n\
         {named}\n{EXPORT}"
    );
    let rows = data.rows("address.csv", address::COLUMNS)?.into_iter();
    let wanted: BTreeSet<_> = rows.filter(|row| row[2] == "required").map(|[country, ..]| country).collect();
    countries.retain(|country| wanted.contains(&country.alpha2));
    let tables = self::tables(data, &countries)?;
    let of_handler = format!(
        "import {{ OTHER_LEVEL }} from \"../../../module/form/levels.ts\";\nimport {{ finder }} from \"../../../module/names/find.ts\";\n\
         import {{ lookup }} from \"./countries.ts\";\n\n{tables}\
         export const subdivisionCode = /* @__PURE__ */ finder(lookup, {{ names, usual, local, otherLevel: OTHER_LEVEL }});\n"
    );
    let source = "data/address.csv, data/countries.csv and data/subdivision*.csv";
    Ok([
        generated(&path("en"), SOURCE, &english),
        generated(&path("spellings"), source, &spellings),
        generated("pkg-template/service/edge/engine/states.ts", source, &of_handler),
    ])
}

fn codes_of(country: &Country) -> String {
    format!("  {}: \"{}|{}\",\n", country.alpha2, country.alpha3, country.codes("|"))
}

/// Renders the constants with the names of the countries.
fn tables(data: &Data, countries: &[Country]) -> Result<String> {
    let rows = data.rows("subdivision-usual-names.csv", ["code", "name", "source"])?;
    let (mut usual, mut local) = (String::new(), String::new());
    for country in countries {
        let prefix = country.alpha2.clone() + "-";
        let in_use = rows.iter().filter_map(|[code, name, _]| Some((code.strip_prefix(&prefix)?, name.as_str())));
        let in_use: Vec<_> = in_use.collect();
        in_use.iter().try_for_each(|(code, name)| ensure_packable(code, name))?;
        ensure_own(country, in_use.iter().copied())?;
        let on_letters =
            country.subdivisions.iter().flat_map(|one| one.on_letters().map(|name| (one.code.as_str(), name)));
        usual += &pairs(country, in_use.into_iter().chain(on_letters));
        let in_iso = country.subdivisions.iter().filter(|one| !one.in_iso().eq([one.name("en")]));
        local += &pairs(country, in_iso.flat_map(|one| one.in_iso().map(|name| (one.code.as_str(), name))));
    }
    Ok(format!(
        "{}\n// Abbreviations and other names in common use.\nconst usual = {{\n{usual}}};\n\n\
         // The names in ISO 3166-2, of those that have another one in English.\nconst local = {{\n{local}}};\n\n",
        names(countries, "en")
    ))
}

fn pairs<'a>(country: &Country, names: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<_> = names.map(|(code, name)| format!("{code}={name}")).collect();
    if pairs.is_empty() { String::new() } else { format!("  {}: \"{}\",\n", country.alpha2, pairs.join("|")) }
}
