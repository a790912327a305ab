//! A customer as a provider returned it: what the handler reads of it, wherever it stands in the response.

use crate::client::contact::{Channel, ContactState};
use crate::client::customer::capability::Capability;
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::Output;
use crate::client::link::page::Page;
use crate::client::link::verification::{Terms, Verification};
use crate::client::requirement::Requirement;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::Object;

/// A customer, or the person whom a link is for where a link comes before the customer.
pub(crate) struct FoundCustomer<'a> {
    pub(crate) id: &'a str,
    /// The id of the customer of a link, where customers and links have ids of their own.
    pub(crate) customer_of_link: Option<&'a str>,
    /// Whether it is a person or a business, if the provider says it.
    pub(crate) customer_type: Option<CustomerType>,
    pub(crate) status: Status,
    /// When it was created, in milliseconds since 1970-01-01 UTC.
    pub(crate) created_at_ms: Option<i64>,
    /// The email address, for the limits of contact codes.
    pub(crate) email: Option<&'a str>,
    /// The phone number, likewise.
    pub(crate) phone: Option<&'a str>,
    /// The caller's own reference, if the provider stores one.
    pub(crate) reference: Option<&'a str>,
    /// The contacts that the provider wants confirmed and that are not.
    pub(crate) unverified: Vec<Channel>,
    /// Whether the person must still accept the provider's terms.
    pub(crate) has_open_terms: bool,
    /// Why the provider refused, in words that it allows the person to see.
    pub(crate) reasons: &'a [String],
    /// The same in codes, for the operator alone.
    pub(crate) operator_reasons: &'a [String],
    /// What is still missing, as far as the provider says it.
    pub(crate) requirements: &'a [Requirement],
    /// Which product is open, as far as the response says it.
    pub(crate) capabilities: &'a [Capability],
    /// The types of the agreements that it has accepted.
    pub(crate) agreements: &'a [String],
}

pub(crate) struct FoundPage<'a> {
    /// The customers, in the provider's order.
    pub(crate) items: Vec<FoundCustomer<'a>>,
    /// The input of the call that returns the next page; `None` on the last page, or if the list is cut off.
    pub(crate) next: Option<&'a Object<'static>>,
    /// Whether there may be more customers, although the response names no place where the next page would begin.
    pub(crate) is_cut_off: bool,
}

/// Returns whom an output is about, if it says it: the id of the customer, or of the link where that comes before the
/// customer.
pub(crate) fn subject_of(output: &Output) -> Option<&str> {
    match output {
        Output::Customer(customer) => Some(&customer.id),
        Output::LinkProgress(link) => Some(&link.id),
        Output::KycLink(link) => link.subject_id(),
        _ => None,
    }
}

impl<'a> FoundCustomer<'a> {
    pub(crate) fn of(output: &'a Output) -> Option<Self> {
        match output {
            Output::Customer(customer) => Some(customer.as_ref().into()),
            Output::LinkProgress(link) => {
                Some(Self::of_link(&link.id, link.customer_id.as_deref(), &link.verification))
            }
            _ => None,
        }
    }

    fn of_link(id: &'a str, customer_of_link: Option<&'a str>, verification: &'a Verification) -> Self {
        Self {
            id,
            customer_of_link,
            customer_type: verification.customer_type,
            status: verification.status,
            created_at_ms: verification.created_at.as_deref().and_then(timestamp_ms),
            email: verification.email.as_deref(),
            phone: None,
            reference: None,
            unverified: vec![],
            has_open_terms: verification.terms == Terms::Pending,
            reasons: &verification.rejection_reasons,
            operator_reasons: &verification.operator_reasons,
            requirements: &verification.requirements,
            capabilities: &verification.capabilities,
            agreements: &[],
        }
    }
}

impl<'a> From<&'a Customer> for FoundCustomer<'a> {
    fn from(customer: &'a Customer) -> Self {
        let contacts = customer.contact_verification.iter();
        Self {
            id: &customer.id,
            customer_of_link: None,
            customer_type: Some(customer.customer_type),
            status: customer.status,
            created_at_ms: customer.created_at_ms(),
            email: customer.email.as_deref(),
            phone: customer.phone.as_deref(),
            reference: customer.reference.as_deref(),
            unverified: contacts.filter(|(_, state)| *state != ContactState::Verified).map(|(open, _)| *open).collect(),
            has_open_terms: false,
            reasons: &[],
            operator_reasons: &[],
            requirements: &customer.requirements,
            capabilities: &customer.capabilities,
            agreements: &customer.agreements,
        }
    }
}

impl<'a> FoundPage<'a> {
    pub(crate) fn of(output: &'a Output) -> Option<Self> {
        match output {
            Output::Page(page) => Some(Self::from_items(page, |customer| customer.into())),
            Output::KycLinkPage(page) => Some(Self::from_items(page, |link| {
                FoundCustomer::of_link(&link.id, link.customer_id.as_deref(), &link.verification)
            })),
            _ => None,
        }
    }

    fn from_items<T>(page: &'a Page<T>, found: impl Fn(&'a T) -> FoundCustomer<'a>) -> Self {
        Self { items: page.items.iter().map(found).collect(), next: page.next.as_ref(), is_cut_off: page.is_cut_off }
    }
}
