//! Outcomes: what an effect ended with. A host in Rust makes them from the crate's own results; `outcome_reader` makes
//! them from what a host in another language has written.

use crate::client::customer::{Channel, ContactState, Customer, CustomerType, Status};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::KycLink;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::verification::Terms;
use crate::client::webhook::{Event, EventKind};
use crate::provider::{Provider, endpoint};
use crate::rules::issue::{Issue, IssueCode};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// What an effect ended with, and when. It may hold a person's data, so it has no `Debug`.
///
/// ```
/// use kyclink::edge::{Outcome, Value};
/// let outcome = Outcome { at: 1_790_000_000_000, elapsed_ms: 5, result: Ok(Value::Text("6f1e8d0a".to_owned())) };
/// assert!(matches!(outcome.result, Ok(Value::Text(id)) if id == "6f1e8d0a"));
/// ```
pub struct Outcome<'a> {
    /// The time at which it ended, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// How long the request had taken by then, in milliseconds of a clock that never jumps.
    pub elapsed_ms: i64,
    /// The value, whose variant belongs to the effect, or why there is none.
    pub result: Result<Value<'a>, Failure>,
}

/// What an effect ended with. [`Effect`](super::Effect) says which variant each effect has.
///
/// ```
/// use kyclink::edge::{Effect, RateLimit, Value};
/// /// Performs the effects that need neither storage nor the network.
/// fn perform(effect: &Effect) -> Option<Value<'static>> {
///     match effect {
///         Effect::MakeRandomId => Some(Value::Text("b1c7f0".to_owned())), // a real host takes random bytes
///         Effect::LimitRate => Some(Value::RateLimit(RateLimit::Allowed)),
///         _ => None,
///     }
/// }
/// assert!(perform(&Effect::LimitRate).is_some());
/// ```
#[non_exhaustive]
pub enum Value<'a> {
    /// The effect has no result.
    Done,
    /// A string that is not empty.
    Text(String),
    /// The body of the request.
    Body(ReceivedBody<'a>),
    /// MACs under each secret, newest first; at least one.
    Macs(Vec<String>),
    /// What was sealed in the cookies, without those that this handler did not seal.
    Opened(Vec<UntrustedValue<'a>>),
    /// A record of the store.
    Record(Record<'a>),
    /// Whether a record was replaced.
    Swap(Swap),
    /// An applicant that the rules of a provider accept.
    Applicant(Applicant<'a>),
    /// The code of a state; `None` if no state has this name.
    StateCode(Option<String>),
    /// An onboarding at a provider.
    Onboarded(Onboarded),
    /// The customers that a search found.
    Customers(Vec<FoundCustomer>),
    /// What an operation returned.
    Returned(Returned),
    /// What the `authorize` hook returned.
    Authorized(Authorized),
    /// What the `rateLimit` hook returned.
    RateLimit(RateLimit),
    /// The provider that the `provider` hook chose; `None` if there is none of this name.
    Chosen(Option<&'static Provider>),
    /// The event of a delivery.
    Event(ReceivedEvent),
}

/// Why an effect has no value.
///
/// ```
/// use kyclink::edge::Failure;
/// use kyclink::{ErrorCode, no_response};
/// let error = no_response(kyclink::endpoint("grid.getCustomer").expect("registered"), ErrorCode::Network, true);
/// assert!(matches!(Failure::from(&error), Failure::Error(error) if error.code == ErrorCode::Network));
/// ```
pub enum Failure {
    /// The deadline of the request has passed: the host performs nothing more.
    Late,
    /// The effect failed.
    Error(EffectError),
}

/// An error of an effect. The host keeps the rest of it, such as its issues, for the response.
///
/// ```
/// use kyclink::ErrorCode;
/// use kyclink::edge::EffectError;
/// let error = EffectError::new(ErrorCode::Internal);
/// assert_eq!((error.code, error.customer_id), (ErrorCode::Internal, None));
/// ```
pub struct EffectError {
    /// What went wrong.
    pub code: ErrorCode,
    /// How long the provider asks to wait before a retry, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// The operation that failed; `None` also for a composite.
    pub endpoint: Option<&'static Endpoint>,
    /// The customer that exists although the effect failed.
    pub customer_id: Option<String>,
    /// What is wrong with the applicant.
    pub issues: Vec<Found>,
}

/// A valid applicant.
///
/// ```
/// use kyclink::edge::{Applicant, Found};
/// use kyclink::{IssueCode, UntrustedValue};
/// let is_whole = |applicant: &Applicant| applicant.warnings.is_empty();
/// let warnings = vec![Found { pointer: "/address".to_owned(), code: IssueCode::AddressOmitted }];
/// assert!(!is_whole(&Applicant { normalized: UntrustedValue::Null, warnings }));
/// ```
pub struct Applicant<'a> {
    /// The applicant, normalized by the rules of the provider.
    pub normalized: UntrustedValue<'a>,
    /// What is left out or changed.
    pub warnings: Vec<Found>,
}

/// An issue or a warning, without its params and its message.
///
/// ```
/// use kyclink::edge::Found;
/// use kyclink::{Options, UntrustedValue, operation, validate};
/// let input = UntrustedValue::from_json("{}").expect("JSON");
/// let verdict = validate(operation("grid.onboard").expect("registered"), input, &Options::default());
/// let found: Vec<_> = verdict.result.err().expect("it is empty").iter().map(Found::from).collect();
/// assert_eq!((found[0].pointer.as_str(), found[0].code.as_str()), ("/type", "required"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The field, as a JSON pointer.
    pub pointer: String,
    /// What is wrong or was changed.
    pub code: IssueCode,
}

/// The body of a request.
///
/// ```
/// use kyclink::edge::{ReceivedBody, Unreadable};
/// let status = |body: &ReceivedBody| match body {
///     ReceivedBody::Read { .. } => 200,
///     ReceivedBody::Unreadable(Unreadable::TooLarge) => 413,
///     ReceivedBody::Unreadable(Unreadable::TooSlow) => 408,
///     ReceivedBody::Unreadable(Unreadable::Malformed) => 400,
/// };
/// assert_eq!(status(&ReceivedBody::Unreadable(Unreadable::TooLarge)), 413);
/// ```
pub enum ReceivedBody<'a> {
    /// It was read.
    Read {
        /// Its content; null for bytes, which the host keeps.
        content: UntrustedValue<'a>,
        /// The `idempotencyKey` field of a form.
        form_key: Option<String>,
    },
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// Why a body cannot be read.
///
/// ```
/// use kyclink::edge::{BodyKind, Unreadable};
/// /// Checks the head of a body.
/// fn check(bytes: &[u8], kind: BodyKind, max_bytes: usize) -> Result<(), Unreadable> {
///     match kind {
///         _ if bytes.len() > max_bytes => Err(Unreadable::TooLarge),
///         BodyKind::Json if !bytes.starts_with(b"{") => Err(Unreadable::Malformed),
///         _ => Ok(()),
///     }
/// }
/// assert_eq!(check(b"x", BodyKind::Json, 16), Err(Unreadable::Malformed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than the limit.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// It is not what its media type says.
    Malformed,
}

/// A record of the store.
///
/// ```
/// use kyclink::edge::Record;
/// let missing = Record::default();
/// assert!(missing.sealed.is_none() && missing.value.is_none());
/// ```
#[derive(Default)]
pub struct Record<'a> {
    /// Its sealed form; `None` if the record does not exist.
    pub sealed: Option<String>,
    /// What was sealed; `None` if it does not open.
    pub value: Option<UntrustedValue<'a>>,
}

/// Whether a record was replaced.
///
/// ```
/// use kyclink::edge::Swap;
/// let written = |swap: &Swap| matches!(swap, Swap::Written(_));
/// assert!(written(&Swap::Written("sealed".to_owned())) && !written(&Swap::Changed));
/// ```
pub enum Swap {
    /// The store has the new record, of this sealed form.
    Written(String),
    /// The store has no such record any more.
    Removed,
    /// The record is not the expected one, and stays as it is.
    Changed,
}

/// An onboarding at a provider: what of [`Onboarding`] a web page may learn.
///
/// ```
/// use kyclink::Onboarding;
/// use kyclink::edge::Onboarded;
/// let onboarded = Onboarded::from(&Onboarding::Approved { customer_id: "Customer:1".into() });
/// assert!(matches!(onboarded, Onboarded::Approved { customer_id } if customer_id == "Customer:1"));
/// ```
pub enum Onboarded {
    /// The link for the person.
    Link(Box<LinkToPages>),
    /// The provider wants these contacts confirmed first.
    VerifyContact {
        /// The customer.
        customer_id: String,
        /// The contacts to confirm.
        channels: Vec<Channel>,
    },
    /// The customer is verified already.
    Approved {
        /// The customer.
        customer_id: String,
    },
}

/// A link to a provider's hosted pages: what of [`KycLink`] a web page may learn.
///
/// ```
/// use kyclink::edge::{LinkToPages, Returned};
/// use kyclink::{HttpResponse, Output, spherepay};
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// # let input = spherepay::CreateKycLink::new("customer_1ab2c3d4");
/// # let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2027-01-15T14:32:00Z"}"#;
/// # let link = client.create_kyc_link(&input).read(&HttpResponse::new(201, [], body))?;
/// let Returned::Link(link) = Returned::from(&Output::KycLink(link)) else { panic!("it is a link") };
/// let LinkToPages { kyc_url, expires_at_ms, .. } = link;
/// assert_eq!((kyc_url.as_str(), expires_at_ms), ("https://in.sumsub.com/websdk/p/x", Some(1_800_023_520_000)));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct LinkToPages {
    /// The id by which the provider knows whom it is for: the customer's, or its own where a link comes before the customer.
    pub customer_id: String,
    /// Where to send the person.
    pub kyc_url: String,
    /// Where the person must accept the provider's terms first.
    pub terms_url: Option<String>,
    /// When it expires, if it does: the provider's own timestamp.
    pub expires_at: Option<String>,
    /// When the link expires, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: Option<i64>,
    /// The provider's name.
    pub provider: String,
    /// How far the person is, if the provider says it along with the link.
    pub customer: Option<FoundCustomer>,
}

/// A customer: what of [`Customer`] decides what happens next.
///
/// ```
/// use kyclink::edge::{FoundCustomer, Returned};
/// use kyclink::{HttpResponse, Output, Status, grid};
/// # let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret_x".into(), base_url: None };
/// # let client = grid::Client::new(credentials)?;
/// # let input = grid::GetCustomer::new("Customer:1");
/// # let body = br#"{"id": "Customer:1", "customerType": "BUSINESS", "kycStatus": "APPROVED"}"#;
/// # let customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
/// let returned = Returned::from(&Output::Customer(Box::new(customer)));
/// let Returned::Customer(FoundCustomer { id, unverified, .. }) = returned else { panic!("it is a customer") };
/// assert_eq!((id.as_str(), unverified.len()), ("Customer:1", 0));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct FoundCustomer {
    /// The provider's id.
    pub id: String,
    /// Whether it is a person or a business, if the provider says it.
    pub customer_type: Option<CustomerType>,
    /// The status of the verification.
    pub status: Status,
    /// When it was created, in milliseconds since 1970-01-01 UTC.
    pub created_at_ms: Option<i64>,
    /// The email address, for the limits of contact codes.
    pub email: Option<String>,
    /// The phone number, likewise.
    pub phone: Option<String>,
    /// The contacts that the provider wants confirmed and that are not.
    pub unverified: Vec<Channel>,
    /// Whether the person must still accept the provider's terms.
    pub has_open_terms: bool,
    /// Why the provider refused, in words that it allows the person to see.
    pub reasons: Vec<String>,
}

/// What an operation returned.
///
/// ```
/// use kyclink::Output;
/// use kyclink::edge::Returned;
/// assert!(matches!(Returned::from(&Output::Nothing), Returned::Nothing));
/// ```
pub enum Returned {
    /// A link.
    Link(LinkToPages),
    /// A customer.
    Customer(FoundCustomer),
    /// Nothing that the handler uses.
    Nothing,
}

/// What the `authorize` hook returned.
///
/// ```
/// use kyclink::edge::Authorized;
/// let user = |id: &str| Authorized::Caller { reference: Some(id.to_owned()), redirect_uri: None };
/// assert!(matches!(user("user-1"), Authorized::Caller { reference: Some(_), .. }));
/// ```
pub enum Authorized {
    /// The request may go on.
    Caller {
        /// The application's own id of the person.
        reference: Option<String>,
        /// Where the provider sends the person afterwards. It is not validated.
        redirect_uri: Option<String>,
    },
    /// The hook responds itself.
    Refused,
}

/// What the `rateLimit` hook returned.
///
/// ```
/// use kyclink::edge::RateLimit;
/// assert_ne!(RateLimit::Allowed, RateLimit::Refused { retry_after_ms: None });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    /// The request may go on.
    Allowed,
    /// The request must wait.
    Refused {
        /// How long, in milliseconds, if the hook says it.
        retry_after_ms: Option<i64>,
    },
}

/// The event of a delivery that was verified.
///
/// ```
/// use kyclink::edge::ReceivedEvent;
/// use kyclink::webhook::EventKind;
/// let event = ReceivedEvent {
///     id: "Webhook:1".to_owned(),
///     kind: EventKind::KycApproved,
///     customer_id: Some("Customer:1".to_owned()),
///     link_id: None,
///     occurred_at_ms: Some(1_790_000_000_000),
/// };
/// assert_ne!(event.kind, EventKind::Test);
/// ```
pub struct ReceivedEvent {
    /// The id of the event, which all of its deliveries have.
    pub id: String,
    /// Its meaning.
    pub kind: EventKind,
    /// The customer, if it is about one.
    pub customer_id: Option<String>,
    /// The link, if it is about one and the provider's links have ids.
    pub link_id: Option<String>,
    /// When it happened, in milliseconds since 1970-01-01 UTC, if the provider says it.
    pub occurred_at_ms: Option<i64>,
}

impl EffectError {
    /// Returns an error about which nothing else is known.
    ///
    /// ```
    /// use kyclink::ErrorCode;
    /// assert!(kyclink::edge::EffectError::new(ErrorCode::Network).retry_after_ms.is_none());
    /// ```
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, retry_after_ms: None, endpoint: None, customer_id: None, issues: vec![] }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self::Error(EffectError {
            code: error.code(),
            retry_after_ms: error.details.retry_after_ms,
            endpoint: error.operation().and_then(endpoint),
            customer_id: error.details.customer_id.clone(),
            issues: error.issues().iter().map(Found::from).collect(),
        })
    }
}

impl From<&Issue> for Found {
    fn from(issue: &Issue) -> Self {
        Self { pointer: issue.pointer(), code: issue.code }
    }
}

impl From<&Onboarding> for Onboarded {
    fn from(onboarding: &Onboarding) -> Self {
        match onboarding {
            Onboarding::Link(link) | Onboarding::AcceptTerms { then: link, .. } => {
                Self::Link(Box::new(link.as_ref().into()))
            }
            Onboarding::VerifyContact { customer_id, channels } => {
                Self::VerifyContact { customer_id: customer_id.clone(), channels: channels.clone() }
            }
            Onboarding::Approved { customer_id } => Self::Approved { customer_id: customer_id.clone() },
        }
    }
}

impl From<&KycLink> for LinkToPages {
    fn from(link: &KycLink) -> Self {
        Self {
            customer_id: link.subject_id().unwrap_or_default().to_owned(),
            kyc_url: link.kyc_url.as_str().to_owned(),
            terms_url: link.open_terms().map(|url| url.as_str().to_owned()),
            expires_at: link.expiry.as_ref().map(|expiry| expiry.text.clone()),
            expires_at_ms: link.expiry.as_ref().map(|expiry| expiry.ms),
            provider: link.provider.to_owned(),
            customer: link.verification.as_ref().map(|verification| FoundCustomer {
                id: link.subject_id().unwrap_or_default().to_owned(),
                customer_type: verification.customer_type,
                status: verification.status,
                created_at_ms: verification.created_at.as_deref().and_then(timestamp_ms),
                email: verification.email.clone(),
                phone: None,
                unverified: vec![],
                has_open_terms: verification.terms == Terms::Pending,
                reasons: verification.rejection_reasons.clone(),
            }),
        }
    }
}

impl From<&Customer> for FoundCustomer {
    fn from(customer: &Customer) -> Self {
        let contacts = customer.contact_verification.iter();
        Self {
            id: customer.id.clone(),
            customer_type: Some(customer.customer_type),
            status: customer.status,
            created_at_ms: customer.created_at_ms(),
            email: customer.email.clone(),
            phone: customer.phone.clone(),
            unverified: contacts.filter(|(_, state)| *state != ContactState::Verified).map(|(open, _)| *open).collect(),
            has_open_terms: false,
            reasons: vec![],
        }
    }
}

impl From<&Output> for Returned {
    fn from(output: &Output) -> Self {
        match output {
            Output::KycLink(link) => Self::Link(link.into()),
            Output::Customer(customer) => Self::Customer(customer.as_ref().into()),
            _ => Self::Nothing,
        }
    }
}

impl From<&Event<'_>> for ReceivedEvent {
    fn from(event: &Event<'_>) -> Self {
        Self {
            id: event.id.to_owned(),
            kind: event.kind,
            customer_id: event.customer_id.map(str::to_owned),
            link_id: event.link_id.map(str::to_owned),
            occurred_at_ms: event.occurred_at.and_then(timestamp_ms),
        }
    }
}
