//! ISO 3166-2 codes, packed as distances.
//!
//! Within a country, the codes of one width and alphabet are numbers in ascending order. The distances between them are
//! written as bits, which no compression makes smaller: 3.1 KB instead of 5.3 KB for a compressed list of strings.

use super::distances::{Bits, class, country};
use super::{Data, countries, names, text};
use crate::{node, process};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A lookup reads past fewer countries than this to find its own.
const PER_START: usize = 16;

pub(super) fn render(data: &Data) -> Result<String> {
    let mut bits = Bits::default();
    let mut starts = Vec::new();
    for (row, codes) in by_country(data)?.into_iter().enumerate() {
        if row % PER_START == 0 {
            starts.push(u16::try_from(bits.count)?);
        }
        country(codes, &mut bits)?;
    }
    // The lookup reads four bytes at a time.
    bits.bytes.extend([0; 3]);
    Ok(format!(
        "\n/// The number of countries for each entry in `STARTS`.\npub(super) const PER_START: usize = {PER_START};\n\n\
         /// The bit in `SUBDIVISIONS` where every {PER_START}th country starts.\n{}\n",
        text::array("STARTS", "u16", &starts, 16)
    ) + &format!(
        "/// For each country, in the order of `COUNTRIES`: its classes of codes, then 0. A class is 3 times its alphabet plus its\n\
         /// width, the number of its distances minus one, and the distances. Each number is an exponential Golomb code.\n{}",
        text::array("SUBDIVISIONS", "u8", &bits.bytes, 24)
    ))
}

/// Renders the English names module: names in the order of the codes, labels, and `subdivisionCode` with its other names,
/// which bundlers drop if nothing calls it.
pub(super) fn render_names(data: &Data) -> Result<String> {
    let NameLists { known, .. } = NameLists::read()?;
    let Module { tables, codes } = module(data, &known, |_| true, |_, name| Ok(name.to_owned()))?;
    let (labels, countries) = (names::labels(data, "en")?, names::country_names(data, "en")?);
    Ok(format!(
        "{}import {{ finder, lookup }} from \"./find.js\";\n{labels}\n{tables}\
         // The alpha-3 code of each country, then its subdivision codes.\nconst codes = {{\n{codes}}};\n\n\
         export const subdivisionCode = /* @__PURE__ */ finder(names, /* @__PURE__ */ lookup(codes), usual, local);\n\n\
         {countries}\n{}",
        names::IMPORT,
        names::EXPORT
    ))
}

/// Renders the same for the edge handler, limited to the countries whose postal format requires a state. Elsewhere a state
/// that is not a code is omitted, and the names of all countries would double the handler's size. It shows no name to anybody,
/// so it has them as they are compared, which takes 0.7 KB less.
pub(super) fn render_required_names(data: &Data) -> Result<String> {
    let columns = ["country", "order", "state", "postalCode", "city", "stateName", "postalCodeName", "cityName"];
    let rows = data.rows("address.csv", columns)?;
    let wanted: BTreeSet<_> =
        rows.into_iter().filter(|row| row[2] == "required").map(|[country, ..]| country).collect();
    let NameLists { known, short } = NameLists::read()?;
    let shorten = |code: &str, name: &str| {
        let key = format!("{code}={name}");
        short.get(&key).cloned().with_context(|| format!("known-names.mjs must print {key}"))
    };
    let Module { tables, .. } = module(data, &known, |country| wanted.contains(country), shorten)?;
    Ok(format!(
        "import {{ finder }} from \"../../names/find.js\";\nimport {{ lookup }} from \"./countries.js\";\n\n{tables}\
         export const subdivisionCode = /* @__PURE__ */ finder(names, lookup, usual, local);\n"
    ))
}

/// Parts of a module that exports `subdivisionCode`.
struct Module {
    /// The constants with the names.
    tables: String,
    /// The codes by country, in the order of the names.
    codes: String,
}

/// Renders the parts of a module for the wanted countries, with each name as `write` returns it for a code, and without the known
/// ones.
fn module(
    data: &Data,
    known: &BTreeSet<[String; 3]>,
    is_wanted: impl Fn(&str) -> bool,
    write: impl Fn(&str, &str) -> Result<String>,
) -> Result<Module> {
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
    Ok(Module { tables, codes })
}

/// What known-names.mjs prints.
struct NameLists {
    /// The further names that `subdivisionCode` finds without having them in its tables: the table, the code and the name.
    known: BTreeSet<[String; 3]>,
    /// Every other name, by `code=name`, as the edge handler has it.
    short: BTreeMap<String, String>,
}

impl NameLists {
    fn read() -> Result<Self> {
        let output = process::output(&mut node::script("xtask/scripts/known-names.mjs"))?;
        let (known, short) = serde_json::from_str(&output).context("known-names.mjs must print two lists")?;
        Ok(Self { known, short })
    }
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

/// A country and its subdivisions: the codes without their prefix, with their English names.
pub(super) struct Country {
    pub(super) alpha2: String,
    alpha3: String,
    pub(super) subdivisions: Vec<(String, String)>,
}

/// Returns every country, with its subdivisions in the order in which `subdivisions()` lists them: by class.
pub(super) fn sorted(data: &Data) -> Result<Vec<Country>> {
    let countries = data.rows("countries.csv", ["alpha2", "alpha3"])?.into_iter();
    let in_order = |([alpha2, alpha3], rows): ([String; 2], Vec<(String, String)>)| {
        let classed = rows.into_iter().map(|(code, name)| Ok((class(&code)?, code, name)));
        let mut classed = classed.collect::<Result<Vec<_>>>()?;
        classed.sort();
        let subdivisions = classed.into_iter().map(|(_, code, name)| (code, name)).collect();
        Ok(Country { alpha2, alpha3, subdivisions })
    };
    countries.zip(by_country(data)?).map(in_order).collect()
}

pub(super) fn ensure_packable(code: &str, name: &str) -> Result<()> {
    ensure!(!name.contains(['|', '=', '"', '\\']), "{code}: `{name}` must not contain |, =, \" or \\");
    Ok(())
}

/// Returns the codes without their prefix, with their names, as one list per country.
fn by_country(data: &Data) -> Result<Vec<Vec<(String, String)>>> {
    let mut lists = BTreeMap::<_, Vec<_>>::new();
    for [code, name] in data.rows("subdivisions.csv", ["code", "name"])? {
        let (country, suffix) = code.split_once('-').with_context(|| format!("`{code}` must have the form `US-IL`"))?;
        lists.entry(country.to_owned()).or_default().push((suffix.to_owned(), name));
    }
    let countries = countries::alpha2(data)?;
    ensure!(
        lists.keys().all(|country| countries.contains(country)),
        "subdivisions.csv has a code of a country that countries.csv lacks"
    );
    Ok(countries.iter().map(|country| lists.remove(country).unwrap_or_default()).collect())
}
