//! Finds what normalization changes in an input: strings that are trimmed, phone numbers in E.164, empty optional
//! fields.

use std::borrow::Cow;

use crate::rules::field::country::{self, Country};
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::field::{date, email, latin, phone, postal_code, text};
use crate::rules::findings::{Findings, PathStep};
use crate::rules::issue::IssueCode;
use crate::rules::options::PhoneCountry;
use crate::rules::shape::Fields;
use crate::rules::shape::{Kind, NormalForm, Shape};
use crate::value::input::{Input, Members};
use crate::value::json_reader;

impl Shape {
    /// Reports what is different in the normal form of a value. Phone numbers without `+` are converted if there is a
    /// country in which they are dialled.
    pub(crate) fn normalize(&'static self, value: Input, country: Option<Country>, findings: &mut Findings) {
        match value {
            Input::Object(Members::Tree(object)) => {
                self.normalize_members(&Fields::of_tree(self, object, &self.find(object)), country, findings);
            }
            Input::Object(Members::Encoded(encoded)) => {
                self.normalize_members(&Fields::of_encoded(self, encoded), country, findings);
            }
            _ => {}
        }
    }

    fn normalize_members(&'static self, fields: &Fields, country: Option<Country>, findings: &mut Findings) {
        for (position, (field, value)) in fields.iter().enumerate() {
            let mut findings = findings.at(PathStep::Field(field.name, position));
            let may_be_removed = !field.required;
            match value {
                Input::Null if may_be_removed => findings.absence(),
                Input::Text(given) => {
                    let mut normal = field.kind.normal(given, country, &mut findings);
                    field.normal_form.apply(&mut normal);
                    match normal.as_ref() {
                        "" if may_be_removed => findings.change(None),
                        normal if normal != given => findings.change(Some(normal)),
                        _ => {}
                    }
                }
                _ => field.kind.normalize(value, country, &mut findings),
            }
        }
        if let Some(rest) = self.rest {
            fields.for_each_other(&mut |name, value| (rest.normalize)(value, &mut findings.at(PathStep::Member(name))));
        }
    }
}

impl PhoneCountry {
    /// Returns the country for an input; `None` if the country of its address is unknown.
    pub(crate) fn of(self, shape: &'static Shape, input: Input) -> Option<Country> {
        if let Self::Country(country) = self {
            return Some(country);
        }
        let (field, address) = shape.value_of("address", input)?;
        let Kind::Object(shape) = field.kind else { return None };
        let (_, country) = shape.value_of("country", address)?;
        country::typed(country.text()?)
    }
}

impl NormalForm {
    fn apply(self, text: &mut Cow<str>) {
        match self {
            Self::AsTyped => {}
            Self::Latin1 => latin::normalize(text, latin::is_in_latin_1),
            Self::LatinLetters => latin::normalize(text, latin::is_letter_or_ascii),
            Self::Code => text::normalize_code(text),
        }
    }
}

impl Kind {
    fn normalize(&self, value: Input, country: Option<Country>, findings: &mut Findings) {
        match (self, value) {
            (Self::Object(shape), _) => shape.normalize(value, country, findings),
            (Self::List(kind), Input::List(items)) => {
                for (index, item) in items.enumerate() {
                    kind.normalize(item, country, &mut findings.at(PathStep::Item(index)));
                }
            }
            (Self::Open(open), Input::Object(Members::Tree(object))) => {
                object
                    .iter()
                    .for_each(|(name, value)| (open.normalize)(value, &mut findings.at(PathStep::Member(name))));
            }
            (Self::Open(open), Input::Json(json)) => (open.normalize)(&json_reader::read(json), findings),
            (_, Input::Text(given)) => {
                let normal = self.normal(given, country, findings);
                if normal != given {
                    findings.change(Some(&normal));
                }
            }
            _ => {}
        }
    }

    /// Returns the normal form of a string, and warns of a number that may be another one.
    fn normal<'a>(&self, given: &'a str, country: Option<Country>, findings: &mut Findings) -> Cow<'a, str> {
        let mut normal = Cow::Borrowed(given);
        match self {
            Self::Phone(_) if phone::normalize(&mut normal, country) => findings.warn(IssueCode::PhoneAmbiguous.into()),
            Self::Phone(_) => {}
            Self::PostalCode => postal_code::normalize(&mut normal),
            Self::Country(_) | Self::Pattern(_) | Self::Subdivision(SubdivisionRule::Code) => {
                text::normalize_code(&mut normal);
            }
            Self::PastDate { .. } => date::normalize(&mut normal),
            Self::Email => email::normalize(&mut normal),
            _ => text::normalize(&mut normal),
        }
        if self.is_free_text() {
            text::compose(&mut normal);
        }
        normal
    }
}
