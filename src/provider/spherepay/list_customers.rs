//! `GET /v2/customer`: customers by page number, from 1. How large `limit` may be is not documented.
//!
//! The answer is `{customers, pagination: {page, limit, total, totalPages, hasNext, hasPrevious}}`.

use super::{CUSTOMER_TYPE, PROVIDER, customer};
use crate::draft::Draft;
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::choice::words;
use crate::field::integer::Range;
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::page::Page;
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "spherepay.listCustomers",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::get("/v2/customer").query(input),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

static COUNT: Range = Range { min: 1, max: u32::MAX };

static SHAPE: Shape = Shape::new(&[
    Field::optional("page", Kind::Integer(&COUNT)),
    Field::optional("limit", Kind::Integer(&COUNT)),
    Field::optional("search", Kind::Text { max: Some(255) }),
    Field::optional("email", Kind::Email),
    Field::optional("status", Kind::Choice(&words!["incomplete", "pending", "approved", "rejected"])),
    Field::optional("type", Kind::Choice(&CUSTOMER_TYPE)),
]);

fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let items = Page::items(reply.body.field("customers"), reply, customer::of)?;
    // A sample in the documents has no pagination: then it is the only page.
    let Some(pagination) = reply.body.field("pagination").filter(|pagination| !pagination.is_absent()) else {
        return Ok(Output::Page(Page { items, next: None, total: None }));
    };
    let count = |name| pagination.field(name).and_then(Draft::integer);
    let page = count("page").and_then(|page| usize::try_from(page).ok());
    let has_next = match pagination.field("hasNext") {
        Some(Draft::Bool(has_next)) => *has_next,
        _ => count("page") < count("totalPages"),
    };
    let next = match page {
        _ if !has_next => None,
        None => return Err(Error::unexpected("It says that there is another page, and not which this is.")),
        Some(page) => {
            let mut next = reply.sent_fields();
            next.set("page", Draft::Number(page.saturating_add(1).into()));
            Some(next)
        }
    };
    Ok(Output::Page(Page { items, next, total: count("total") }))
}
