//! A customer as both providers know one.

use crate::draft::Draft;
use crate::json::{Json, Writer};

/// Where a customer's verification stands, in one vocabulary for all providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The person still has something to do.
    Incomplete,
    /// The provider is deciding.
    Pending,
    /// Verified.
    Approved,
    /// Refused.
    Rejected,
    /// Held back until something is cleared up.
    OnHold,
    /// The provider used a word that is new to us.
    Unknown,
}

impl Status {
    /// The status as it stands in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::OnHold => "on_hold",
            Self::Unknown => "unknown",
        }
    }
}

/// A customer. It holds a person's data: it has no `Debug`.
#[derive(Clone)]
pub struct Customer {
    /// The provider.
    pub provider: &'static str,
    /// The provider's id.
    pub id: String,
    /// `individual` or `business`.
    pub kind: &'static str,
    /// The e-mail address on file.
    pub email: Option<String>,
    /// The phone number on file.
    pub phone: Option<String>,
    /// Where the verification stands.
    pub status: Status,
    /// The same in the provider's word.
    pub provider_status: Option<String>,
    /// The contacts that the provider wants confirmed, and whether they are: name and `pending`, `verified` or `unknown`.
    pub contact_verification: Vec<(&'static str, &'static str)>,
    /// When the customer was created, in the provider's own words.
    pub created_at: Option<String>,
    /// The answer as it came.
    pub raw: Draft<'static>,
}

impl Json for Customer {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("id", &self.id);
            fields.text("type", self.kind);
            fields.optional("email", self.email.as_ref());
            fields.optional("phone", self.phone.as_ref());
            fields.text("status", self.status.as_str());
            fields.optional("providerStatus", self.provider_status.as_ref());
            if !self.contact_verification.is_empty() {
                fields.object("contactVerification", |fields| {
                    self.contact_verification.iter().for_each(|(contact, state)| fields.text(contact, state));
                });
            }
            fields.optional("createdAt", self.created_at.as_ref());
            fields.field("raw", &self.raw);
        });
    }
}
