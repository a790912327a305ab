//! The names modules of the package: what countries, subdivisions and the parts of an address are called in each
//! language.

use super::subdivisions::{Country, ensure_packable, sorted};
use super::{Data, address, countries};
use crate::{Generated, generated};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// The languages besides English, which also has `subdivisionCode`: see [`finders`].
pub(super) const LOCALES: [&str; 7] = ["de", "es", "fr", "pt", "ar", "ja", "zh"];

const LABEL_COLUMNS: [&str; 9] = ["word", "en", "de", "es", "fr", "pt", "ar", "ja", "zh"];

/// The names of the fields. Each is also the label of its field where a country has no other word.
const FIELDS: [&str; 5] = ["line1", "line2", "city", "state", "postalCode"];

pub(super) const SOURCE: &str =
    "data/address-labels.csv, data/countries.csv, data/names/countries.csv and data/subdivision*";

/// The import and the export that every module of names has.
const IMPORT: &str = "import { withCountries } from \"./examples.js\";\n";
const EXPORT: &str = "export default /* @__PURE__ */ withCountries(names, countries);\n";

pub(super) fn path(locale: &str) -> String {
    format!("pkg-template/names/{locale}.js")
}

/// Renders the names in the order of the codes. A subdivision without a name in this language has its English one,
/// because a list of names with a code in it does not help.
pub(super) fn render(data: &Data, locale: &str) -> Result<String> {
    let table = "names/subdivisions.csv";
    let rows = data.rows(table, ["locale", "code", "name"])?.into_iter().filter(|[of_row, ..]| of_row == locale);
    let mut local: BTreeMap<_, _> = rows.map(|[_, code, name]| (code, name)).collect();
    let mut names = String::new();
    for country in sorted(data)? {
        let mut list = Vec::new();
        for (code, english) in country.subdivisions {
            let code = format!("{}-{code}", country.alpha2);
            let name = local.remove(&code).unwrap_or(english);
            ensure_packable(&code, &name)?;
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
fn country_names(data: &Data, locale: &str) -> Result<String> {
    let table = "names/countries.csv";
    let mut missing: BTreeSet<String> = countries::alpha2(data)?.into_iter().collect();
    let mut entries = Vec::new();
    let rows = data.rows(table, ["locale", "alpha2", "name"])?.into_iter();
    for [_, code, name] in rows.filter(|[of_row, ..]| of_row == locale) {
        ensure!(missing.remove(&code), "{table}: there is no country {code}, or it is there twice");
        ensure_packable(&code, &name)?;
        entries.push(format!("{code}={name}"));
    }
    ensure!(missing.is_empty(), "{table} lacks {missing:?}");
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

/// Renders the two modules that export `subdivisionCode`.
///
/// The English names module has the names in the order of the codes, labels, and `subdivisionCode` with its other
/// names, which bundlers drop if nothing calls it. That of the edge handler is limited to the countries whose postal
/// format requires a state: elsewhere a state that is not a code is omitted, and the names of all countries would
/// double the handler's size. It does not show the names, so it has their short forms, which take 0.7 KB
/// less.
pub(super) fn finders(data: &Data, root: &Path) -> Result<[Generated; 2]> {
    let others = OtherNames::read(root)?;
    let (tables, codes) = finder(data, &others.known, |_| true, |_, name| Ok(name.to_owned()))?;
    let (labels, countries) = (labels(data, "en")?, country_names(data, "en")?);
    let english = format!(
        "{IMPORT}import {{ finder, lookup }} from \"./find.js\";\n{labels}\n{tables}\
         // The alpha-3 code of each country, then its subdivision codes.\nconst codes = {{\n{codes}}};\n\n\
         export const subdivisionCode = /* @__PURE__ */ finder(names, /* @__PURE__ */ lookup(codes), usual, local);\n\n\
         {countries}\n{EXPORT}"
    );
    let rows = data.rows("address.csv", address::COLUMNS)?.into_iter();
    let wanted: BTreeSet<_> = rows.filter(|row| row[2] == "required").map(|[country, ..]| country).collect();
    let shorten = |code: &str, name: &str| {
        let key = format!("{code}={name}");
        others.short.get(&key).cloned().with_context(|| format!("known-names.mjs must print {key}"))
    };
    let (tables, _) = finder(data, &others.known, |country| wanted.contains(country), shorten)?;
    let of_handler = format!(
        "import {{ finder }} from \"../../names/find.js\";\nimport {{ lookup }} from \"./countries.js\";\n\n{tables}\
         export const subdivisionCode = /* @__PURE__ */ finder(names, lookup, usual, local);\n"
    );
    let source = "data/address.csv, data/countries.csv and data/subdivision*.csv";
    Ok([generated(&path("en"), SOURCE, &english), generated("pkg-template/lib/edge/states.js", source, &of_handler)])
}

/// Renders the constants with the names of the wanted countries, and their codes in the same order. Leaves out the
/// known names, and writes each of the others as `write` returns it for a code.
fn finder(
    data: &Data,
    known: &BTreeSet<[String; 3]>,
    is_wanted: impl Fn(&str) -> bool,
    write: impl Fn(&str, &str) -> Result<String>,
) -> Result<(String, String)> {
    let (mut names, mut codes) = (String::new(), String::new());
    for Country { alpha2: country, alpha3, subdivisions } in sorted(data)? {
        subdivisions.iter().try_for_each(|(code, name)| ensure_packable(code, name))?;
        if !subdivisions.is_empty() && is_wanted(&country) {
            let named = subdivisions.iter().map(|(code, name)| write(&format!("{country}-{code}"), name));
            let named = named.collect::<Result<Vec<_>>>()?;
            let list: Vec<_> = subdivisions.into_iter().map(|(code, _)| code).collect();
            writeln!(names, "  {country}: \"{}\",", named.join("|"))?;
            writeln!(codes, "  {country}: \"{alpha3}|{}\",", list.join("|"))?;
        }
    }
    let is_needed = |table: &str, code: &str, name: &str| {
        code.split_once('-').is_some_and(|(country, _)| is_wanted(country))
            && !known.contains(&[table, code, name].map(str::to_owned))
    };
    let usual = data.rows("subdivision-usual-names.csv", ["code", "name", "source"])?.into_iter();
    let usual = usual.map(|[code, name, _]| (code, name)).filter(|(code, name)| is_needed("usual", code, name));
    let usual = render_aliases(usual, &write)?;
    let local = data.rows("subdivision-local-names.csv", ["code", "name"])?.into_iter();
    let local = local.map(|[code, name]| (code, name)).filter(|(code, name)| is_needed("local", code, name));
    let local = render_aliases(local, &write)?;
    let tables = format!(
        "const names = {{\n{names}}};\n\n\
         // Abbreviations and other names in common use.\nconst usual = {{\n{usual}}};\n\n\
         // The names in ISO 3166-2.\nconst local = {{\n{local}}};\n\n"
    );
    Ok((tables, codes))
}

/// Renders further names by country, as `code=name`.
fn render_aliases(
    rows: impl Iterator<Item = (String, String)>,
    write: impl Fn(&str, &str) -> Result<String>,
) -> Result<String> {
    let mut lists = BTreeMap::<_, Vec<_>>::new();
    for (code, name) in rows {
        ensure_packable(&code, &name)?;
        let (country, suffix) = code.split_once('-').with_context(|| format!("`{code}` must have the form `US-IL`"))?;
        let pair = format!("{suffix}={}", write(&code, &name)?);
        let list = lists.entry(country.to_owned()).or_default();
        // Two spellings may be compared as the same name.
        if !list.contains(&pair) {
            list.push(pair);
        }
    }
    let mut out = String::new();
    for (country, pairs) in lists {
        writeln!(out, "  {country}: \"{}\",", pairs.join("|"))?;
    }
    Ok(out)
}

/// What known-names.mjs prints.
struct OtherNames {
    /// The further names that `subdivisionCode` finds without having them in its tables: the table, the code and the
    /// name.
    known: BTreeSet<[String; 3]>,
    /// Every other name, by `code=name`, as the edge handler has it.
    short: BTreeMap<String, String>,
}

impl OtherNames {
    fn read(root: &Path) -> Result<Self> {
        let node = Command::new("node").current_dir(root).arg("codegen/known-names.mjs").output()?;
        ensure!(node.status.success(), "known-names.mjs: {}", String::from_utf8_lossy(&node.stderr));
        let (known, short) = serde_json::from_slice(&node.stdout).context("known-names.mjs must print two lists")?;
        Ok(Self { known, short })
    }
}
