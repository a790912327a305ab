//! The data of a form: countries, subdivisions, the fields of an address in the country's own order, and the attributes
//! of each control (HTML Living Standard, autofill; WCAG 2.1 SC 1.3.5).

mod address;
mod control;

pub use address::{AddressField, address_fields, labels};
pub use control::{FieldProps, field_props};

use crate::data::dialling::Dialling;
use crate::data::{phone, subdivision};
use crate::rules::field::country::{Alphabet, Country};
use crate::value::json::{Json, Writer, decimal};

/// A country with its codes, for a `<select>`.
///
/// ```
/// use kyclink::{Country, form::CountryEntry, json::Json};
/// let entry = CountryEntry::from(Country::parse("US").expect("a current code"));
/// assert_eq!(entry.to_json(), r#"{"alpha3":"USA","alpha2":"US","callingCode":"1"}"#);
/// ```
pub struct CountryEntry {
    country: Country,
}

impl From<Country> for CountryEntry {
    fn from(country: Country) -> Self {
        Self { country }
    }
}

/// Returns every country, sorted by alpha-2 code.
///
/// ```
/// use kyclink::{form, json::Json};
/// let countries = form::countries();
/// assert_eq!(countries.len(), 249);
/// assert_eq!(countries[0].to_json(), r#"{"alpha3":"AND","alpha2":"AD","callingCode":"376"}"#);
/// ```
pub fn countries() -> Vec<CountryEntry> {
    Country::all().map(CountryEntry::from).collect()
}

/// Returns the codes of a country's subdivisions without the country's prefix. For 49 countries the list is empty.
///
/// ```
/// use kyclink::{Country, form};
/// let codes = |country| form::subdivisions(Country::parse(country).expect("a current code"));
/// assert!(codes("US").contains(&"IL".to_owned()));
/// assert!(codes("HK").is_empty());
/// ```
pub fn subdivisions(country: Country) -> Vec<String> {
    subdivision::codes(country)
}

/// What a field for a phone number shows in a country.
///
/// ```
/// use kyclink::{Country, form, json::Json};
/// let germany = Country::parse("DE").expect("a current code");
/// let input: form::PhoneInput = form::phone_input(germany).expect("it has a calling code");
/// assert_eq!(
///     input.to_json(),
///     concat!(
///         r#"{"callingCode":"49","example":"+4915123456789","exampleNational":"015123456789","#,
///         r#""nationalPrefix":"0","maxLength":14}"#
///     )
/// );
/// ```
pub struct PhoneInput(Dialling);

/// Returns what a field for a phone number shows in a country; `None` for the seven without a calling code.
///
/// ```
/// use kyclink::{Country, form};
/// let antarctica = Country::parse("AQ").expect("a current code");
/// assert!(form::phone_input(antarctica).is_none());
/// ```
pub fn phone_input(country: Country) -> Option<PhoneInput> {
    Dialling::of(country).map(PhoneInput)
}

impl Json for CountryEntry {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("alpha3", &self.country.code(Alphabet::Alpha3));
            fields.text("alpha2", &self.country.code(Alphabet::Alpha2));
            fields.optional("callingCode", phone::calling_code(self.country).map(|code| decimal(code.into())).as_ref());
        });
    }
}

impl Json for PhoneInput {
    fn write(&self, out: &mut Writer) {
        let Self(dialling) = self;
        let Dialling { calling_code, example, prefix, is_dialled, .. } = dialling;
        let international = "+".to_owned() + calling_code + example;
        let national = if *is_dialled { prefix } else { "" }.to_owned() + example;
        out.object(|fields| {
            fields.text("callingCode", calling_code);
            fields.text("example", &international);
            fields.text("exampleNational", &national);
            if !prefix.is_empty() {
                fields.text("nationalPrefix", prefix);
            }
            fields.field("maxLength", &(prefix.len() + phone::max_length(calling_code)));
        });
    }
}
