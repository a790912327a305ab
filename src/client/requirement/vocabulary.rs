//! The words of requirements.

/// What a [`Requirement`](super::Requirement) is about.
///
/// ```
/// assert_eq!(kyclink::RequirementKind::Questionnaire.as_str(), "questionnaire");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequirementKind {
    /// The provider's terms.
    Terms,
    /// An email address or a phone number, given or confirmed.
    Contact,
    /// A name, a date, an address or a number.
    Data,
    /// A document, or a picture of the person.
    Document,
    /// Questions, such as where the money comes from.
    Questionnaire,
    /// The owners of a business, or who controls it.
    Owner,
    /// A check that the provider does.
    Review,
    /// Something else, or a code that no document lists.
    Other,
}

impl RequirementKind {
    const ALL: [Self; 8] = [
        Self::Terms,
        Self::Contact,
        Self::Data,
        Self::Document,
        Self::Questionnaire,
        Self::Owner,
        Self::Review,
        Self::Other,
    ];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }

    /// The kind in results, such as `document`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Contact => "contact",
            Self::Data => "data",
            Self::Document => "document",
            Self::Questionnaire => "questionnaire",
            Self::Owner => "owner",
            Self::Review => "review",
            Self::Other => "other",
        }
    }
}

/// Whose turn it is.
///
/// ```
/// assert_eq!(kyclink::Party::Provider.as_str(), "provider");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Party {
    /// The person who is verified.
    Person,
    /// An owner of the business, or who controls it.
    Owner,
    /// The business, for which a representative acts.
    Business,
    /// The provider.
    Provider,
    /// You, who have the account at the provider. A page must not show it.
    Operator,
}

impl Party {
    const ALL: [Self; 5] = [Self::Person, Self::Owner, Self::Business, Self::Provider, Self::Operator];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }

    /// The party in results, such as `person`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Owner => "owner",
            Self::Business => "business",
            Self::Provider => "provider",
            Self::Operator => "operator",
        }
    }
}

/// What can be done about a [`Requirement`](super::Requirement).
///
/// ```
/// assert_eq!(kyclink::Remedy::Final.as_str(), "final");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// The named party can do something now, for the first time or again.
    Act,
    /// Only the provider can do something.
    Wait,
    /// The provider says that nothing the applicant does helps.
    Final,
    /// The provider does not say.
    Unknown,
}

impl Remedy {
    const ALL: [Self; 4] = [Self::Act, Self::Wait, Self::Final, Self::Unknown];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }

    /// The remedy in results, such as `act`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Wait => "wait",
            Self::Final => "final",
            Self::Unknown => "unknown",
        }
    }
}

/// What the person in front of the page can do.
///
/// ```
/// assert_eq!(kyclink::NextAction::OpenLink.as_str(), "open_link");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextAction {
    /// Wait for the provider.
    Wait,
    /// Open the hosted page, with a new link if need be.
    OpenLink,
    /// Confirm an email address or a phone number.
    VerifyContact,
    /// Accept the provider's terms.
    AcceptTerms,
    /// Try again after a refusal.
    TryAgain,
    /// Write to your support.
    ContactSupport,
}

impl NextAction {
    const ALL: [Self; 6] =
        [Self::Wait, Self::OpenLink, Self::VerifyContact, Self::AcceptTerms, Self::TryAgain, Self::ContactSupport];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }

    /// The action in results, such as `open_link`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::OpenLink => "open_link",
            Self::VerifyContact => "verify_contact",
            Self::AcceptTerms => "accept_terms",
            Self::TryAgain => "try_again",
            Self::ContactSupport => "contact_support",
        }
    }
}

impl Remedy {
    /// Orders remedies by what comes of them soonest.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::Act => 0,
            Self::Wait => 1,
            Self::Unknown => 2,
            Self::Final => 3,
        }
    }
}
