//! `GET /customers`: customers by cursor, 20 at a time unless `limit` says otherwise. All bounds are inclusive.
//!
//! The answer is `{data, hasMore, nextCursor?, totalCount?}`.

use super::{CUSTOMER_TYPE, PROVIDER, customer};
use crate::draft::Draft;
use crate::error::{Error, ErrorCode};
use crate::field::Kind;
use crate::field::country::Alphabet;
use crate::field::integer::Range;
use crate::operation::{Exchange, Operation, Outline, Output, Repeat, Reply};
use crate::page::Page;
use crate::shape::{Field, Shape};

pub(super) static OPERATION: Operation = Operation {
    name: "grid.listCustomers",
    provider: &PROVIDER,
    shape: &SHAPE,
    exchange: Some(Exchange {
        request: |input| Outline::get("/customers").query(input),
        read,
        repeat: Repeat::Safe,
        conflict: ErrorCode::Conflict,
        body_field: None,
    }),
};

const TEXT: Kind = Kind::Text { max: None };

static LIMIT: Range = Range { min: 1, max: 100 };

static SHAPE: Shape = Shape::new(&[
    Field::optional("platformCustomerId", TEXT),
    Field::optional("customerType", Kind::Choice(&CUSTOMER_TYPE)),
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

fn read(reply: &Reply<'_>) -> Result<Output, Error> {
    let items = Page::items(reply.body.field("data"), reply, customer::of)?;
    let next = match reply.body.field("hasMore") {
        Some(Draft::Bool(false)) => None,
        Some(Draft::Bool(true)) => {
            let cursor = reply.text("nextCursor");
            let cursor = cursor.ok_or_else(|| Error::unexpected("It says that there is more, and not where."))?;
            let mut next = reply.sent_fields();
            next.set("cursor", cursor.to_owned().into());
            Some(next)
        }
        _ => return Err(Error::unexpected("It does not say whether there is more.")),
    };
    let total = reply.body.field("totalCount").and_then(Draft::integer);
    Ok(Output::Page(Page { items, next, total }))
}
