//! The progress of a person's verification, at a provider that returns it with a link.

use std::fmt;

use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::requirement::Requirement;
use crate::value::json::Fields;
use crate::value::word_enum::word_enum;

/// The progress of the verification that a link is for. `Debug` shows the status only.
///
/// ```
/// use kyclink::{Status, Terms, Verification};
/// /// What to tell the person.
/// fn sentence(verification: &Verification) -> &str {
///     match (verification.status, verification.rejection_reasons.first()) {
///         (Status::Rejected, Some(reason)) => reason,
///         (Status::Approved, _) => "You are verified.",
///         _ if verification.terms == Terms::Pending => "Please accept the terms.",
///         _ => "Please continue.",
///     }
/// }
/// let verification = Verification {
///     customer_type: None, email: None, full_name: None, status: Status::Incomplete, provider_status: None,
///     terms: Terms::Pending, rejection_reasons: vec![], operator_reasons: vec![], requirements: vec![], capabilities: vec![],
///     created_at: None,
/// };
/// assert_eq!(sentence(&verification), "Please accept the terms.");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Verification {
    /// Whether the applicant is a person or a business, if the provider says it.
    pub customer_type: Option<CustomerType>,
    /// The email address.
    pub email: Option<String>,
    /// The name of the person or the business.
    pub full_name: Option<String>,
    /// The status, which is `approved` only if the terms are accepted, too.
    pub status: Status,
    /// The provider's own status: an open set.
    pub provider_status: Option<String>,
    /// Whether the person has accepted the provider's terms of service.
    pub terms: Terms,
    /// Why the provider refused, in words that it allows the person to see. They may contain a person's data: do not
    /// log them.
    pub rejection_reasons: Vec<String>,
    /// Why a provider of one's own refused, in codes that are for the operator alone: never show them to the person.
    pub operator_reasons: Vec<String>,
    /// What is still missing, as far as the link says it.
    pub requirements: Vec<Requirement>,
    /// Which product is open, as far as the provider says it with the link.
    pub capabilities: Vec<Capability>,
    /// When the link was created: the provider's own timestamp (RFC 3339).
    pub created_at: Option<String>,
}

word_enum! {
    /// Whether a person has accepted the provider's terms of service.
    ///
    /// ```
    /// assert_eq!(kyclink::Terms::Accepted.as_str(), "accepted");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Terms {
        /// Not yet.
        Pending = "pending",
        /// They are accepted.
        Accepted = "accepted",
        /// The provider sent something else.
        Unknown = "unknown",
    }
}

/// Shows the status only.
impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Verification {
    /// Writes the fields beside those of the link.
    pub(crate) fn write_fields(&self, fields: &mut Fields) {
        fields.optional("type", self.customer_type.map(CustomerType::as_str).as_ref());
        fields.optional("email", self.email.as_ref());
        fields.optional("fullName", self.full_name.as_ref());
        fields.text("status", self.status.as_str());
        fields.optional("providerStatus", self.provider_status.as_ref());
        fields.text("tosStatus", self.terms.as_str());
        fields.field("rejectionReasons", &self.rejection_reasons);
        fields.optional("createdAt", self.created_at.as_ref());
    }
}
