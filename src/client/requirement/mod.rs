//! What a customer still needs before it is verified, in one vocabulary for all providers.

mod list;
mod vocabulary;

use list::moment_ms;
pub(crate) use list::{Requirements, date, word};
pub use vocabulary::{NextAction, Party, Remedy, RequirementKind};

use crate::client::contact::Channel;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// Something that is still missing, or that stands in the way of the verification.
///
/// It has no personal data: `code`, `accepts` and `of` are the provider's words, and `subject` is an id.
///
/// ```
/// use kyclink::{HttpResponse, NextAction, Requirement, RequirementKind, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
/// let body = br#"{"type": "individual", "verificationProfiles": [
///     {"name": "kyc_profile_a", "status": "incomplete", "criteria": {"required": ["proof_of_address"]}}]}"#;
/// let customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
/// let missing: &Requirement = &customer.requirements[0];
/// assert_eq!(missing.kind, RequirementKind::Document);
/// assert_eq!((missing.code.as_deref(), missing.next_action), (Some("proof_of_address"), NextAction::OpenLink));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// What it is about.
    pub kind: RequirementKind,
    /// Whose turn it is.
    pub who: Party,
    /// What can be done.
    pub can: Remedy,
    /// The provider's word for it, for logs and programs: an open set. A page must not show it.
    pub code: Option<String>,
    /// The path of the applicant's field that it is about, such as `address.city`.
    pub field: Option<String>,
    /// The provider's id of the owner or the document that it is about.
    pub subject: Option<String>,
    /// The provider's words for the documents of which one will do: an open set. Empty unless the provider lists them.
    pub accepts: Vec<String>,
    /// The provider's names of the products or verifications that need it.
    pub of: Vec<String>,
    /// The day until which it has to be met: the provider's own date, `YYYY-MM-DD`. `None` if it is due now, or if the
    /// provider names no date.
    pub due_by: Option<String>,
    /// The ways of which one is enough, if there are several.
    pub any_of: Vec<Self>,
    /// What the person in front of the page can do about it.
    pub next_action: NextAction,
}

impl Requirement {
    /// A requirement without further details.
    pub(crate) const fn new(kind: RequirementKind, who: Party, can: Remedy, next_action: NextAction) -> Self {
        Self {
            kind,
            who,
            can,
            code: None,
            field: None,
            subject: None,
            accepts: vec![],
            of: vec![],
            due_by: None,
            any_of: vec![],
            next_action,
        }
    }

    /// A check that the provider does.
    pub(crate) const fn review() -> Self {
        Self::new(RequirementKind::Review, Party::Provider, Remedy::Wait, NextAction::Wait)
    }

    /// A contact that has to be confirmed with a code.
    pub(crate) fn contact(channel: Channel) -> Self {
        let field = Some(channel.as_str().to_owned());
        Self { field, ..Self::new(RequirementKind::Contact, Party::Person, Remedy::Act, NextAction::VerifyContact) }
    }

    /// Something that this party can do on the hosted page.
    pub(crate) const fn on_hosted_page(kind: RequirementKind, who: Party) -> Self {
        Self::new(kind, who, Remedy::Act, NextAction::OpenLink)
    }

    /// Something for which the provider does not say what helps.
    pub(crate) const fn unexplained(who: Party) -> Self {
        Self::new(RequirementKind::Other, who, Remedy::Unknown, NextAction::ContactSupport)
    }

    /// Something for which the provider has a word that no document lists. The hosted page of an incomplete customer may
    /// ask for it.
    pub(crate) const fn unlisted(who: Party, is_incomplete: bool) -> Self {
        let next_action = if is_incomplete { NextAction::OpenLink } else { NextAction::ContactSupport };
        Self::new(RequirementKind::Other, who, Remedy::Unknown, next_action)
    }

    /// Something against which nothing helps.
    pub(crate) const fn settled(kind: RequirementKind, who: Party) -> Self {
        Self::new(kind, who, Remedy::Final, NextAction::ContactSupport)
    }

    /// Sets the provider's word.
    pub(crate) fn code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }

    /// Whether it, or one of its ways, has this word of the provider.
    pub(crate) fn names(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code) || self.any_of.iter().any(|way| way.names(code))
    }

    /// Returns the ways of which one is enough as one requirement: as hopeful as the best of them.
    pub(crate) fn any(ways: Vec<Self>) -> Option<Self> {
        let best = ways.iter().min_by_key(|way| way.can.rank())?;
        let is_common = |kind| ways.iter().all(|way| way.kind == kind);
        let kind = if is_common(best.kind) { best.kind } else { RequirementKind::Other };
        let group = Self {
            subject: best.subject.clone(),
            of: best.of.clone(),
            due_by: best.due_by.clone(),
            ..Self::new(kind, best.who, best.can, best.next_action)
        };
        Some(if ways.len() == 1 { ways.into_iter().next()? } else { Self { any_of: ways, ..group } })
    }

    /// [`due_by`](Self::due_by) in milliseconds since 1970-01-01 UTC. A day begins at midnight UTC.
    ///
    /// ```
    /// use kyclink::{HttpResponse, spherepay};
    /// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
    /// # let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
    /// let body = br#"{"type": "individual", "verificationProfiles": [{"name": "a", "status": "pending"}]}"#;
    /// let customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
    /// assert_eq!(customer.requirements[0].due_by_ms(), None, "this provider tells no date");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn due_by_ms(&self) -> Option<i64> {
        self.due_by.as_deref().and_then(moment_ms)
    }

    /// Whether both ask for the same thing.
    fn is_like(&self, other: &Self) -> bool {
        let details = |one: &Self| (one.kind, one.who, one.can);
        details(self) == details(other)
            && self.code == other.code
            && self.field == other.field
            && self.subject == other.subject
            && self.accepts == other.accepts
            && self.any_of.len() == other.any_of.len()
            && self.any_of.iter().zip(&other.any_of).all(|(own, other)| own.is_like(other))
    }
}

impl Json for Requirement {
    fn write(&self, out: &mut Writer) {
        self.to_value().write(out);
    }
}

impl Requirement {
    pub(crate) fn to_value(&self) -> UntrustedValue<'static> {
        let mut object = Object::new();
        let mut text = |name: &'static str, text: Option<&str>| {
            if let Some(text) = text {
                object.push(name, text.to_owned().into());
            }
        };
        text("kind", Some(self.kind.as_str()));
        text("who", Some(self.who.as_str()));
        text("can", Some(self.can.as_str()));
        text("code", self.code.as_deref());
        text("field", self.field.as_deref());
        text("subject", self.subject.as_deref());
        text("dueBy", self.due_by.as_deref());
        text("nextAction", Some(self.next_action.as_str()));
        if let Some(ms) = self.due_by_ms() {
            object.push("dueByMs", UntrustedValue::Number(ms.into()));
        }
        let texts = |texts: &[String]| texts.iter().cloned().map(UntrustedValue::from).collect::<Vec<_>>();
        let ways = self.any_of.iter().map(Self::to_value).collect();
        for (name, list) in [("accepts", texts(&self.accepts)), ("of", texts(&self.of)), ("anyOf", ways)] {
            if !list.is_empty() {
                object.push(name, list.into());
            }
        }
        object.into()
    }
}

impl Requirement {
    /// Reads what [`to_value`](Self::to_value) has written; `None` for anything else.
    pub(crate) fn read(value: &UntrustedValue) -> Option<Self> {
        let texts = |name| {
            let texts = value.field(name).and_then(UntrustedValue::texts).unwrap_or_default();
            texts.into_iter().map(str::to_owned).collect()
        };
        let ways = value.field("anyOf").and_then(UntrustedValue::list).unwrap_or_default();
        Some(Self {
            kind: RequirementKind::parse(value.text_of("kind")?)?,
            who: Party::parse(value.text_of("who")?)?,
            can: Remedy::parse(value.text_of("can")?)?,
            code: value.owned_text_of("code"),
            field: value.owned_text_of("field"),
            subject: value.owned_text_of("subject"),
            accepts: texts("accepts"),
            of: texts("of"),
            due_by: value.owned_text_of("dueBy"),
            any_of: ways.iter().filter_map(Self::read).collect(),
            next_action: NextAction::parse(value.text_of("nextAction")?)?,
        })
    }
}

pub(crate) fn to_value(requirements: &[Requirement]) -> UntrustedValue<'static> {
    requirements.iter().map(Requirement::to_value).collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_with_every_word_and_member() {
        for (at, kind) in RequirementKind::ALL.into_iter().enumerate() {
            let who = Party::ALL[at % Party::ALL.len()];
            let can = Remedy::ALL[at % Remedy::ALL.len()];
            let next_action = NextAction::ALL[at % NextAction::ALL.len()];
            let bare = Requirement::new(kind, who, can, next_action);
            let full = Requirement {
                code: Some("code".into()),
                field: Some("field".into()),
                subject: Some("subject".into()),
                accepts: vec!["accepts".into(), "other".into()],
                of: vec!["of".into()],
                due_by: Some("2027-01-31".into()),
                any_of: vec![bare.clone(), Requirement { code: Some("way".into()), ..bare.clone() }],
                ..bare.clone()
            };
            for requirement in [bare, full] {
                assert_eq!(Requirement::read(&requirement.to_value()), Some(requirement));
            }
        }
    }
}
