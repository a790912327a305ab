//! The data of a form: countries, subdivisions, the fields of an address in the country's own order, and the attributes of
//! each control (HTML Living Standard, autofill; WCAG 2.1 SC 1.3.5).

use crate::data::address::{LABELS, Part, Use, label, parts, usage};
use crate::data::dialling::Dialling;
use crate::data::{phone, postal_code, subdivision};
use crate::rules::field::country::{Alphabet, Country};
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::field::{email, postal_code as postal_code_rule};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, OmitWhen, Shape};
use crate::value::json::{Fields, Json, Writer, decimal};
use crate::value::text::{split, split_once};

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

/// A field of an address, with the attributes of its control.
///
/// ```
/// use kyclink::{Country, form, json::Json};
/// let fields: Vec<form::AddressField> = form::address_fields(Country::parse("US").expect("a current code"), None);
/// assert!(fields[0].to_json().starts_with(r#"{"field":"line1","required":true,"#));
/// ```
pub struct AddressField {
    control: Control,
    /// The place of the label in [`LABELS`].
    label: usize,
}

/// Returns the words that an address field may have as its label.
///
/// ```
/// use kyclink::form;
/// assert!(form::labels().contains(&"prefecture"));
/// ```
pub fn labels() -> &'static [&'static str] {
    &LABELS
}

/// Returns the fields of an address in the country's own order, followed by any others that the operation requires.
///
/// ```
/// use kyclink::{Country, form, json::Json};
/// let germany = Country::parse("DE").expect("a current code");
/// let fields: Vec<_> = form::address_fields(germany, None).iter().map(Json::to_json).collect();
/// let position = |name: &str| fields.iter().position(|field| field.contains(&format!(r#""field":"{name}""#)));
/// assert!(position("postalCode") < position("city"), "in Germany, the postal code comes first");
/// ```
pub fn address_fields(country: Country, operation: Option<&Operation>) -> Vec<AddressField> {
    let shape = operation.and_then(|operation| operation.shape.address());
    let mut fields = Vec::<AddressField>::new();
    let mut add = |name, is_wanted: bool| {
        if is_wanted
            && !fields.iter().any(|field| field.control.name == name)
            && let Some(field) = address_field(name, country, shape)
        {
            fields.push(field);
        }
    };
    for part in parts(country) {
        ADDRESS.iter().copied().filter(|name| part_of(name) == part).for_each(|name| add(name, true));
    }
    for field in shape.map_or(&[][..], |shape| shape.fields) {
        add(field.name, field.name != "country" && shape.is_some_and(|shape| shape.requires(field, Some(country))));
    }
    fields
}

fn address_field(name: &'static str, country: Country, shape: Option<&'static Shape>) -> Option<AddressField> {
    let part = part_of(name);
    let (kind, required) = match shape {
        Some(shape) => {
            let field = shape.field(name)?;
            (&field.kind, shape.requires(field, Some(country)))
        }
        None => (generic_kind(part), name != "line2" && usage(country, part) == Use::Required),
    };
    let label = label(country, part) + usize::from(name == "line2");
    Some(AddressField { control: Control { name: name.to_owned(), kind, required, country: Some(country) }, label })
}

/// Returns the kind of a field for a part of an address, if no operation is given.
fn generic_kind(part: Part) -> &'static Kind {
    match part {
        Part::PostalCode => &Kind::PostalCode,
        Part::Lines | Part::City | Part::State => &Kind::Text { max: None },
    }
}

/// The fields of any address, in an order that keeps the two lines together.
const ADDRESS: [&str; 5] = ["line1", "line2", "city", "state", "postalCode"];

fn part_of(name: &str) -> Part {
    match name {
        "city" => Part::City,
        "state" => Part::State,
        "postalCode" => Part::PostalCode,
        _ => Part::Lines,
    }
}

/// The attributes of a control. Its `name` is the path to the field, joined with dots.
///
/// ```
/// use kyclink::{form, json::Json, operation};
/// let onboard = operation("grid.onboard").expect("registered");
/// let props: Option<form::FieldProps> = form::field_props(onboard, &["email"], None);
/// assert!(props.expect("a field").to_json().contains(r#""autocomplete":"email""#));
/// ```
pub struct FieldProps(Control);

/// Returns the attributes of the control for a field, such as `["address", "city"]`; `None` if the operation does not have
/// the field. In an address, `country` decides what is required.
///
/// ```
/// use kyclink::{Country, form, json::Json, operation};
/// let onboard = operation("spherepay.onboard").expect("registered");
/// let country = Country::parse("US").ok();
/// let props = form::field_props(onboard, &["address", "postalCode"], country).expect("a field");
/// assert!(props.to_json().contains(r#""name":"address.postalCode""#));
/// assert!(form::field_props(onboard, &["address", "planet"], country).is_none());
/// ```
pub fn field_props(operation: &Operation, path: &[&str], country: Option<Country>) -> Option<FieldProps> {
    let mut shape = operation.shape;
    let mut names = String::new();
    let (last, parents) = path.split_last()?;
    for parent in parents {
        let field = shape.field(parent)?;
        names = names + field.name + ".";
        shape = match field.kind {
            Kind::Object(inner) => inner,
            _ => return None,
        };
    }
    let field = shape.field(last)?;
    let required = shape.requires(field, country);
    Some(FieldProps(Control { name: names + field.name, kind: &field.kind, required, country }))
}

/// What a browser needs to know about a field.
struct Control {
    name: String,
    kind: &'static Kind,
    required: bool,
    country: Option<Country>,
}

/// Ends of field names, and the HTML autofill token of the fields. A browser knows the country that a person lives in, but
/// not the country of a business.
const AUTOCOMPLETE: &str = "\
    firstName=given-name;lastName=family-name;fullName=name;birthDate=bday;legalName=organization;\
    line1=address-line1;line2=address-line2;city=address-level2;state=address-level1;postalCode=postal-code;\
    address.country=country";

impl Control {
    /// Returns the `type` of the `<input>`.
    fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Email => "email",
            Kind::Phone(_) => "tel",
            Kind::RedirectUri => "url",
            Kind::PastDate => "date",
            _ => "text",
        }
    }

    /// Writes `autocomplete`, `inputMode` and `maxLength`.
    fn write_hints(&self, fields: &mut Fields) {
        let (token, mode, max) = match self.kind {
            Kind::Email => ("email", Some("email"), Some(email::MAX)),
            Kind::Phone(_) => ("tel", Some("tel"), None),
            Kind::RedirectUri => (self.token(), Some("url"), None),
            Kind::PostalCode => {
                let is_numeric = self.country.is_some_and(postal_code::is_numeric);
                (self.token(), is_numeric.then_some("numeric"), Some(postal_code_rule::MAX))
            }
            Kind::Text { max } => (self.token(), None, max.map(usize::from)),
            _ => (self.token(), None, None),
        };
        fields.text("autocomplete", token);
        fields.optional("inputMode", mode.as_ref());
        fields.optional("maxLength", max.as_ref());
    }

    /// Returns the HTML autofill token.
    fn token(&self) -> &'static str {
        let of_pair = |pair| {
            let (name, token) = split_once(pair, b'=')?;
            self.name.ends_with(name).then_some(token)
        };
        split(AUTOCOMPLETE, b';').find_map(of_pair).unwrap_or("off")
    }
}

impl Shape {
    fn address(&self) -> Option<&'static Self> {
        match self.field("address")?.kind {
            Kind::Object(shape) => Some(shape),
            _ => None,
        }
    }

    /// Returns whether a field must be filled in.
    ///
    /// If the whole address is omitted without the field, the address does not need it. The country is always needed,
    /// because it decides whether the address is omitted.
    fn requires(&self, field: &Field, country: Option<Country>) -> bool {
        let is_omitted =
            |(omit_when, country): (OmitWhen, Country)| omit_when(country, &|name| name != field.name).is_some();
        field.is_required_in(country)
            && (field.name == "country" || !self.omit_when.zip(country).is_some_and(is_omitted))
    }
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

impl Json for AddressField {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            self.write_fields(fields);
            fields.text("label", LABELS.get(self.label).copied().unwrap_or_default());
        });
    }
}

impl AddressField {
    fn write_fields(&self, fields: &mut Fields) {
        fields.text("field", &self.control.name);
        fields.field("required", &self.control.required);
        self.control.write_hints(fields);
    }

    /// Writes the field for the wrapper of the npm package: the number of its label, which the wrapper has as text, and whether a
    /// state is free text.
    #[allow(dead_code, reason = "only the npm package needs it")]
    pub(crate) fn write_packed(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("label", &self.label);
            self.write_fields(fields);
            let is_free = matches!(self.control.kind, Kind::Subdivision(SubdivisionRule::FreeText));
            fields.optional("isFree", is_free.then_some(&true));
        });
    }
}

impl Json for FieldProps {
    fn write(&self, out: &mut Writer) {
        let Self(control) = self;
        out.object(|fields| {
            fields.text("name", &control.name);
            fields.text("type", control.input_type());
            control.write_hints(fields);
            fields.field("required", &control.required);
            fields.optional("aria-required", control.required.then_some(&true));
        });
    }
}
