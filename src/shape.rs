//! The shape of an input as data: which fields, what kind, which are required.
//!
//! One description serves everything that must agree: validation, normalization, what is sent, and the texts about it.
//! A shape is a `static` table; the code that walks it is here, once, and small.

use crate::arena::release;
use crate::check::{Check, Fault};
use crate::draft::{Draft, Object};
use crate::field::country::{Country, beside};
#[cfg(feature = "client")]
use crate::field::open;
use crate::field::{Kind, is_blank};
use crate::issue::{IssueCode, Segment};

/// The fields of an object, in the order in which they are checked and sent.
pub struct Shape {
    /// The fields.
    pub fields: &'static [Field],
    /// A rule between fields.
    pub(crate) between: Option<Between>,
    /// Of these fields one must be given; where none is, the first is missing.
    #[cfg(feature = "client")]
    pub(crate) any_of: &'static [&'static str],
    /// A lesser form of the object, which it has where none but that form's fields are given.
    #[cfg(feature = "client")]
    pub(crate) lesser: Option<&'static Shape>,
    /// What members that no field describes may hold: they pass as they are. Without it they are unknown and not sent.
    #[cfg(feature = "client")]
    pub(crate) rest: Option<open::Depth>,
    /// Says when the whole object is left out.
    pub(crate) omit: Option<Omit>,
}

/// The warning with which a whole object is left out: by its country, and by which of its fields are given.
pub(crate) type Omit = fn(Country, &dyn Fn(&str) -> bool) -> Option<IssueCode>;

/// What is wrong, because of the others in that object, with the field of that name, given or not.
pub(crate) type Between = fn(&Object, &str, bool) -> Option<Fault>;

/// The name of a field that decides about others, and its value in one case.
pub type Case = (&'static str, &'static str);

/// One field of a [`Shape`].
pub struct Field {
    /// Its name in the input.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// The field exists only where that other field has that value.
    pub when: Option<&'static Case>,
}

impl Shape {
    pub(crate) const fn new(fields: &'static [Field]) -> Self {
        Self {
            fields,
            between: None,
            #[cfg(feature = "client")]
            any_of: &[],
            #[cfg(feature = "client")]
            lesser: None,
            #[cfg(feature = "client")]
            rest: None,
            omit: None,
        }
    }

    /// Whether members that no field describes are sent as they are.
    #[cfg(feature = "client")]
    pub fn is_open(&self) -> bool {
        self.rest.is_some()
    }

    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Checks `draft` and makes of it what is to be sent: known fields only, each in the provider's form.
    pub(crate) fn check(&self, draft: &mut Draft, check: &mut Check) {
        let Draft::Object(given) = draft else {
            return check.issue(Fault::invalid_type("object"));
        };
        // What a state or a postal code may be depends on the country beside it.
        let country = beside(given);
        if let Some(warning) = self.omits(given) {
            check.warn(warning.into());
            check.as_given = false;
            return release(draft.take());
        }
        if let Some(lesser) =
            self.lesser().filter(|lesser| given.iter().all(|(name, value)| self.adds_no(name, value, lesser)))
        {
            return lesser.check(draft, check);
        }
        let mut sent = 0;
        for field in self.fields {
            if !field.applies(given) {
                continue;
            }
            // A careful caller gives the fields in this order: then the next one is at the place of the next one.
            let place = given.place(field.name, sent);
            let is_given = place.and_then(|place| given.value_mut(place)).is_some_and(|value| !field.is_absent(value));
            check.as_given &= place.is_none_or(|place| place == sent);
            let fault = self.between.and_then(|between| between(given, field.name, is_given));
            let lacks = !is_given && (field.required || self.lacks(field.name, given));
            check.at(field.name.into(), |check| {
                fault.into_iter().for_each(|fault| check.issue(fault));
                match place.filter(|_| is_given).and_then(|place| given.value_mut(place)) {
                    Some(value) => {
                        sent += 1;
                        field.kind.check(value, country, check);
                    }
                    None if lacks => check.issue(IssueCode::Required.into()),
                    None => field.kind.absent(country, check),
                }
            });
        }
        // Fewer are sent than were given, or in another order: some may be unknown.
        check.as_given &= sent == given.len();
        if !check.as_given {
            #[cfg(feature = "client")]
            if let Some(depth) = self.rest {
                return self.check_rest(given, sent, depth, check);
            }
            for (name, _) in given.iter().filter(|(name, value)| !value.is_absent() && !self.knows(name, given)) {
                check.at(Segment::Key(name.to_owned().into()), |check| check.warn(IssueCode::UnknownField.into()));
            }
            // Of what is refused nothing is sent.
            if check.issues.is_empty() {
                self.arrange(given, sent);
            }
        }
    }

    /// The warning with which that object is left out, where it is.
    pub(crate) fn omits(&self, given: &Object) -> Option<IssueCode> {
        self.omit?(beside(given)?, &|name| self.has(name, given))
    }

    /// Whether that field is given.
    fn has(&self, name: &str, given: &Object) -> bool {
        let field = self.field(name).filter(|field| field.applies(given));
        field.is_some_and(|field| given.get(name).is_some_and(|value| !field.is_absent(value)))
    }

    /// The members that no field describes, behind those that one does.
    #[cfg(feature = "client")]
    fn check_rest(&self, given: &mut Object, sent: usize, depth: open::Depth, check: &mut Check) {
        let others: Vec<_> = given
            .iter()
            .filter(|(name, _)| self.field(name).is_none())
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        for (name, value) in &others {
            open::member(Segment::Key(name.clone().into()), value, depth, check);
        }
        if check.issues.is_empty() {
            self.arrange(given, sent);
            others.into_iter().for_each(|(name, value)| given.push(name, value));
        }
    }

    /// Leaves of an object what is sent, in the order of the fields. One that decides about others comes before them.
    fn arrange(&self, given: &mut Object, sent: usize) {
        let mut arranged = Object::with_capacity(sent);
        for field in self.fields {
            if field.applies(&arranged)
                && let Some(value) = given.place(field.name, 0).and_then(|place| given.value_mut(place))
                && !field.is_absent(value)
            {
                arranged.push(field.name, value.take());
            }
        }
        release(std::mem::replace(given, arranged));
    }

    /// Trims texts, puts phone numbers that start with `+` into one form, drops empty optional texts.
    pub(crate) fn normalize(&self, draft: &mut Draft) {
        if let Draft::Object(given) = draft {
            given.sift(|name, value| {
                let Some(field) = self.field(name) else {
                    #[cfg(feature = "client")]
                    if self.rest.is_some() {
                        open::normalize(value);
                    }
                    return true;
                };
                field.kind.normalize(value);
                field.required || !value.is_absent()
            });
        }
    }

    /// The lesser form; no operation of a page has one.
    pub(crate) const fn lesser(&self) -> Option<&'static Self> {
        #[cfg(feature = "client")]
        return self.lesser;
        #[cfg(not(feature = "client"))]
        None
    }

    /// The fields of which one must be given; no operation of a page has such.
    pub(crate) const fn any_of(&self) -> &'static [&'static str] {
        #[cfg(feature = "client")]
        return self.any_of;
        #[cfg(not(feature = "client"))]
        &[]
    }

    /// Whether that field is missing because none of those is given that could stand for it.
    fn lacks(&self, name: &str, given: &Object) -> bool {
        self.any_of().first() == Some(&name) && !self.any_of().iter().any(|other| self.has(other, given))
    }

    /// Whether that member of an object leaves it in its lesser form.
    fn adds_no(&self, name: &str, value: &Draft, lesser: &Self) -> bool {
        value.is_absent() || self.field(name).is_none() || lesser.field(name).is_some()
    }

    fn knows(&self, name: &str, given: &Object) -> bool {
        self.fields.iter().any(|field| field.name == name && (field.applies(given) || !field.decided(given)))
    }
}

impl Field {
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true, when: None }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, when: None }
    }

    /// The field exists only in that case.
    pub(crate) const fn when(mut self, case: &'static Case) -> Self {
        self.when = Some(case);
        self
    }

    fn applies(&self, given: &Object) -> bool {
        self.when.is_none_or(|(field, value)| given.text(field) == Some(*value))
    }

    /// Whether the input says which variant it is; before that, nobody is told that a field is unknown.
    fn decided(&self, given: &Object) -> bool {
        self.when.is_none_or(|(field, _)| given.get(field).is_some_and(|value| !value.is_absent()))
    }

    fn is_absent(&self, value: &Draft) -> bool {
        value.is_absent() || (self.kind.is_free_text() && value.text().is_some_and(is_blank))
    }
}
