//! One page of a list, with what to ask for the next one.

use crate::customer::Customer;
use crate::draft::Object;
use crate::json::{Json, Writer};

/// One page of customers.
#[derive(Clone)]
pub struct Page {
    /// The customers, in the provider's order.
    pub items: Vec<Customer>,
    /// The input of the call that gives the next page; none after the last one.
    pub next: Option<Object<'static>>,
    /// How many there are on all pages, where the provider says so.
    pub total: Option<i64>,
}

impl Page {
    /// A page; one unreadable date does not hide the other customers, it is left out.
    pub(crate) fn new(items: Vec<Customer>, next: Option<Object<'static>>, total: Option<i64>) -> Self {
        let without = |item: Customer| Customer { created_at: None, ..item };
        let items = items.into_iter().map(|item| if item.is_dated() { item } else { without(item) }).collect();
        Self { items, next, total }
    }
}

impl Json for Page {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("items", &self.items);
            fields.optional("next", self.next.as_ref());
            fields.optional("total", self.total.as_ref());
        });
    }
}
