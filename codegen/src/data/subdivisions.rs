//! ISO 3166-2 codes, and the names of the subdivisions.

use super::Data;
use anyhow::{Context, Result, ensure};
use icu_normalizer::DecomposingNormalizerBorrowed;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of subdivisions.csv: the code, the names in ISO 3166-2, a name per language, and other names that are
/// written on letters. A language has none where it is the English one.
const COLUMNS: [&str; 11] = ["code", "iso", "en", "de", "es", "fr", "pt", "ar", "ja", "zh", "postal"];

/// Renders which subdivisions addresses do not name, for the wrapper: `addressFields` offers one level only.
pub(super) fn render_levels(data: &Data) -> Result<String> {
    let mut countries = by_country(data)?;
    let mut lines = String::new();
    for [alpha2, addresses, codes] in data.rows("subdivision-levels.csv", ["country", "addresses", "codes"])? {
        let upper: Vec<_> = codes.split(' ').collect();
        let country = countries.iter_mut().find(|country| country.alpha2 == alpha2).context(alpha2)?;
        country.subdivisions.retain(|one| upper.contains(&one.code.as_str()) == (addresses == "lower"));
        lines += &format!("  {}: \"{}\",\n", country.alpha2, country.codes(" "));
    }
    Ok(format!(
        "\n/** What contains the subdivisions that addresses name, or is contained in them. */\nexport const OTHER_LEVEL: \
         Readonly<Record<string, string>> = {{\n{lines}}};\n"
    ))
}

/// A country and its subdivisions, in the order in which `subdivisions()` lists them.
pub(super) struct Country {
    pub(super) alpha2: String,
    pub(super) alpha3: String,
    pub(super) subdivisions: Vec<Subdivision>,
}

impl Country {
    /// Returns the codes as one string.
    pub(super) fn codes(&self, separator: &str) -> String {
        self.subdivisions.iter().map(|one| one.code.as_str()).collect::<Vec<_>>().join(separator)
    }
}

pub(super) struct Subdivision {
    /// Without the country's prefix.
    pub(super) code: String,
    row: [String; COLUMNS.len()],
}

impl Subdivision {
    /// Returns the name in a language: the English one, if it has no other.
    pub(super) fn name(&self, locale: &str) -> &str {
        let cell =
            |wanted| COLUMNS.iter().zip(&self.row).find_map(|(column, cell)| (*column == wanted).then_some(cell));
        cell(locale).filter(|name| !name.is_empty()).or_else(|| cell("en")).map_or("", String::as_str)
    }

    /// Returns the names in ISO 3166-2: none for a code that only a postal service has.
    pub(super) fn in_iso(&self) -> impl Iterator<Item = &str> {
        let [_, iso, ..] = &self.row;
        list(iso)
    }

    /// Returns the other names that are written on letters.
    pub(super) fn on_letters(&self) -> impl Iterator<Item = &str> {
        let [.., postal] = &self.row;
        list(postal)
    }

    /// Returns the names in all languages.
    fn names(&self) -> impl Iterator<Item = &str> {
        let [_, _, names @ .., _] = &self.row;
        names.iter().map(String::as_str).filter(|name| !name.is_empty())
    }
}

/// Returns the names in a cell.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split("; ").filter(|name| !name.is_empty())
}

/// Returns every country. Its codes with digits come first, then those with letters, then mixed ones, and within each
/// the shorter ones.
pub(super) fn by_country(data: &Data) -> Result<Vec<Country>> {
    let mut lists = BTreeMap::<_, Vec<_>>::new();
    for row in data.rows("subdivisions.csv", COLUMNS)? {
        let [whole, ..] = &row;
        let (country, code) = whole.split_once('-').with_context(|| format!("`{whole}` must have the form `US-IL`"))?;
        ensure!(
            (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()),
            "`{whole}` must have 1 to 3 digits or upper-case letters after the hyphen"
        );
        row.iter().try_for_each(|name| ensure_packable(whole, name))?;
        lists.entry(country.to_owned()).or_default().push(Subdivision { code: code.to_owned(), row });
    }
    let countries = data.rows("countries.csv", ["alpha2", "alpha3"])?.into_iter();
    let countries: Vec<_> = countries
        .map(|[alpha2, alpha3]| {
            let mut subdivisions = lists.remove(&alpha2).unwrap_or_default();
            subdivisions.sort_by_cached_key(|one| (alphabet(&one.code), one.code.len(), one.code.clone()));
            Country { alpha2, alpha3, subdivisions }
        })
        .collect();
    ensure!(lists.is_empty(), "subdivisions.csv has codes of countries that countries.csv lacks: {:?}", lists.keys());
    for country in &countries {
        let names = country
            .subdivisions
            .iter()
            .flat_map(|one| one.names().chain(one.on_letters()).map(|name| (one.code.as_str(), name)));
        ensure_own(country, names)?;
    }
    Ok(countries)
}

/// Refuses a name that is another subdivision's in ISO 3166-2, and not the own one.
pub(super) fn ensure_own<'a>(country: &Country, names: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    let mut owners = BTreeMap::<_, BTreeSet<_>>::new();
    for one in &country.subdivisions {
        one.in_iso().for_each(|name| _ = owners.entry(folded(name)).or_default().insert(one.code.as_str()));
    }
    for (code, name) in names {
        let is_own = owners.get(&folded(name)).is_none_or(|owners| owners.contains(code));
        ensure!(is_own, "{}-{code} must not be called `{name}`: ISO 3166-2 calls another one so", country.alpha2);
    }
    Ok(())
}

/// Returns a name as it is compared: without case, diacritics and punctuation.
fn folded(name: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize(name).to_lowercase();
    letters.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Returns whether a code has letters, and digits as well.
fn alphabet(code: &str) -> (bool, bool) {
    let has_letters = code.bytes().any(|byte| byte.is_ascii_uppercase());
    (has_letters, has_letters && code.bytes().any(|byte| byte.is_ascii_digit()))
}

pub(super) fn ensure_packable(code: &str, name: &str) -> Result<()> {
    ensure!(!name.contains(['|', '=', '"', '\\']), "{code}: `{name}` must not contain |, =, \" or \\");
    Ok(())
}
