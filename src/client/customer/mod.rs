//! A customer, in one form for all providers.

use crate::client::contact::{Channel, ContactState};
use crate::client::customer::capability::Capability;
pub(crate) mod capability;

use crate::client::error::Error;
use crate::client::requirement::{Party, Requirement};
use crate::value::json::{Json, Writer};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// The status of a customer's verification, in one vocabulary for all providers.
///
/// ```
/// use kyclink::Status;
/// /// Whether the person should be sent to the hosted page.
/// fn needs_link(status: Status) -> bool {
///     matches!(status, Status::Incomplete)
/// }
/// assert!(needs_link(Status::Incomplete));
/// assert!(!needs_link(Status::OnHold));
/// assert_eq!(Status::OnHold.as_str(), "on_hold");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// The person still has to do something.
    Incomplete,
    /// The provider is reviewing the customer.
    Pending,
    /// The customer is verified.
    Approved,
    /// The provider refused the customer.
    Rejected,
    /// The customer was approved, that has run out, and a new check is needed.
    Expired,
    /// The provider holds the customer back until something is clarified.
    OnHold,
    /// The provider's status is missing or unknown to kyclink.
    Unknown,
}

impl Status {
    pub(crate) const ALL: [Self; 7] =
        [Self::Incomplete, Self::Pending, Self::Approved, Self::Rejected, Self::Expired, Self::OnHold, Self::Unknown];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether the provider knows the customer as a verified person, even if the approval has run out.
    pub(crate) const fn was_approved(self) -> bool {
        matches!(self, Self::Approved | Self::Expired)
    }

    /// The status in results, such as `on_hold`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::OnHold => "on_hold",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a customer is a person or a business.
///
/// ```
/// use kyclink::{CustomerType, grid};
/// let input = grid::GetCustomer::new("Customer:1");
/// # let credentials = grid::Credentials::sandbox("id", "secret_x");
/// # let client = grid::Client::new(credentials)?;
/// # let call = client.get_customer(&input);
/// let body = br#"{"id": "Customer:1", "customerType": "BUSINESS"}"#;
/// let customer = call.read(&kyclink::HttpResponse::new(200, [], body))?;
/// assert_eq!(customer.customer_type, CustomerType::Business);
/// assert_eq!(customer.customer_type.as_str(), "business");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerType {
    /// A person.
    Individual,
    /// A business.
    Business,
}

impl CustomerType {
    pub(crate) const ALL: [Self; 2] = [Self::Individual, Self::Business];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }

    pub(crate) fn of(applicant: &UntrustedValue) -> Option<Self> {
        Self::parse(applicant.text_of("type")?)
    }

    /// The type in inputs and results: `individual` or `business`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Business => "business",
        }
    }
}

impl From<CustomerType> for Party {
    fn from(customer_type: CustomerType) -> Self {
        match customer_type {
            CustomerType::Individual => Self::Person,
            CustomerType::Business => Self::Business,
        }
    }
}

/// A customer. It has no `Debug`, because it contains a person's data.
///
/// ```
/// use kyclink::{HttpResponse, Status, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
/// let body = br#"{"id": "customer_1ab2c3d4", "type": "individual", "email": "jane@example.com",
///     "verificationProfiles": [{"name": "kyc", "status": "approved"}]}"#;
/// let customer: kyclink::Customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
/// assert_eq!((customer.id.as_str(), customer.status), ("customer_1ab2c3d4", Status::Approved));
/// assert_eq!(customer.email.as_deref(), Some("jane@example.com"));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone)]
pub struct Customer {
    /// The provider's name.
    pub provider: &'static str,
    /// The customer's id at the provider.
    pub id: String,
    /// Whether the customer is a person or a business.
    pub customer_type: CustomerType,
    /// The email address that the provider has.
    pub email: Option<String>,
    /// The phone number that the provider has.
    pub phone: Option<String>,
    /// The status of the verification.
    pub status: Status,
    /// The provider's own word for the status, if there is one: an open set.
    pub provider_status: Option<String>,
    /// The verifications behind the status, if the provider has several.
    pub profiles: Option<Vec<Profile>>,
    /// The contacts that the provider wants confirmed, with their states.
    pub contact_verification: Vec<(Channel, ContactState)>,
    /// What is still missing, as far as the provider says it; empty where nothing is known to be missing.
    pub requirements: Vec<Requirement>,
    /// Which product is open, at a provider that opens several of them one by one.
    pub capabilities: Vec<Capability>,
    /// The types of the agreements that the customer has accepted, at a provider that has agreements.
    pub agreements: Vec<String>,
    /// When the customer was created: the provider's own timestamp (RFC 3339).
    pub created_at: Option<String>,
    /// The caller's own reference, if the provider stores one.
    pub(crate) reference: Option<String>,
    /// The unchanged response.
    pub raw: UntrustedValue<'static>,
}

/// One verification of a customer, with its criteria.
///
/// ```
/// use kyclink::{HttpResponse, Profile, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// # let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
/// let body = br#"{"type": "individual", "verificationProfiles": [
///     {"name": "kyc", "status": "incomplete", "criteria": {"complete": ["email"], "required": ["address"]}}]}"#;
/// let customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
/// let profiles: Vec<Profile> = customer.profiles.expect("the provider has profiles");
/// assert_eq!((profiles[0].name.as_str(), &profiles[0].required[..]), ("kyc", &["address".to_owned()][..]));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone)]
pub struct Profile {
    /// The provider's name for the verification: an open set.
    pub name: String,
    /// The provider's word for its status: an open set.
    pub status: String,
    /// The criteria that are met.
    pub complete: Vec<String>,
    /// The criteria that the provider is reviewing.
    pub pending: Vec<String>,
    /// The criteria for which the person has to provide something.
    pub required: Vec<String>,
    /// The criteria that the provider refused: a name and the provider's message.
    pub errors: Vec<(String, String)>,
}

impl Customer {
    /// The contacts that are not confirmed; both if the provider names none.
    pub(crate) fn unverified_contacts(&self) -> Vec<Channel> {
        let open = self.contact_verification.iter().filter(|(_, state)| *state != ContactState::Verified);
        let open: Vec<_> = open.map(|(channel, _)| *channel).collect();
        if open.is_empty() { vec![Channel::Email, Channel::Phone] } else { open }
    }

    /// The creation time in milliseconds since 1970-01-01 UTC.
    pub(crate) fn created_at_ms(&self) -> Option<i64> {
        self.created_at.as_deref().and_then(timestamp_ms)
    }

    /// Leaves out a `created_at` that is not a timestamp: in a list, it must not hide the other customers.
    pub(crate) fn without_invalid_date(self) -> Self {
        if self.has_valid_date() { self } else { Self { created_at: None, ..self } }
    }

    /// Whether `created_at` is missing or a valid timestamp.
    fn has_valid_date(&self) -> bool {
        self.created_at.as_ref().is_none_or(|text| timestamp_ms(text).is_some())
    }

    /// Refuses a customer whose `created_at` is not a timestamp.
    pub(crate) fn require_valid_date(self) -> Result<Self, Error> {
        if self.has_valid_date() {
            return Ok(self);
        }
        Err(Error::unexpected("The customer's createdAt is not an RFC 3339 timestamp with an offset."))
    }
}

impl Json for CustomerType {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}

impl Json for Status {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
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
            fields.field("requirements", &self.requirements);
            fields.field("capabilities", &self.capabilities);
            if !self.agreements.is_empty() {
                fields.field("agreements", &self.agreements);
            }
            fields.optional("createdAt", self.created_at.as_ref());
            fields.field("raw", &self.raw);
        });
    }
}
