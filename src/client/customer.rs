//! A customer as both providers know one.

use crate::client::error::Error;
use crate::value::json::{Json, Writer};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// Where a customer's verification stands, in one vocabulary for all providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Whether a customer is a person or a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerType {
    /// A person.
    Individual,
    /// A business.
    Business,
}

impl CustomerType {
    /// The type as it stands in inputs and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Business => "business",
        }
    }
}

/// How a person can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By email.
    Email,
    /// By phone.
    Phone,
}

impl Channel {
    /// The channel as it stands in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl Json for Channel {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}

/// Whether a contact is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContactState {
    /// Not yet.
    Pending,
    /// The person has confirmed it.
    Verified,
    /// The provider used a word that is new to us.
    Unknown,
}

impl ContactState {
    /// The state as it stands in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
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
    /// A person or a business.
    pub customer_type: CustomerType,
    /// The e-mail address on file.
    pub email: Option<String>,
    /// The phone number on file.
    pub phone: Option<String>,
    /// Where the verification stands.
    pub status: Status,
    /// The same in the provider's word.
    pub provider_status: Option<String>,
    /// The verifications that the status is made of, where the provider has several.
    pub profiles: Option<Vec<Profile>>,
    /// The contacts that the provider wants confirmed, and whether they are.
    pub contact_verification: Vec<(Channel, ContactState)>,
    /// When the customer was created, in the provider's own words.
    pub created_at: Option<String>,
    /// The answer as it came.
    pub raw: UntrustedValue<'static>,
}

/// One verification of a customer, with what it still takes.
#[derive(Clone)]
pub struct Profile {
    /// The provider's name for it: an open set.
    pub name: String,
    /// Where it stands, in the provider's word.
    pub status: String,
    /// What is done.
    pub complete: Vec<String>,
    /// What the provider is looking at.
    pub pending: Vec<String>,
    /// What the person still has to give.
    pub required: Vec<String>,
    /// What was given and not taken: name and the provider's words.
    pub errors: Vec<(String, String)>,
}

impl Customer {
    /// What is still to be confirmed; where the provider does not say, or says that nothing is, either may be.
    pub(crate) fn open_contacts(&self) -> Vec<Channel> {
        let open = self.contact_verification.iter().filter(|(_, state)| *state != ContactState::Verified);
        let open: Vec<_> = open.map(|(channel, _)| *channel).collect();
        if open.is_empty() { vec![Channel::Email, Channel::Phone] } else { open }
    }

    /// Whether `createdAt` is a moment, where it is there.
    pub(crate) fn is_dated(&self) -> bool {
        self.created_at.as_ref().is_none_or(|text| timestamp_ms(text).is_some())
    }

    /// The customer, where its `createdAt` is a moment.
    pub(crate) fn dated(self) -> Result<Self, Error> {
        if self.is_dated() {
            return Ok(self);
        }
        Err(Error::unexpected("The customer's createdAt is not an RFC 3339 timestamp with an offset."))
    }
}

impl Json for Profile {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("name", &self.name);
            fields.field("status", &self.status);
            fields.object("criteria", |fields| {
                fields.field("complete", &self.complete);
                fields.field("pending", &self.pending);
                fields.field("required", &self.required);
                fields.objects("errors", &self.errors, |(name, message), fields| {
                    fields.field("name", name);
                    fields.field("message", message);
                });
            });
        });
    }
}

impl Json for Customer {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("id", &self.id);
            fields.text("type", self.customer_type.as_str());
            fields.optional("email", self.email.as_ref());
            fields.optional("phone", self.phone.as_ref());
            fields.text("status", self.status.as_str());
            fields.optional("providerStatus", self.provider_status.as_ref());
            fields.optional("profiles", self.profiles.as_ref());
            if !self.contact_verification.is_empty() {
                fields.object("contactVerification", |fields| {
                    self.contact_verification
                        .iter()
                        .for_each(|(channel, state)| fields.text(channel.as_str(), state.as_str()));
                });
            }
            fields.optional("createdAt", self.created_at.as_ref());
            fields.field("raw", &self.raw);
        });
    }
}
