//! One page of a list, with what to ask for the next one.

use crate::client::customer::Customer;
use crate::client::error::Error;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// One page of customers.
#[derive(Clone)]
pub struct CustomerPage {
    /// The customers, in the provider's order.
    pub items: Vec<Customer>,
    /// The input of the call that gives the next page; none after the last one.
    pub next: Option<Object<'static>>,
    /// How many there are on all pages, where the provider says so.
    pub total: Option<i64>,
}

impl CustomerPage {
    /// The customers of a list. One that cannot be read does not hide the others: it is left out, as an unreadable date is.
    pub(crate) fn items(
        list: Option<&UntrustedValue>,
        read: impl Fn(&UntrustedValue) -> Result<Customer, Error>,
    ) -> Result<Vec<Customer>, Error> {
        let mut items = Vec::new();
        for item in
            list.and_then(UntrustedValue::list).ok_or_else(|| Error::unexpected("It has no list of customers."))?
        {
            let Ok(mut customer) = read(item) else { continue };
            if !customer.is_dated() {
                customer.created_at = None;
            }
            items.push(customer);
        }
        Ok(items)
    }
}

impl Json for CustomerPage {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("items", &self.items);
            fields.optional("next", self.next.as_ref());
            fields.optional("total", self.total.as_ref());
        });
    }
}
