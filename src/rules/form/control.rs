//! The control of a field: what a browser needs to know about it.

use crate::data::postal_code;
use crate::rules::field::country::Country;
use crate::rules::field::{email, postal_code as postal_code_rule};
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;
use crate::rules::shape::{Field, Kind, OmitWhen, Shape};
use crate::value::json::{Fields, Json, Writer};

/// The attributes of a control. Its `name` is the path to the field, joined with dots.
///
/// ```
/// use kyclink::{PersonFields, form, json::Json, operation};
/// let onboard = operation("grid.onboard").expect("registered");
/// let props: Option<form::FieldProps> = form::field_props(onboard, &["email"], None, PersonFields::NONE);
/// assert!(props.expect("a field").to_json().contains(r#""autocomplete":"email""#));
/// ```
pub struct FieldProps(Control);

/// Returns the attributes of the control for a field, such as `["address", "city"]`; `None` if the operation does not
/// have the field. In an address, `country` decides what is required; of a person, `person_fields` are.
///
/// ```
/// use kyclink::{Country, PersonFields, form, json::Json, operation};
/// let onboard = operation("spherepay.onboard").expect("registered");
/// let country = Country::parse("US").ok();
/// let none = PersonFields::NONE;
/// let props = form::field_props(onboard, &["address", "postalCode"], country, none).expect("a field");
/// assert!(props.to_json().contains(r#""name":"address.postalCode""#));
/// assert!(form::field_props(onboard, &["address", "planet"], country, none).is_none());
/// ```
pub fn field_props(
    operation: &Operation,
    path: &[&str],
    country: Option<Country>,
    person_fields: PersonFields,
) -> Option<FieldProps> {
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
    // Where one name is enough, people write it into the first field.
    let person_fields = if shape.joins_names { person_fields.joining_names(false) } else { person_fields };
    let is_demanded = parents.is_empty() && person_fields.iter().any(|name| name == field.name);
    let required = is_demanded || shape.requires(field, country);
    Some(FieldProps(Control { name: names + field.name, kind: &field.kind, required, country }))
}

/// What a browser needs to know about a field.
pub(super) struct Control {
    pub(super) name: String,
    pub(super) kind: &'static Kind,
    pub(super) required: bool,
    pub(super) country: Option<Country>,
}

/// Ends of field names, and the HTML autofill tokens of the fields. A browser knows the country that a person lives in,
/// but not the country of a business: as another section, it does not part the person's fields (Chrome guesses what a
/// field is that has `off`, and begins a section where a country comes again).
const AUTOCOMPLETE: [(&str, &str); 12] = [
    ("firstName", "given-name"),
    ("lastName", "family-name"),
    ("fullName", "name"),
    ("birthDate", "bday"),
    ("legalName", "organization"),
    ("line1", "address-line1"),
    ("line2", "address-line2"),
    ("city", "address-level2"),
    ("state", "address-level1"),
    ("postalCode", "postal-code"),
    ("address.country", "country"),
    ("business.country", "section-business country"),
];

impl Control {
    fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Email => "email",
            Kind::Phone(_) => "tel",
            Kind::RedirectUri => "url",
            Kind::PastDate { .. } => "date",
            _ => "text",
        }
    }

    /// Writes `autocomplete`, `inputMode` and `maxLength`.
    pub(super) fn write_hints(&self, fields: &mut Fields) {
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
        AUTOCOMPLETE.iter().find(|(end, _)| self.name.ends_with(end)).map_or("off", |(_, token)| token)
    }
}

impl Shape {
    pub(super) fn address(&self) -> Option<&'static Self> {
        match self.field("address")?.kind {
            Kind::Object(shape) => Some(shape),
            _ => None,
        }
    }

    /// Returns whether a field must be filled in.
    ///
    /// If the whole address is omitted without the field, the address does not need it. The country is always needed,
    /// because it decides whether the address is omitted.
    pub(super) fn requires(&self, field: &Field, country: Option<Country>) -> bool {
        let is_omitted =
            |(omit_when, country): (OmitWhen, Country)| omit_when(country, &|name| name != field.name).is_some();
        field.is_required_in(country)
            && (field.name == "country" || !self.omit_when.zip(country).is_some_and(is_omitted))
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
