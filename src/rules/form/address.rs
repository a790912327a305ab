//! The fields of an address in a form.

use super::control::Control;
use crate::data::address::{LABELS, Part, Use, label, parts, usage};
use crate::rules::field::country::Country;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::operation::Operation;
use crate::rules::shape::{Kind, Shape};
use crate::value::json::{Fields, Json, Writer};

/// A field of an address, with the attributes of its control.
///
/// ```
/// use kyclink::{Country, form, json::Json};
/// let fields: Vec<form::AddressField> = form::address_fields(Country::parse("US").expect("a current code"), None);
/// assert!(fields[0].to_json().starts_with(r#"{"field":"line1","required":true,"#));
/// ```
pub struct AddressField {
    control: Control,
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
    let shape = match operation.map(|operation| operation.shape.address()) {
        Some(None) => return vec![],
        of_operation => of_operation.flatten(),
    };
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

    /// Writes the field for the wrapper of the npm package: the number of its label, which the wrapper has as text, and
    /// whether a state is free text.
    pub(crate) fn write_packed(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("label", &self.label);
            self.write_fields(fields);
            let is_free = matches!(self.control.kind, Kind::Subdivision(SubdivisionRule::FreeText));
            fields.optional("isFree", is_free.then_some(&true));
        });
    }
}
