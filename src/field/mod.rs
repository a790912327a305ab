//! The rules of single fields: one file each, with its source, and [`Kind`], the closed list that shapes are made of.

pub mod choice;
pub mod country;
pub mod customer_id;
pub mod date;
pub mod email;
#[cfg(feature = "client")]
pub mod flag;
#[cfg(feature = "client")]
pub mod integer;
#[cfg(feature = "client")]
pub mod open;
pub mod pattern;
pub mod phone;
pub mod postal_code;
pub mod subdivision;
pub mod text;
pub mod url;

use crate::arena::release;
#[cfg(feature = "client")]
use crate::check::Options;
use crate::check::{Check, Fault, Policy};
use crate::draft::Draft;
use crate::issue::{IssueCode, Segment};
use crate::shape::Shape;
use country::{Country, NotCurrent};

/// What a field holds.
pub enum Kind {
    /// Text of at most that many code points.
    Text {
        /// The most code points, where the provider states a limit.
        max: Option<u16>,
    },
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone(&'static phone::Rule),
    /// A country.
    Country(country::Alphabet),
    /// A state or province of the country beside it.
    Subdivision(subdivision::Rule),
    /// A postal code of the country beside it.
    PostalCode,
    /// One of a few words.
    Choice(&'static choice::Words),
    /// Text of a form that the provider states.
    Pattern(&'static pattern::Pattern),
    /// A customer's id at the provider.
    CustomerId(&'static pattern::Pattern),
    /// Where the provider sends the person afterwards.
    RedirectUri,
    /// A date that is not in the future.
    PastDate,
    /// A moment, RFC 3339 with an offset.
    Timestamp,
    /// A whole number.
    #[cfg(feature = "client")]
    Integer(&'static integer::Range),
    /// `true` or `false`.
    #[cfg(feature = "client")]
    Flag,
    /// An object whose fields the provider does not publish.
    #[cfg(feature = "client")]
    Open(open::Depth),
    /// An object with fields of its own.
    Object(&'static Shape),
    /// A list of one kind.
    List(&'static Kind),
}

impl Kind {
    /// Checks a value that is there, and makes of it what is to be sent.
    pub(crate) fn check(&self, draft: &mut Draft, country: Option<Country>, check: &mut Check) {
        match self {
            Self::Object(shape) => return shape.check(draft, check),
            Self::List(kind) => return list(kind, draft, country, check),
            #[cfg(feature = "client")]
            Self::Open(depth) => return open::check(draft, *depth, check),
            #[cfg(feature = "client")]
            Self::Integer(range) => return integer::check(draft, range, check),
            #[cfg(feature = "client")]
            Self::Flag => return flag::check(draft, check),
            _ => {}
        }
        let given = match draft {
            Draft::Text(text) => text,
            // No format has a place for U+FFFD, so a malformed text fails as what it was meant to be.
            Draft::Malformed if !self.is_free_text() => "\u{fffd}",
            _ => return check.issue(Fault::invalid_type("string")),
        };
        let has_control = text::has_control(given);
        if has_control && self.is_free_text() {
            check.issue(IssueCode::ControlCharacter.into());
            // Of these fields nothing else can be said before it is gone.
            if matches!(self, Self::Subdivision(_) | Self::PostalCode) {
                return;
            }
        }
        match self.text(given, country, check) {
            // A field's own form has no place for them either, but a rule may be about less than the whole text.
            Ok(_) if has_control && !self.is_free_text() => check.issue(IssueCode::ControlCharacter.into()),
            Ok(Sent::AsGiven) => {}
            Ok(Sent::Instead(text)) => {
                check.as_given &= text == given;
                release(std::mem::replace(draft, text.into()));
            }
            Ok(Sent::Nothing(warning)) => {
                check.warn(warning.into());
                check.as_given = false;
                release(draft.take());
            }
            Err(fault) => check.issue(fault),
        }
    }

    /// Checks a text, and says what is to be sent.
    fn text(&self, given: &str, country: Option<Country>, check: &mut Check) -> Result<Sent, Fault> {
        match self {
            Self::Text { max } => text::check(given, max.map(usize::from))?,
            Self::Email => {
                let length = email::too_long(given);
                if let Some(form) = email::malformed(given) {
                    length.into_iter().for_each(|fault| check.issue(fault));
                    return Err(form.into());
                }
                length.map_or(Ok(()), Err)?;
                email::warning(given).into_iter().for_each(|code| check.warn(code.into()));
            }
            Self::Phone(rule) => check.metadata(phone::Phone::parse(given, rule)?.warning()),
            Self::Country(alphabet) => {
                let unknown = |reason: NotCurrent| Fault::with(IssueCode::CountryUnknown, reason.as_str());
                let code = Country::parse(given).map_err(unknown)?.code(*alphabet);
                return Ok(Sent::Instead(code));
            }
            Self::Subdivision(rule) => {
                let sent = subdivision::check(given, *rule, country, check.policy)?;
                if let Some(code) = sent.text(given) {
                    check.metadata(subdivision::warning(code, *rule, country));
                }
                return Ok(sent);
            }
            Self::PostalCode => {
                text::check(given, Some(postal_code::MAX))?;
                check.metadata(postal_code::warning(given, country));
            }
            Self::Choice(words) => choice::check(given, words)?,
            Self::Pattern(pattern) => pattern::check(given, pattern)?,
            Self::Timestamp => date::timestamp(given)?,
            Self::CustomerId(rule) => drop(customer_id::CustomerId::parse(given, rule)?),
            Self::RedirectUri => {
                let uri = url::RedirectUri::parse(given)?;
                uri.warning().into_iter().for_each(|code| check.warn(code.into()));
                return Ok(Sent::Instead(uri.into()));
            }
            Self::PastDate => date::past(given, check.now)?,
            // The others hold no text.
            _ => {}
        }
        Ok(Sent::AsGiven)
    }

    /// Reports the absence of an optional field of this kind where the country requires it all the same.
    pub(crate) fn absent(&self, country: Option<Country>, check: &mut Check) {
        if let Some(fault) = self.fault_of_absence(country, check.policy) {
            check.issue(fault.into());
        }
        if matches!(self, Self::PostalCode) {
            check.metadata(postal_code::missing(country, check.policy));
        }
    }

    pub(crate) fn normalize(&self, draft: &mut Draft) {
        match (self, draft) {
            (Self::Object(shape), draft) => shape.normalize(draft),
            (Self::List(kind), Draft::List(items)) => items.iter_mut().for_each(|item| kind.normalize(item)),
            #[cfg(feature = "client")]
            (Self::Open(_), draft) => open::normalize(draft),
            (Self::Phone(_), Draft::Text(text)) => phone::normalize(text),
            (_, Draft::Text(text)) => text::normalize(text),
            _ => {}
        }
    }

    /// Whether a country requires a field that the operation itself does not.
    pub(crate) fn is_required_in(&self, country: Country) -> bool {
        self.fault_of_absence(Some(country), Policy::Postal).is_some()
    }

    fn fault_of_absence(&self, country: Option<Country>, policy: Policy) -> Option<IssueCode> {
        match self {
            Self::Subdivision(rule) => subdivision::absent(*rule, country, policy),
            Self::PostalCode => postal_code::absent(country, policy),
            _ => None,
        }
    }

    /// Whether a single text would pass.
    #[cfg(feature = "client")]
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let mut check = Check::new(&Options { policy: Policy::Schema, normalize: false, now: 0 });
        self.check(&mut text.into(), None, &mut check);
        check.issues.is_empty()
    }

    /// Free text: white space alone counts as nothing, and any text will do.
    pub(crate) fn is_free_text(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Subdivision(_) | Self::PostalCode)
    }
}

/// What is sent of a text that was given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The text itself.
    AsGiven,
    /// Another form of it.
    Instead(String),
    /// Nothing, with a warning that says so.
    Nothing(IssueCode),
}

impl Sent {
    /// The text that is sent, where `given` was.
    fn text<'a>(&'a self, given: &'a str) -> Option<&'a str> {
        match self {
            Self::AsGiven => Some(given),
            Self::Instead(text) => Some(text),
            Self::Nothing(_) => None,
        }
    }
}

/// Nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn list(kind: &Kind, draft: &mut Draft, country: Option<Country>, check: &mut Check) {
    let Draft::List(items) = draft else {
        return check.issue(Fault::invalid_type("array"));
    };
    for (at, item) in items.iter_mut().enumerate() {
        check.at(Segment::Index(at), |check| match item.is_absent() {
            true => check.issue(IssueCode::Required.into()),
            false => kind.check(item, country, check),
        });
    }
}
