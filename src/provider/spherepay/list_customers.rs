//! `GET /v2/customer`: lists customers by page number, from 1. The maximum of `limit` is not documented.
//!
//! - Documents: SpherePay's API reference of 2026.
//! - Retry: yes. It only reads.

use super::customer;
use super::fields::CUSTOMER_TYPE;
use super::service::SERVICE;
use crate::client::customer::Customer;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::{self, List, Value};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::page::CustomerPage;
use crate::rules::field::integer::Range;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::rules::words::{Words, words};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "spherepay.listCustomers", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    /// The page's number, starting at 1.
    ///
    /// Default: 1
    Field::optional("page", Kind::Integer(&COUNT)),
    /// The number of customers per page. The maximum is not published.
    ///
    /// Default: 10
    Field::optional("limit", Kind::Integer(&COUNT)),
    /// Searches names and email addresses. At most 255 characters.
    Field::optional("search", Kind::Text { max: Some(255) }),
    /// Only the customers with this email address.
    Field::optional("email", Kind::Email),
    /// Only the customers with this status.
    Field::optional("status", Kind::Choice(CUSTOMER_STATUS)),
    /// Only people or only companies.
    Field::optional("type", Kind::Choice(CUSTOMER_TYPE)),
]);

/// The status of a customer at SpherePay.
const CUSTOMER_STATUS: Words = words!["incomplete", "pending", "approved", "rejected"];

static COUNT: Range = Range { min: 1, max: u32::MAX };

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[
        List("customers", customer::FIELDS),
        ResponseField::Object("pagination", &[Value("page"), Value("totalPages"), Value("hasNext"), Value("total")]),
    ]);

pub(super) type Returned = crate::client::link::page::CustomerPage;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/v2/customer").query(input))
}

/// `{customers, pagination: {page, limit, total, totalPages, hasNext, hasPrevious}}`
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let parse = |item: &UntrustedValue| customer::parse(item, None, context).map(Customer::without_invalid_date);
    let items = CustomerPage::parse_items(context.body.field("customers"), parse)?;
    // A sample in the documents has no pagination; such a response is the only page.
    let Some(pagination) = context.body.field("pagination").filter(|found| found.object().is_some()) else {
        return Ok(Output::Page(CustomerPage { items, next: None, is_cut_off: false, total: None }));
    };
    let count = |name| pagination.field(name).and_then(UntrustedValue::integer);
    let page = count("page").and_then(|page| usize::try_from(page).ok());
    let has_next = match (pagination.field("hasNext"), count("page"), count("totalPages")) {
        (Some(UntrustedValue::Bool(has_next)), ..) => *has_next,
        (_, Some(page), Some(pages)) => page < pages,
        // A page that only looks like the last one would hide customers.
        _ => return Err(Error::unexpected("`pagination` does not say whether there is another page.")),
    };
    let next = match page {
        _ if !has_next => None,
        None => return Err(Error::unexpected("There is another page, but `pagination.page` is missing.")),
        Some(page) => {
            let mut next = context.sent_input();
            next.set("page", UntrustedValue::Number(page.saturating_add(1).into()));
            Some(next)
        }
    };
    Ok(Output::Page(CustomerPage { items, next, is_cut_off: false, total: count("total") }))
}
