//! The words of requirements.

use crate::value::word_enum::parsed_word_enum;

parsed_word_enum! {
    /// What a [`Requirement`](super::Requirement) is about.
    ///
    /// ```
    /// assert_eq!(kyclink::RequirementKind::Questionnaire.as_str(), "questionnaire");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum RequirementKind {
        /// The provider's terms.
        Terms = "terms",
        /// An email address or a phone number, given or confirmed.
        Contact = "contact",
        /// A name, a date, an address or a number.
        Data = "data",
        /// A document, or a picture of the person.
        Document = "document",
        /// Questions, such as where the money comes from.
        Questionnaire = "questionnaire",
        /// The owners of a business, or who controls it.
        Owner = "owner",
        /// A check that the provider does.
        Review = "review",
        /// Something else, or a code that no document lists.
        Other = "other",
    }
}

parsed_word_enum! {
    /// Whose turn it is.
    ///
    /// ```
    /// assert_eq!(kyclink::Party::Provider.as_str(), "provider");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Party {
        /// The person who is verified.
        Person = "person",
        /// An owner of the business, or who controls it.
        Owner = "owner",
        /// The business, for which a representative acts.
        Business = "business",
        /// The provider.
        Provider = "provider",
        /// You, who have the account at the provider. A page must not show it.
        Operator = "operator",
    }
}

parsed_word_enum! {
    /// What can be done about a [`Requirement`](super::Requirement).
    ///
    /// ```
    /// assert_eq!(kyclink::Remedy::Final.as_str(), "final");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Remedy {
        /// The named party can do something now, for the first time or again.
        Act = "act",
        /// Only the provider can do something.
        Wait = "wait",
        /// The provider says that nothing the applicant does helps.
        Final = "final",
        /// The provider does not say.
        Unknown = "unknown",
    }
}

parsed_word_enum! {
    /// What the person in front of the page can do.
    ///
    /// ```
    /// assert_eq!(kyclink::NextAction::OpenLink.as_str(), "open_link");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NextAction {
        /// Wait for the provider.
        Wait = "wait",
        /// Open the hosted page, with a new link if need be.
        OpenLink = "open_link",
        /// Confirm an email address or a phone number.
        VerifyContact = "verify_contact",
        /// Accept the provider's terms.
        AcceptTerms = "accept_terms",
        /// Try again after a refusal.
        TryAgain = "try_again",
        /// Write to your support.
        ContactSupport = "contact_support",
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
