//! One page of a list.

use crate::client::customer::Customer;
use crate::client::error::Error;
use crate::client::link::LinkProgress;
use crate::value::json::{Json, Writer, decimal};
use crate::value::untrusted::{Object, UntrustedValue};

/// One page of customers.
///
/// ```
/// use kyclink::{CustomerPage, HttpResponse, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let call = client.list_customers(&spherepay::ListCustomers::default());
/// let body = br#"{"customers": [{"id": "customer_1", "type": "individual"}],
///     "pagination": {"page": 1, "total": 2, "hasNext": true}}"#;
/// let page: CustomerPage = call.read(&HttpResponse::new(200, [], body))?;
/// assert_eq!((page.items.len(), page.total), (1, Some(2)));
/// assert_eq!(page.next.expect("another page").get("page").and_then(|page| page.integer()), Some(2));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub type CustomerPage = Page<Customer>;

/// One page of links, at a provider that lists them.
///
/// ```
/// use kyclink::KycLinkPage;
/// let page = KycLinkPage { items: vec![], next: None, is_cut_off: false, total: None };
/// assert!(page.items.is_empty());
/// ```
pub type KycLinkPage = Page<LinkProgress>;

/// One page of a list.
///
/// ```
/// use kyclink::Page;
/// let page = Page { items: vec!["a"], next: None, is_cut_off: false, total: Some(1) };
/// assert_eq!(page.items.len(), 1);
/// ```
#[derive(Clone)]
pub struct Page<T> {
    /// The items, in the provider's order.
    pub items: Vec<T>,
    /// The input of the call that returns the next page; `None` on the last page, or if the list is cut off.
    pub next: Option<Object<'static>>,
    /// Whether there may be more items, although the response names no place where the next page would begin.
    pub is_cut_off: bool,
    /// The number of items on all pages, if the provider says it.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Parses the items of a list. If one cannot be read, the page is an error that says which one: what is left out
    /// would look as if it did not exist, and a lost create that made it would be sent again.
    pub(crate) fn parse_items(
        list: Option<&UntrustedValue>,
        parse: impl Fn(&UntrustedValue) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let list = list.and_then(UntrustedValue::list).ok_or_else(|| Error::unexpected("The list is missing."))?;
        let parse = |(position, item)| parse(item).map_err(|error| at_position(error, position));
        (1..).zip(list).map(parse).collect()
    }
}

fn at_position(error: Error, position: usize) -> Error {
    let hint =
        ["Item ", &decimal(position), " of the list cannot be read. ", error.hint().unwrap_or_default()].concat();
    error.with_hint(hint)
}

impl<T: Json> Json for Page<T> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("items", &self.items);
            fields.optional("next", self.next.as_ref());
            fields.optional("isCutOff", self.is_cut_off.then_some(&true));
            fields.optional("total", self.total.as_ref());
        });
    }
}
