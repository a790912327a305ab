//! What an onboarding ends with.

use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::client::customer::capability::Capability;
use crate::client::link::{KycLink, KycUrl};
use crate::client::requirement::Requirement;
use crate::value::json::{Json, Writer};

/// The outcome of an onboarding.
///
/// ```
/// use kyclink::{Channel, Onboarding};
/// /// The page to show next.
/// fn next_page(outcome: &Onboarding) -> String {
///     match outcome {
///         Onboarding::Link(link) => link.kyc_url.as_str().to_owned(),
///         Onboarding::VerifyContact { channels, .. } => format!("/confirm/{}", channels[0].as_str()),
///         _ => "/done".to_owned(),
///     }
/// }
/// let outcome = Onboarding::VerifyContact { customer_id: "Customer:1".into(), channels: vec![Channel::Email] };
/// assert_eq!(next_page(&outcome), "/confirm/email");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Onboarding {
    /// Send the person to this link.
    Link(Box<KycLink>),
    /// The provider wants these contacts confirmed before it creates a link.
    VerifyContact {
        /// The id of the customer, who exists.
        customer_id: String,
        /// The contacts to confirm: email, phone or both.
        channels: Vec<Channel>,
    },
    /// The person must accept the provider's terms of service first.
    AcceptTerms {
        /// Where the person accepts them. As secret as the link.
        url: KycUrl,
        /// The link for afterwards.
        then: Box<KycLink>,
    },
    /// The customer is verified already.
    Approved {
        /// The id of the customer.
        customer_id: String,
    },
    /// The customer exists, and has nothing to open: its status says what is next.
    Status {
        /// The id of the customer.
        customer_id: String,
        /// The status, which is not `approved`.
        status: Status,
    },
}

impl Onboarding {
    /// The id by which the provider knows the person.
    pub(crate) fn subject_id(&self) -> &str {
        match self {
            Self::Link(link) | Self::AcceptTerms { then: link, .. } => link.subject_id().unwrap_or_default(),
            Self::VerifyContact { customer_id, .. }
            | Self::Approved { customer_id }
            | Self::Status { customer_id, .. } => customer_id,
        }
    }

    /// What the customer still needs; empty where the provider has not said.
    ///
    /// ```
    /// use kyclink::{Channel, NextAction, Onboarding};
    /// let outcome = Onboarding::VerifyContact { customer_id: "Customer:1".into(), channels: vec![Channel::Email] };
    /// assert_eq!(outcome.requirements()[0].next_action, NextAction::VerifyContact);
    /// ```
    #[must_use]
    pub fn requirements(&self) -> Vec<Requirement> {
        match self {
            Self::Link(link) | Self::AcceptTerms { then: link, .. } => {
                let told = link.verification.as_ref().map(|verification| &verification.requirements);
                told.unwrap_or(&link.requirements).clone()
            }
            Self::VerifyContact { channels, .. } => channels.iter().copied().map(Requirement::contact).collect(),
            Self::Approved { .. } | Self::Status { .. } => vec![],
        }
    }
}

impl Json for Onboarding {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            match self {
                Self::Link(link) => {
                    fields.text("kind", "link");
                    fields.field("link", link.as_ref());
                }
                Self::VerifyContact { customer_id, channels } => {
                    fields.text("kind", "verify_contact");
                    fields.field("customerId", customer_id);
                    fields.field("channels", channels);
                }
                Self::AcceptTerms { url, then } => {
                    fields.text("kind", "accept_terms");
                    fields.text("url", url.as_str());
                    fields.field("then", then.as_ref());
                }
                Self::Approved { customer_id } => {
                    fields.text("kind", "approved");
                    fields.field("customerId", customer_id);
                }
                Self::Status { customer_id, status } => {
                    fields.text("kind", "status");
                    fields.field("customerId", customer_id);
                    fields.field("status", status);
                }
            }
            fields.field("requirements", &self.requirements());
            // No provider says it of a customer who has just begun.
            let capabilities: [Capability; 0] = [];
            fields.field("capabilities", &capabilities);
        });
    }
}
