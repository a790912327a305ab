//! The applicant of a provider of one's own as an operation, whose shape is built from the names of its fields while the
//! program runs. Validation, JSON Schema and forms treat it as any other operation.
//!
//! The operation's name says what it asks for, by type of applicant: `individual:email,phone?;business:email`. A field
//! whose name ends in `?` is optional. The wrapper writes the name (`pkg-template/service/provider/own-operation.ts`).

use std::cell::Cell;
use std::iter::successors;

use super::{leak, leak_text};
use crate::client::onboarding::applicant::{APPLICANT, CUSTOMER_TYPE};
use crate::rules::operation::Operation;
use crate::rules::shape::{Case, Field, Kind, Shape};
use crate::rules::words::words;

/// The fields of an applicant that a definition may list, and then those that the program sets. They are copied, so that the
/// linker can leave the others out of the form module.
static FIELDS: [Field; OF_FORMS + 2] = match APPLICANT.fields.split_at(1).1.first_chunk() {
    Some(fields) => *fields,
    None => panic!("an applicant has more fields"),
};
const OF_FORMS: usize = 8;

fn parts_of(field: &Field) -> &'static [Field] {
    match field.kind {
        Kind::Object(shape) => shape.fields,
        _ => &[],
    }
}

/// The whole of a business has fields that no provider needs together.
fn may_be_whole(field: &Field) -> bool {
    field.name != "business"
}

/// Returns the names of the fields that a definition may list.
#[doc(hidden)]
pub fn applicant_fields() -> Vec<String> {
    let (fields, _) = FIELDS.split_at(OF_FORMS);
    let wholes = fields.iter().filter(|field| may_be_whole(field)).map(|field| field.name.to_owned());
    let parts = |field| parts_of(field).iter().map(|part| [field.name, ".", part.name].concat());
    wholes.chain(fields.iter().flat_map(parts)).collect()
}

/// An operation that this thread knows. It is made once, and never dropped.
pub(crate) struct OwnOperation {
    pub(crate) operation: Operation,
    /// How many were made before it.
    pub(crate) number: usize,
    /// The one that was made before it.
    earlier: Option<&'static Self>,
}

thread_local! {
    static LATEST: Cell<Option<&'static OwnOperation>> = const { Cell::new(None) };
}

/// Returns the operations that this thread knows, the latest first.
pub(crate) fn known() -> impl Iterator<Item = &'static OwnOperation> {
    successors(LATEST.get(), |known| known.earlier)
}

impl OwnOperation {
    /// Returns the operation with this name; `None` if the name does not say which fields there are.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        if let Some(known) = known().find(|known| known.operation.name == name) {
            return Some(known);
        }
        let operation = Operation { name: leak_text(name), shape: shape(&read(name)?) };
        let number = LATEST.get().map_or(0, |latest| latest.number + 1);
        let made = leak(Self { operation, number, earlier: LATEST.get() });
        LATEST.set(Some(made));
        Some(made)
    }
}

/// Takes what stands before a separator; all of the text if it has none.
#[inline(never)]
fn take<'a>(text: &mut &'a str, separator: char) -> &'a str {
    let (taken, left) = text.split_once(separator).unwrap_or((text, ""));
    *text = left;
    taken
}

/// Whether an applicant has the field, or the part of one, that an entry of a list names.
fn is_known(entry: &str) -> bool {
    let path = entry.strip_suffix('?').unwrap_or(entry);
    let (name, part) = path.split_once('.').map_or((path, None), |(name, part)| (name, Some(part)));
    let (fields, _) = FIELDS.split_at(OF_FORMS);
    fields.iter().filter(|field| field.name == name).any(|field| match part {
        Some(part) => parts_of(field).iter().any(|known| known.name == part),
        None => may_be_whole(field),
    })
}

/// The names of the fields that individuals have, and those that businesses have; empty if there are no such applicants.
type Lists<'a> = [&'a str; 2];

fn read(mut name: &str) -> Option<Lists<'_>> {
    let mut lists = [""; 2];
    while !name.is_empty() {
        let mut list = take(&mut name, ';');
        let customer_type = take(&mut list, ':');
        let (_, place) = CUSTOMER_TYPE.iter().zip(&mut lists).find(|(known, _)| *known == customer_type)?;
        if !list.split(',').all(is_known) {
            return None;
        }
        *place = list;
    }
    Some(lists).filter(|lists| lists.iter().any(|list| !list.is_empty()))
}

/// Which types of applicants have a field, and which must have it: a bit for each type, the lowest for individuals.
#[derive(Clone, Copy)]
struct Use {
    of: u8,
    required_of: u8,
}

/// Returns the use of a field, or of a part of it. An object of which a part is listed is a field, too, and a whole that is
/// listed has all parts.
#[inline(never)]
fn use_of(lists: &Lists, field: &str, part: Option<&Field>) -> Use {
    let mut used = Use { of: 0, required_of: 0 };
    for (at, mut list) in lists.iter().copied().enumerate() {
        while !list.is_empty() {
            let entry = take(&mut list, ',');
            let mut path = entry.strip_suffix('?').unwrap_or(entry);
            let mut is_required = path.len() == entry.len();
            if take(&mut path, '.') != field {
                continue;
            }
            if let Some(part) = part {
                match path {
                    "" => is_required = part.required,
                    _ if path != part.name => continue,
                    _ => {}
                }
            }
            used.of |= 1 << at;
            used.required_of |= u8::from(is_required) << at;
        }
    }
    used
}

static OF_INDIVIDUAL: Case = ("type", "individual");
static OF_BUSINESS: Case = ("type", "business");

/// Adds a field to those of a shape, which the types with these bits must have, of those that have the object.
fn add(fields: &mut Vec<Field>, required_by: &mut [u32; 2], mut field: Field, required_of: u8, types: u8) {
    field.required = required_of == types;
    for (at, bits) in required_by.iter_mut().enumerate() {
        *bits |= u32::from(required_of >> at & 1) << fields.len();
    }
    fields.push(field);
}

/// Makes a shape. What only one type must have is required of it.
fn finish(fields: Vec<Field>, required_by: [u32; 2]) -> &'static Shape {
    leak(Shape { required_of: Some(leak(required_by)), ..Shape::new(fields.leak()) })
}

/// Makes the shape of applicants.
fn shape(lists: &Lists) -> &'static Shape {
    let (types, words) = match lists {
        [_, ""] => (1, words!["individual"]),
        ["", _] => (2, words!["business"]),
        _ => (3, CUSTOMER_TYPE),
    };
    let (mut all, mut required_by) = (vec![Field::required("type", Kind::Choice(words))], [0; 2]);
    let (of_forms, of_program) = FIELDS.split_at(OF_FORMS);
    for field in of_forms {
        let used = use_of(lists, field.name, None);
        let mut field = *field;
        if used.of != types {
            field.when = Some(if used.of == 1 { &OF_INDIVIDUAL } else { &OF_BUSINESS });
        }
        if let Kind::Object(Shape { fields, .. }) = field.kind {
            let (mut parts, mut required_by) = (Vec::new(), [0; 2]);
            // The country decides whether there is a state and a postal code, if it is asked for.
            let country = use_of(lists, field.name, fields.iter().find(|part| part.name == "country"));
            for part in *fields {
                let Use { of, mut required_of } = use_of(lists, field.name, Some(part));
                if matches!(part.kind, Kind::Subdivision(_) | Kind::PostalCode) {
                    required_of &= !country.of;
                }
                if of != 0 {
                    add(&mut parts, &mut required_by, *part, required_of, used.of);
                }
            }
            field.kind = Kind::Object(finish(parts, required_by));
        }
        if used.of != 0 {
            add(&mut all, &mut required_by, field, used.required_of, used.of);
        }
    }
    all.extend_from_slice(of_program);
    finish(all, required_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_the_fields_between_the_type_and_what_the_program_sets() {
        let names = |fields: &[Field]| fields.iter().map(|field| field.name).collect::<Vec<_>>();
        let of_forms = ["email", "phone", "address", "firstName", "lastName", "birthDate", "nationality", "business"];
        let (fields, of_program) = FIELDS.split_at(OF_FORMS);
        assert_eq!(names(fields), of_forms);
        assert_eq!(names(of_program), ["reference", "redirectUri"]);
    }

    #[test]
    fn a_name_that_says_no_fields_is_none() {
        let unknown =
            ["individual:zzz", "individual:email.", "individual:business", "individual:email,", "business:email.x"];
        for name in ["", "individual:", "individual", "person:email", "email"].into_iter().chain(unknown) {
            assert!(OwnOperation::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn an_operation_is_made_once() {
        let names = ["individual:email", "business:email", "individual:email"];
        let numbers = names.map(|name| OwnOperation::named(name).unwrap().number);
        assert_eq!((numbers, known().count()), ([0, 1, 0], 2));
    }
}
