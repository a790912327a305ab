//! The operations with which a handler follows a person whom it has onboarded.

use crate::client::customer::Status;
use crate::client::endpoint::Endpoint;

/// The field of [`CustomerCalls::read`] for the latest status that is known, where it has one.
pub(crate) const KNOWN_STATUS: &str = "known";

/// How a handler follows a person: by the id of the customer, or of the link where a link comes before the customer.
#[doc(hidden)]
pub struct CustomerCalls {
    /// The field of both operations for the id, which is also its name in the `onCreated` hook.
    pub id_field: &'static str,
    /// The operation that returns the status.
    pub read: &'static Endpoint,
    /// The operation that returns a link for somebody who is onboarded already.
    pub link: &'static Endpoint,
    /// The operation that returns a token for the provider's SDK, with which an app goes on instead of a link.
    pub token: Option<&'static Endpoint>,
    /// Whether `link` can make another one: at a provider of one's own, there may be only the first.
    pub can_renew: bool,
    /// The operation that returns what a customer still needs and which products are open, where `read` does not: it
    /// takes the `customerId` of a link.
    pub details: Option<&'static Endpoint>,
    /// The products for which a customer may need more than `read` says, where `details` says it.
    pub product: Option<Product>,
    /// Whether the provider can take an approval back: then an approved customer is asked about for a year, too.
    pub is_revocable: bool,
    /// The statuses with which the person is told the provider's reasons: with others, they would be those of an earlier one.
    pub reasons: &'static [Status],
    /// The options of a handler on which a customer's status depends, beside the account: what was learned under other
    /// settings says nothing under these.
    pub settings: &'static [&'static str],
    /// The list of the customers with an email address, if the provider has one.
    pub by_email: Option<Search>,
    /// The list of the customers with your reference, if the provider stores it.
    pub by_reference: Option<Search>,
}

/// Products that a provider opens one by one to a customer whose check is approved.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Product {
    /// The option of a handler with the products without which a customer is not approved.
    pub option: &'static str,
    /// The operation that returns a link for a customer who needs a further approval: it takes the `customerId`.
    pub link: &'static Endpoint,
    /// The field of its input for the product.
    pub field: &'static str,
    /// The operation that returns the page with the terms for such a customer.
    pub terms: &'static Endpoint,
}

/// A list operation that finds customers.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Search {
    /// The operation.
    pub list: &'static Endpoint,
    /// The field of its input for what is searched.
    pub field: &'static str,
}
