//! `GET /customers`: lists customers by cursor, 20 a page unless `limit` is given. All time bounds are inclusive.
//!
//! - Documents: `CustomerListResponse` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::customer;
use super::fields::CUSTOMER_TYPE;
use super::service::SERVICE;
use crate::client::customer::Customer;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::{List, Value};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::page::CustomerPage;
use crate::rules::field::country::Alphabet;
use crate::rules::field::integer::Range;
use crate::rules::field::text::is_blank;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.listCustomers", shape: &SHAPE };

/// Times are RFC 3339 timestamps with an offset, and inclusive.
static SHAPE: Shape = Shape::new(&[
    /// Only the customer with this id of yours.
    Field::optional("platformCustomerId", TEXT),
    /// Only people or only businesses.
    Field::optional("customerType", Kind::Choice(CUSTOMER_TYPE)),
    /// Only customers created at this time or later.
    Field::optional("createdAfter", Kind::Timestamp),
    /// Only customers created at this time or earlier.
    Field::optional("createdBefore", Kind::Timestamp),
    /// Only customers updated at this time or later.
    Field::optional("updatedAfter", Kind::Timestamp),
    /// Only customers updated at this time or earlier.
    Field::optional("updatedBefore", Kind::Timestamp),
    /// The number of customers per page, 1 to 100.
    ///
    /// Default: 20
    Field::optional("limit", Kind::Integer(&LIMIT)),
    /// The cursor of the page. The page before it has it in `next`.
    Field::optional("cursor", TEXT),
    /// Only customers of this region: ISO 3166-1 code, sent as alpha-2.
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    /// Only customers with this currency.
    Field::optional("currency", TEXT),
    /// Only the customer with this UMA address.
    Field::optional("umaAddress", TEXT),
    /// Also lists deleted customers.
    Field::optional("isIncludingDeleted", Kind::Flag),
]);

const TEXT: Kind = Kind::Text { max: None };

static LIMIT: Range = Range { min: 1, max: 100 };

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[List("data", customer::FIELDS), Value("hasMore"), Value("nextCursor"), Value("totalCount")]);

pub(super) type Returned = crate::client::link::page::CustomerPage;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/customers").query(input))
}

/// `{data, hasMore, nextCursor?, totalCount?}`
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let parse = |item: &UntrustedValue| customer::parse(item, None, context).map(Customer::without_invalid_date);
    let items = CustomerPage::parse_items(context.body.field("data"), parse)?;
    let next = match context.body.field("hasMore") {
        Some(UntrustedValue::Bool(false)) => None,
        Some(UntrustedValue::Bool(true)) => {
            // A blank cursor is not sent, so that the list would begin again.
            let cursor = context.text("nextCursor").filter(|cursor| !is_blank(cursor));
            let cursor = cursor.ok_or_else(|| Error::unexpected("`hasMore` is true, but `nextCursor` is missing."))?;
            let mut next = context.sent_input();
            next.set("cursor", cursor.to_owned().into());
            Some(next)
        }
        _ => return Err(Error::unexpected("`hasMore` is missing.")),
    };
    let total = context.body.field("totalCount").and_then(UntrustedValue::integer);
    Ok(Output::Page(CustomerPage { items, next, is_cut_off: false, total }))
}
