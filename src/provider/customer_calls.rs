//! The operations with which a handler follows a person whom it has onboarded.

use crate::client::endpoint::Endpoint;

/// How a handler follows a person: by the id of the customer, or of the link where a link comes before the customer.
///
/// ```
/// use kyclink::provider::{customer_calls::CustomerCalls, provider};
/// let calls: &CustomerCalls = provider("grid").expect("registered").customers;
/// assert_eq!(calls.id_field, "customerId");
/// assert_eq!((calls.read.name(), calls.link.name()), ("grid.getCustomer", "grid.createKycLink"));
/// ```
pub struct CustomerCalls {
    /// The field of both operations for the id, which is also its name in the `onCreated` hook.
    pub id_field: &'static str,
    /// The operation that returns the status.
    pub read: &'static Endpoint,
    /// The operation that returns a link for somebody who is onboarded already.
    pub link: &'static Endpoint,
    /// The operation that returns what a customer still needs, where `read` does not: it takes the `customerId` of a link.
    pub requirements: Option<&'static Endpoint>,
    /// The list of the customers with an email address, if the provider has one.
    pub by_email: Option<Search>,
    /// The list of the customers with your reference, if the provider stores it.
    pub by_reference: Option<Search>,
}

/// A list operation that finds customers.
///
/// ```
/// use kyclink::provider::{customer_calls::Search, provider};
/// let search: Search = provider("grid").and_then(|grid| grid.customers.by_reference).expect("it stores references");
/// assert_eq!((search.list.name(), search.field), ("grid.listCustomers", "platformCustomerId"));
/// ```
#[derive(Clone, Copy)]
pub struct Search {
    /// The operation.
    pub list: &'static Endpoint,
    /// The field of its input for what is searched.
    pub field: &'static str,
}
