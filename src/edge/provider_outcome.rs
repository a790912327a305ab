//! What a provider has returned: the part of it that the handler uses.

use crate::client::contact::{Channel, ContactState};
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::customer_page::Page;
use crate::client::endpoint::Output;
use crate::client::link::{KycLink, LinkProgress};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::verification::{Terms, Verification};
use crate::value::time::timestamp_ms;
use crate::value::untrusted::Object;

/// An onboarding at a provider: the part of [`Onboarding`] that a web page may learn.
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

/// A link to a provider's hosted pages: the part of [`KycLink`] that a web page may learn.
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
    /// The id by which the provider knows whom it is for: the customer's, or its own where a link comes before the
    /// customer.
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
    /// The progress of the verification, if the provider returns it with the link.
    pub customer: Option<FoundCustomer>,
}

/// A customer: the part of [`Customer`] that decides what happens next.
///
/// ```
/// use kyclink::edge::{FoundCustomer, Returned};
/// use kyclink::{HttpResponse, Output, Status, grid};
/// # let credentials = grid::Credentials::sandbox("id", "secret_x");
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
    /// One page of a list.
    Page(FoundPage),
    /// Nothing that the handler uses.
    Nothing,
}

/// One page of a list of customers, or of links that come before their customers.
///
/// ```
/// use kyclink::edge::{FoundPage, Returned};
/// use kyclink::{CustomerPage, Output};
/// let page = CustomerPage { items: vec![], next: None, is_cut_off: false, total: None };
/// let Returned::Page(FoundPage { items, next, is_cut_off }) = Returned::from(&Output::Page(page)) else {
///     panic!("it is a page")
/// };
/// assert!(items.is_empty() && next.is_none() && !is_cut_off);
/// ```
pub struct FoundPage {
    /// The customers, in the provider's order.
    pub items: Vec<FoundCustomer>,
    /// The input of the call that returns the next page; `None` on the last page, or if the list is cut off.
    pub next: Option<Object<'static>>,
    /// Whether there may be more customers, although the response names no place where the next page would begin.
    pub is_cut_off: bool,
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
            customer: link
                .verification
                .as_ref()
                .map(|verification| FoundCustomer::of_link(link.subject_id().unwrap_or_default(), verification)),
        }
    }
}

impl FoundCustomer {
    /// The person whom a link is for, by the id of the link.
    fn of_link(id: &str, verification: &Verification) -> Self {
        Self {
            id: id.to_owned(),
            customer_type: verification.customer_type,
            status: verification.status,
            created_at_ms: verification.created_at.as_deref().and_then(timestamp_ms),
            email: verification.email.clone(),
            phone: None,
            unverified: vec![],
            has_open_terms: verification.terms == Terms::Pending,
            reasons: verification.rejection_reasons.clone(),
        }
    }
}

/// Without a URL, it is only a customer.
impl From<&LinkProgress> for Returned {
    fn from(link: &LinkProgress) -> Self {
        let customer = FoundCustomer::of_link(&link.id, &link.verification);
        let Some(kyc_url) = &link.kyc_url else { return Self::Customer(customer) };
        let terms = link.tos_url.as_ref().filter(|_| customer.has_open_terms);
        Self::Link(LinkToPages {
            customer_id: link.id.clone(),
            kyc_url: kyc_url.as_str().to_owned(),
            terms_url: terms.map(|url| url.as_str().to_owned()),
            expires_at: None,
            expires_at_ms: None,
            provider: link.provider.to_owned(),
            customer: Some(customer),
        })
    }
}

impl FoundPage {
    fn of<T>(page: &Page<T>, found: impl Fn(&T) -> FoundCustomer) -> Self {
        let items = page.items.iter().map(found).collect();
        Self { items, next: page.next.clone(), is_cut_off: page.is_cut_off }
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
            Output::LinkProgress(link) => link.as_ref().into(),
            Output::Customer(customer) => Self::Customer(customer.as_ref().into()),
            Output::Page(page) => Self::Page(FoundPage::of(page, |customer| customer.into())),
            Output::KycLinkPage(page) => {
                Self::Page(FoundPage::of(page, |link| FoundCustomer::of_link(&link.id, &link.verification)))
            }
            _ => Self::Nothing,
        }
    }
}
