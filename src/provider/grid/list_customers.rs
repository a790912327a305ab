//! `GET /customers`: lists customers by cursor, 20 a page unless `limit` is given. All time bounds are inclusive.
//!
//! - Documents: `CustomerListResponse` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: yes. It only reads.

use super::customer;
use super::fields::CUSTOMER_TYPE;
use super::service::SERVICE;
use crate::client::customer_page::CustomerPage;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::request_template::RequestTemplate;
use crate::client::response_field::ResponseField::{List, Value};
use crate::rules::field::country::Alphabet;
use crate::rules::field::integer::Range;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "grid.listCustomers", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    Field::optional("platformCustomerId", TEXT),
    Field::optional("customerType", Kind::Choice(CUSTOMER_TYPE)),
    Field::optional("createdAfter", Kind::Timestamp),
    Field::optional("createdBefore", Kind::Timestamp),
    Field::optional("updatedAfter", Kind::Timestamp),
    Field::optional("updatedBefore", Kind::Timestamp),
    Field::optional("limit", Kind::Integer(&LIMIT)),
    Field::optional("cursor", TEXT),
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    Field::optional("currency", TEXT),
    Field::optional("umaAddress", TEXT),
    Field::optional("isIncludingDeleted", Kind::Flag),
]);

const TEXT: Kind = Kind::Text { max: None };

static LIMIT: Range = Range { min: 1, max: 100 };

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[List("data", customer::FIELDS), Value("hasMore"), Value("nextCursor"), Value("totalCount")]);

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/customers").query(input))
}

/// `{data, hasMore, nextCursor?, totalCount?}`
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let items = CustomerPage::parse_items(context.body.field("data"), |item| customer::parse(item, None, context))?;
    let next = match context.body.field("hasMore") {
        Some(UntrustedValue::Bool(false)) => None,
        Some(UntrustedValue::Bool(true)) => {
            let cursor = context.text("nextCursor");
            let cursor = cursor.ok_or_else(|| Error::unexpected("`hasMore` is true, but `nextCursor` is missing."))?;
            let mut next = context.sent_input();
            next.set("cursor", cursor.to_owned().into());
            Some(next)
        }
        _ => return Err(Error::unexpected("`hasMore` is missing.")),
    };
    let total = context.body.field("totalCount").and_then(UntrustedValue::integer);
    Ok(Output::Page(CustomerPage { items, next, total }))
}
