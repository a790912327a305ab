//! Validates an input against its shape, converts it to the form that is sent, and normalizes it.

use crate::rules::field::country::{Country, country_of};
use crate::rules::field::{
    Sent, choice, country, customer_id, date, email, flag, integer, open, pattern, phone, postal_code, subdivision,
    text, url,
};
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode, Segment};
use crate::rules::options::{Options, Policy};
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

impl Shape {
    /// Validates a value and converts it to the form in which it is sent: known fields only, in order, in the
    /// provider's form.
    pub(crate) fn check(&self, value: &mut UntrustedValue, findings: &mut Findings) {
        let UntrustedValue::Object(given) = value else {
            return findings.issue(Fault::invalid_type("object"));
        };
        if let Some(warning) = self.omission(given) {
            findings.warn(warning.into());
            findings.as_given = false;
            value.take();
            return;
        }
        if let Some(minimal) = self.minimal_form.filter(|minimal| self.is_minimal(given, minimal)) {
            return minimal.check(value, findings);
        }
        let sent = self.check_fields(given, findings);
        // Fewer fields are sent than were given, or in another order: some may be unknown.
        findings.as_given &= sent == given.len();
        if findings.as_given {
            return;
        }
        match self.rest {
            Some(rest) => self.check_rest(given, rest, findings),
            None => self.warn_about_unknown(given, findings),
        }
        // Nothing is sent of an input that is refused.
        if findings.issues.is_empty() {
            self.arrange(given, sent);
        }
    }

    /// Validates each field, and returns how many of them are sent.
    fn check_fields(&self, given: &mut Object, findings: &mut Findings) -> usize {
        let country = country_of(given);
        let mut sent = 0;
        for field in self.fields {
            if !field.applies(given) {
                continue;
            }
            // Most callers give the fields in this order, so each is probably at the next place.
            let index = given.index_of(field.name, sent);
            let is_given = index.and_then(|index| given.value_mut(index)).is_some_and(|value| !field.is_absent(value));
            findings.as_given &= index.is_none_or(|index| index == sent);
            let fault = self.cross_field_rule.and_then(|rule| rule(given, field.name, is_given));
            let is_missing = !is_given && (field.required || self.lacks_any_of(field.name, given));
            findings.at(field.name.into(), |findings| {
                fault.into_iter().for_each(|fault| findings.issue(fault));
                match index.filter(|_| is_given).and_then(|index| given.value_mut(index)) {
                    Some(value) => {
                        sent += 1;
                        field.kind.check(value, country, findings);
                    }
                    None if is_missing => findings.issue(IssueCode::Required.into()),
                    None => field.kind.check_absence(country, findings),
                }
            });
        }
        sent
    }

    /// Returns whether all given fields are in the minimal form.
    fn is_minimal(&self, given: &Object, minimal: &Self) -> bool {
        given
            .iter()
            .all(|(name, value)| value.is_absent() || self.field(name).is_none() || minimal.field(name).is_some())
    }

    /// Returns whether this field is reported as missing: it is the first of [`Shape::any_of`], and none is given.
    fn lacks_any_of(&self, name: &str, given: &Object) -> bool {
        self.any_of.first() == Some(&name) && !self.any_of.iter().any(|other| self.has(other, given))
    }

    /// Warns about each given member that the shape does not describe.
    fn warn_about_unknown(&self, given: &Object, findings: &mut Findings) {
        let is_known = |name| {
            self.fields.iter().any(|field| field.name == name && (field.applies(given) || !field.is_decided(given)))
        };
        for (name, _) in given.iter().filter(|(name, value)| !value.is_absent() && !is_known(*name)) {
            findings.at(Segment::Key(name.to_owned().into()), |findings| {
                findings.warn(IssueCode::UnknownField.into());
            });
        }
    }

    /// Checks the members that no field describes.
    fn check_rest(&self, given: &Object, rest: &open::OpenObject, findings: &mut Findings) {
        for (name, value) in given.iter().filter(|(name, _)| self.field(name).is_none()) {
            (rest.check_member)(Segment::Key(name.to_owned().into()), value, rest.depth, findings);
        }
    }

    /// Keeps the fields that are sent, in the shape's order, followed by an open object's other members. A field that
    /// selects a variant comes before the fields of that variant.
    fn arrange(&self, given: &mut Object, sent: usize) {
        let mut arranged = Object::with_capacity(sent);
        for field in self.fields {
            if field.applies(&arranged)
                && let Some(value) = given.index_of(field.name, 0).and_then(|index| given.value_mut(index))
                && !field.is_absent(value)
            {
                arranged.push(field.name, value.take());
            }
        }
        if self.rest.is_some() {
            given.retain_mut(|name, _| self.field(name).is_none());
            arranged.append(given);
        }
        *given = arranged;
    }

    /// Trims strings, converts phone numbers that start with `+` to E.164, and drops empty optional strings.
    pub(crate) fn normalize(&self, value: &mut UntrustedValue) {
        if let UntrustedValue::Object(given) = value {
            given.retain_mut(|name, value| match self.field(name) {
                Some(field) => {
                    field.kind.normalize(value);
                    field.required || !value.is_absent()
                }
                None => {
                    if let Some(rest) = self.rest {
                        (rest.normalize)(value);
                    }
                    true
                }
            });
        }
    }
}

impl Field {
    /// Returns whether the field must be filled in for an address in this country.
    pub(crate) fn is_required_in(&self, country: Option<Country>) -> bool {
        self.required || self.kind.issue_if_absent(country, Policy::Postal).is_some()
    }
}

impl Kind {
    /// Validates a given value, and converts it to the form in which it is sent.
    fn check(&self, value: &mut UntrustedValue, country: Option<Country>, findings: &mut Findings) {
        match self {
            Self::Object(shape) => shape.check(value, findings),
            Self::List(kind) => kind.check_items(value, country, findings),
            Self::Open(open) => (open.check)(value, open.depth, findings),
            Self::Integer(range) => integer::check(value, range, findings),
            Self::Flag => flag::check(value, findings),
            _ => self.check_string(value, country, findings),
        }
    }

    fn check_items(&self, value: &mut UntrustedValue, country: Option<Country>, findings: &mut Findings) {
        let UntrustedValue::List(items) = value else {
            return findings.issue(Fault::invalid_type("array"));
        };
        for (at, item) in items.iter_mut().enumerate() {
            findings.at(Segment::Index(at), |findings| match item.is_absent() {
                true => findings.issue(IssueCode::Required.into()),
                false => self.check(item, country, findings),
            });
        }
    }

    fn check_string(&self, value: &mut UntrustedValue, country: Option<Country>, findings: &mut Findings) {
        let given = match value {
            UntrustedValue::Text(text) => text,
            // No pattern matches U+FFFD, so the field's own rule refuses a malformed string.
            UntrustedValue::Malformed if !self.is_free_text() => "\u{fffd}",
            _ => return findings.issue(Fault::invalid_type("string")),
        };
        let has_control = text::has_control(given);
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
            Ok(Sent::Instead(text)) => {
                findings.as_given &= text == given;
                *value = text.into();
            }
            Ok(Sent::Nothing(warning)) => {
                findings.warn(warning.into());
                findings.as_given = false;
                value.take();
            }
            Err(fault) => findings.issue(fault),
        }
    }

    /// Applies the rule of this kind to a string.
    fn apply_rule(&self, given: &str, country: Option<Country>, findings: &mut Findings) -> Result<Sent, Fault> {
        match self {
            Self::Text { max } => text::check(given, max.map(usize::from))?,
            Self::Email => email::check(given, findings)?,
            Self::Phone(rule) => {
                phone::check(given, rule)?;
                findings.metadata(phone::warning(given));
            }
            Self::Country(alphabet) => return country::check(given, *alphabet).map(Sent::Instead),
            Self::Subdivision(rule) => return subdivision::check(given, *rule, country, findings),
            Self::PostalCode => {
                text::check(given, Some(postal_code::MAX))?;
                findings.metadata(postal_code::warning(given, country));
            }
            Self::Choice(words) => choice::check(given, words)?,
            Self::Pattern(pattern) => pattern::check(given, pattern)?,
            Self::Timestamp => date::check_timestamp(given)?,
            Self::CustomerId(pattern) => customer_id::check(given, pattern)?,
            Self::RedirectUri => {
                let uri = url::RedirectUri::parse(given)?;
                uri.warning().into_iter().for_each(|code| findings.warn(code.into()));
                return Ok(Sent::Instead(uri.into()));
            }
            Self::PastDate => date::check_past(given, findings.now)?,
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

    fn normalize(&self, value: &mut UntrustedValue) {
        match (self, value) {
            (Self::Object(shape), value) => shape.normalize(value),
            (Self::List(kind), UntrustedValue::List(items)) => items.iter_mut().for_each(|item| kind.normalize(item)),
            (Self::Open(open), value) => (open.normalize)(value),
            (Self::Phone(_), UntrustedValue::Text(text)) => phone::normalize(text),
            (_, UntrustedValue::Text(text)) => text::normalize(text),
            _ => {}
        }
    }

    /// Returns whether a single string is valid, under [`Policy::Schema`].
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let options = Options { policy: Policy::Schema, normalize: false, now: 0 };
        let mut findings = Findings::new(&options);
        self.check(&mut text.into(), None, &mut findings);
        findings.issues.is_empty()
    }
}
