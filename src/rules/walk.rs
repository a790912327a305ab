//! Validates an input against its shape. The input is read only: what is sent differently is a change among the
//! findings.

use crate::rules::field::country::Country;
use crate::rules::field::{
    Sent, choice, country, customer_id, date, email, extra, flag, integer, pattern, phone, postal_code, subdivision,
    text, url,
};
use crate::rules::findings::{Collected, Findings, PathStep};
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::options::{Options, Policy};
use crate::rules::shape::Fields;
use crate::rules::shape::{Field, Kind, MAX_FIELDS, Shape};
use crate::value::input::{Input, Members};
use crate::value::json_reader;
use crate::value::untrusted::{Object, UntrustedValue};

impl Shape {
    /// Validates a value of this shape.
    pub(crate) fn check(&'static self, value: Input, findings: &mut Findings) {
        match value {
            Input::Object(Members::Tree(object)) => {
                self.check_members(&Fields::of_tree(self, object, &self.find(object)), findings);
            }
            Input::Object(Members::Encoded(encoded)) => {
                self.check_members(&Fields::of_encoded(self, encoded), findings)
            }
            _ => findings.issue(Fault::invalid_type("object")),
        }
    }

    /// Validates these fields of an object whose other fields are valid.
    pub(crate) fn check_only(&'static self, names: &[&str], object: &Object, findings: &mut Findings) {
        let positions = self.find(object);
        let fields = Fields::of_tree(self, object, &positions);
        let country = fields.country();
        for (position, field) in self.fields.iter().enumerate().filter(|(_, field)| names.contains(&field.name)) {
            let findings = &mut findings.at(fields.step(field, position));
            self.check_field(&fields, (field, field.required), fields.at(position), country, findings);
        }
    }

    fn check_members(&'static self, fields: &Fields, findings: &mut Findings) {
        if let Some(warning) = fields.omission() {
            findings.warn(warning.into());
            return findings.change(None);
        }
        if let Some(form) = self.minimal_form.filter(|form| fields.are_in(form)) {
            let mut values = [Input::Null; MAX_FIELDS];
            for (field, value) in form.fields.iter().zip(&mut values) {
                *value = fields.get(field.name);
            }
            return form.check_fields(&fields.in_form(form, &values), findings);
        }
        self.check_fields(fields, findings);
    }

    /// Validates each field of the object, and then its other members.
    fn check_fields(&'static self, fields: &Fields, findings: &mut Findings) {
        let country = fields.country();
        let demanded = fields.demanded(findings);
        if let Some(find) = self.deciding_country.filter(|_| findings.policy != Policy::Schema) {
            findings.deciding_country = find(fields);
        }
        let mut to_check = fields.to_check(demanded);
        while to_check != 0 {
            let position = to_check.trailing_zeros() as usize;
            to_check &= to_check - 1;
            let Some(field) = self.fields.get(position) else { break };
            let value = fields.at(position);
            if !field.needs_no_check(value, country, findings) || self.has_rules() {
                let is_demanded = demanded >> position & 1 == 1 || field.is_demanded_in(findings.deciding_country);
                let is_required = field.required || is_demanded;
                let findings = &mut findings.at(fields.step(field, position));
                self.check_field(fields, (field, is_required), value, country, findings);
            }
        }
        match self.rest {
            Some(rest) => fields.for_each_other(&mut |name, value| {
                (rest.check_member)(name, value, rest.depth, findings);
            }),
            None => self.warn_about_unknown(fields, findings),
        }
    }

    fn check_field(
        &'static self,
        fields: &Fields,
        (field, is_required): (&Field, bool),
        value: Input,
        country: Option<Country>,
        findings: &mut Findings,
    ) {
        let applies = field.applies(fields);
        let is_given = applies && !field.is_absent(value);
        if !is_given && !value.is_absent() {
            findings.change(None);
        }
        if !applies {
            return;
        }
        let fault = self.cross_field_rule.and_then(|rule| rule(fields, field.name, is_given, findings));
        fault.into_iter().for_each(|fault| findings.issue(fault));
        if is_given {
            if fields.has_filler(field, value) {
                findings.warn(IssueCode::NameFiller.into());
            }
            field.kind.check(value, country, findings);
            if field.name == extra::NAME {
                self.check_extra(value, findings);
            }
        } else if is_required || self.lacks_any_of(field.name, fields) {
            findings.issue(IssueCode::Required.into());
        } else {
            field.kind.check_absence(country, findings);
        }
    }

    /// Returns whether this field is reported as missing: it is the first of [`Shape::any_of`], and none is given.
    fn lacks_any_of(&self, name: &str, fields: &Fields) -> bool {
        self.any_of.first() == Some(&name) && !self.any_of.iter().any(|other| fields.has(other))
    }

    /// Warns about each given member that the shape does not describe, in the order of the input.
    fn warn_about_unknown(&self, fields: &Fields, findings: &mut Findings) {
        let is_unknown = |field: &Field| !field.applies(fields) && field.is_decided(fields);
        let mut warn = |name: &str| {
            if self.field(name).is_none_or(is_unknown) {
                findings.at(PathStep::Member(name)).warn(IssueCode::UnknownField.into());
            }
        };
        match fields.members {
            Members::Tree(object) => {
                object.iter().filter(|(_, value)| !value.is_absent()).for_each(|(name, _)| warn(name));
            }
            Members::Encoded(encoded) => encoded.names().for_each(warn),
        }
    }
}

impl Fields<'_> {
    /// Returns whether a minimal form has all the fields that are given.
    fn are_in(&self, minimal: &Shape) -> bool {
        self.iter().all(|(field, value)| value.is_absent() || minimal.field(field.name).is_some())
    }

    /// Calls a function with each member of an open object that no field describes.
    pub(crate) fn for_each_other(&self, each: &mut dyn FnMut(&str, &UntrustedValue)) {
        match self.members {
            Members::Tree(object) => {
                let others = object.iter().filter(|(name, _)| self.shape.field(name).is_none());
                others.for_each(|(name, value)| each(name, value));
            }
            Members::Encoded(encoded) => {
                let rest = json_reader::read(encoded.rest());
                rest.object().into_iter().flat_map(Object::iter).for_each(|(name, value)| each(name, value));
            }
        }
    }
}

impl Field {
    /// Returns whether the field must be filled in for an address in this country.
    pub(crate) fn is_required_in(&self, country: Option<Country>) -> bool {
        self.required || self.is_demanded_in(country) || self.kind.issue_if_absent(country, Policy::Postal).is_some()
    }

    /// Returns whether the provider requires the field in this country, although its schema does not.
    fn is_demanded_in(&self, country: Option<Country>) -> bool {
        self.required_in.zip(country).is_some_and(|(is_required_in, country)| is_required_in(country))
    }
}

impl Kind {
    pub(super) fn check(&self, value: Input, country: Option<Country>, findings: &mut Findings) {
        match (self, value) {
            (_, Input::NeedsNoCheck) | (Self::Choice(_), Input::Word(_)) => {}
            (Self::Object(shape), _) => shape.check(value, findings),
            (Self::List(kind), _) => kind.check_items(value, country, findings),
            (Self::Open(open), Input::Object(Members::Tree(object))) => (open.check)(object, open.depth, findings),
            (Self::Open(open), Input::Json(json)) => match json_reader::read(json).object() {
                Some(object) => (open.check)(object, open.depth, findings),
                None => findings.issue(Fault::invalid_type("object")),
            },
            (Self::Open(_), _) => findings.issue(Fault::invalid_type("object")),
            (Self::Integer(range), _) => integer::check(value, range, findings),
            (Self::Flag, _) => flag::check(value, findings),
            _ => self.check_string(value, country, findings),
        }
    }

    fn check_items(&self, value: Input, country: Option<Country>, findings: &mut Findings) {
        let Some(items) = value.items() else {
            return findings.issue(Fault::invalid_type("array"));
        };
        for (index, item) in items.enumerate() {
            let mut findings = findings.at(PathStep::Item(index));
            match item.is_absent() {
                true => findings.issue(IssueCode::Required.into()),
                false => self.check(item, country, &mut findings),
            }
        }
    }

    #[inline]
    fn check_string(&self, value: Input, country: Option<Country>, findings: &mut Findings) {
        let given = match value {
            Input::Text(text) => text,
            // No pattern matches U+FFFD, so the field's own rule refuses a malformed string.
            Input::Malformed if !self.is_free_text() => "\u{fffd}",
            _ => return findings.issue(Fault::invalid_type("string")),
        };
        let has_control = !findings.is_printable && text::has_control(given);
        if has_control && self.is_free_text() {
            findings.issue(IssueCode::ControlCharacter.into());
            // A state or postal code cannot be checked until the character is removed.
            if matches!(self, Self::Subdivision(_) | Self::PostalCode) {
                return;
            }
        }
        match self.apply_rule(given, country, findings) {
            // Not every rule looks at every character.
            Ok(_) if has_control && !self.is_free_text() => findings.issue(IssueCode::ControlCharacter.into()),
            Ok(Sent::AsGiven) => {}
            Ok(Sent::Instead(text)) => findings.change(Some(&text)),
            Ok(Sent::Nothing(warning)) => {
                findings.warn(warning.into());
                findings.change(None);
            }
            Err(fault) => findings.issue(fault),
        }
    }

    /// Applies the rule of this kind to a string. Two large rules stay functions of their own in the module
    /// (`inline(never)`), because an engine compiles a function as a whole when it is first called: most addresses of a
    /// page need no check, and few applicants have a redirect URI.
    #[inline]
    fn apply_rule(&self, given: &str, country: Option<Country>, findings: &mut Findings) -> Result<Sent, Fault> {
        match self {
            Self::Text { max } => text::check(given, max.map(usize::from))?,
            Self::Email => email::check(given, findings)?,
            Self::Phone(rule) => {
                phone::check(given, rule)?;
                findings.metadata(phone::warning(given));
            }
            Self::Country(alphabet) => return country::check(given, *alphabet),
            Self::Subdivision(rule) => return subdivision::check(given, *rule, country, findings),
            Self::PostalCode => {
                text::check(given, Some(postal_code::MAX))?;
                findings.metadata(postal_code::warning(given, country));
            }
            Self::Choice(words) => choice::check(given, *words)?,
            Self::Pattern(pattern) => pattern::check(given, pattern)?,
            Self::Timestamp => date::check_timestamp(given)?,
            Self::CustomerId(pattern) => customer_id::check(given, pattern)?,
            Self::RedirectUri => return url::check(given, findings),
            Self::PastDate { from } => date::check_past(given, from, findings.now)?,
            Self::Integer(_) | Self::Flag | Self::Open(_) | Self::Object(_) | Self::List(_) => {}
        }
        Ok(Sent::AsGiven)
    }

    /// Reports the absence of an optional field that the country requires or mostly uses.
    fn check_absence(&self, country: Option<Country>, findings: &mut Findings) {
        if let Some(fault) = self.issue_if_absent(country, findings.policy) {
            findings.issue(fault.into());
        }
        if matches!(self, Self::PostalCode) {
            findings.metadata(postal_code::warning_if_absent(country, findings.policy));
        }
    }

    /// Returns the issue if the country requires the field.
    fn issue_if_absent(&self, country: Option<Country>, policy: Policy) -> Option<IssueCode> {
        match self {
            Self::Subdivision(rule) => subdivision::issue_if_absent(*rule, country, policy),
            Self::PostalCode => postal_code::issue_if_absent(country, policy),
            _ => None,
        }
    }

    /// Returns whether a single string is valid, under [`Policy::Schema`].
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let options = Options { policy: Policy::Schema, now: 0, ..Options::default() };
        let mut found = Collected::default();
        self.check(Input::Text(text), None, &mut Findings::new(&options, false, &mut found));
        found.issues.is_empty()
    }
}
