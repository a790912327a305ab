//! What a page must know to show a form: the countries, their subdivisions, the fields of an address in the country's
//! own order, and the attributes of each control (HTML Living Standard, autofill; WCAG 2.1 SC 1.3.5).

use crate::data::address::{Part, Use, name as local_name, parts, usage};
use crate::data::{country, phone, postal_code, subdivision};
use crate::field::Kind;
use crate::field::country::{Alphabet, Country};
use crate::json::{Json, Writer, decimal};
use crate::operation::Operation;
use crate::shape::{Field, Shape};

/// A country, for a select.
pub struct CountryEntry {
    country: Country,
}

impl From<Country> for CountryEntry {
    fn from(country: Country) -> Self {
        Self { country }
    }
}

/// Every country, by alpha-2 code.
pub fn countries() -> Vec<CountryEntry> {
    (0..country::COUNT).filter_map(Country::at).map(CountryEntry::from).collect()
}

/// The codes of a country's subdivisions, without the country: none for the 49 countries that have none.
pub fn subdivisions(country: Country) -> Vec<String> {
    subdivision::codes(country)
}

/// A field of an address.
pub struct AddressField {
    name: &'static str,
    required: bool,
    label: &'static str,
    hints: Hints,
}

/// The fields of an address in the country's own order, and after them whatever else the operation requires.
pub fn address_fields(country: Country, operation: Option<&Operation>) -> Vec<AddressField> {
    let shape = operation.and_then(|operation| operation.shape.address());
    let mut names: Vec<_> = parts(country).flat_map(names_of).copied().collect();
    if let Some(shape) = shape {
        for field in shape.fields {
            if field.name != "country" && shape.requires(field, Some(country)) && !names.contains(&field.name) {
                names.push(field.name);
            }
        }
    }
    names.into_iter().filter_map(|name| address_field(name, country, shape)).collect()
}

fn address_field(name: &'static str, country: Country, shape: Option<&'static Shape>) -> Option<AddressField> {
    let part = part_of(name);
    let (required, hints) = match shape {
        Some(shape) => {
            let field = shape.field(name)?;
            (shape.requires(field, Some(country)), hints(name, &field.kind, Some(country)))
        }
        None => {
            let required = name != "line2" && usage(country, part) == Use::Required;
            (required, hints(name, &general(part), Some(country)))
        }
    };
    let label = local_name(country, part).unwrap_or(name);
    Some(AddressField { name, required, label, hints })
}

/// The kind that a part has where no operation says more.
fn general(part: Part) -> Kind {
    match part {
        Part::PostalCode => Kind::PostalCode,
        Part::Lines | Part::City | Part::State => Kind::Text { max: None },
    }
}

fn names_of(part: Part) -> &'static [&'static str] {
    match part {
        Part::Lines => &["line1", "line2"],
        Part::City => &["city"],
        Part::State => &["state"],
        Part::PostalCode => &["postalCode"],
    }
}

fn part_of(name: &str) -> Part {
    match name {
        "city" => Part::City,
        "state" => Part::State,
        "postalCode" => Part::PostalCode,
        _ => Part::Lines,
    }
}

/// The attributes of a control.
pub struct FieldProps {
    name: String,
    required: bool,
    hints: Hints,
}

/// The attributes of the control for that field, such as `["address", "city"]`; `None` where the operation has none.
/// Within an address, `country` decides what is required.
pub fn field_props(operation: &Operation, path: &[&str], country: Option<Country>) -> Option<FieldProps> {
    let mut shape = operation.shape;
    let (last, parents) = path.split_last()?;
    for parent in parents {
        shape = match shape.field(parent)?.kind {
            Kind::Object(inner) => inner,
            _ => return None,
        };
    }
    let field = shape.field(last)?;
    Some(FieldProps {
        name: path.join("."),
        required: shape.requires(field, country),
        hints: hints(last, &field.kind, country),
    })
}

/// What a browser can be told about a field.
struct Hints {
    control: &'static str,
    autocomplete: &'static str,
    input_mode: Option<&'static str>,
    max_length: Option<usize>,
}

fn hints(name: &str, kind: &Kind, country: Option<Country>) -> Hints {
    let (control, input_mode) = match kind {
        Kind::Email => ("email", Some("email")),
        Kind::Phone(_) => ("tel", Some("tel")),
        Kind::RedirectUri => ("url", Some("url")),
        Kind::PastDate => ("date", None),
        Kind::PostalCode if country.is_some_and(postal_code::is_numeric) => ("text", Some("numeric")),
        _ => ("text", None),
    };
    let max_length = match kind {
        Kind::Email => Some(crate::field::email::MAX),
        Kind::Text { max } => *max,
        _ => None,
    };
    Hints { control, autocomplete: autocomplete(name, kind), input_mode, max_length }
}

/// The HTML autofill token.
fn autocomplete(name: &str, kind: &Kind) -> &'static str {
    match (kind, name) {
        (Kind::Email, _) => "email",
        (Kind::Phone(_), _) => "tel",
        (_, "firstName") => "given-name",
        (_, "lastName") => "family-name",
        (_, "fullName") => "name",
        (_, "birthDate") => "bday",
        (_, "legalName") => "organization",
        (_, "line1") => "address-line1",
        (_, "line2") => "address-line2",
        (_, "city") => "address-level2",
        (_, "state") => "address-level1",
        (_, "postalCode") => "postal-code",
        (_, "country") => "country",
        _ => "off",
    }
}

impl Shape {
    fn address(&self) -> Option<&'static Self> {
        match self.field("address")?.kind {
            Kind::Object(shape) => Some(shape),
            _ => None,
        }
    }

    /// Whether a field must be filled in: an address that is left out needs nothing but the country that says so.
    fn requires(&self, field: &Field, country: Option<Country>) -> bool {
        let is_left_out = || country.is_some_and(|country| self.is_left_out(country));
        field.is_required_in(country) && (field.name == "country" || !is_left_out())
    }

    /// Whether an address in that country is not sent at all.
    fn is_left_out(&self, country: Country) -> bool {
        let mut address = crate::Object::new();
        address.set("country", country.code(Alphabet::Alpha2).into());
        self.omit.is_some_and(|omit| omit(&address).is_some())
    }
}

impl Field {
    fn is_required_in(&self, country: Option<Country>) -> bool {
        self.required || country.is_some_and(|country| self.kind.is_required_in(country))
    }
}

impl Json for CountryEntry {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("alpha3", self.country.code(Alphabet::Alpha3));
            fields.text("alpha2", self.country.code(Alphabet::Alpha2));
            fields.optional("callingCode", phone::calling_code(self.country).map(|code| decimal(code.into())).as_ref());
        });
    }
}

impl Json for AddressField {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("field", self.name);
            fields.field("required", &self.required);
            fields.text("label", self.label);
            fields.text("autocomplete", self.hints.autocomplete);
            fields.optional("inputMode", self.hints.input_mode.as_ref());
            fields.optional("maxLength", self.hints.max_length.as_ref());
        });
    }
}

impl Json for FieldProps {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("name", &self.name);
            fields.text("type", self.hints.control);
            fields.text("autocomplete", self.hints.autocomplete);
            fields.optional("inputMode", self.hints.input_mode.as_ref());
            fields.optional("maxLength", self.hints.max_length.as_ref());
            fields.field("required", &self.required);
            if self.required {
                fields.field("aria-required", &true);
            }
        });
    }
}
