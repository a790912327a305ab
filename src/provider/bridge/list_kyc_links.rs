//! `GET /kyc_links`: lists links, the newest first. There is no field for whether there is another page.
//!
//! - Documents: Bridge's OpenAPI description of September 2026. `starting_after` is "a customer id" there.
//! - Retry: yes. It only reads.

use super::fields::{ID, to_wire};
use super::kyc_link;
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::List;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::link::LinkProgress;
use crate::client::link::page::KycLinkPage;
use crate::rules::field::integer::Range;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::operation::Operation;
use crate::rules::shape::Fields;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "bridge.listKycLinks", shape: &SHAPE };

static SHAPE: Shape = Shape {
    cross_field_rule: Some(|input, name, is_given, _| one_cursor(input, name, is_given)),
    ..Shape::new(&[
        /// Only the links of this customer.
        Field::optional("customerId", Kind::CustomerId(&ID)),
        /// Only the links with this email address. Whether its case counts is not documented.
        Field::optional("email", Kind::Email),
        /// The links after that of the customer with this id: older ones.
        Field::optional("startingAfter", Kind::Pattern(&ID)),
        /// The links before that of the customer with this id: newer ones. Not together with `startingAfter`.
        Field::optional("endingBefore", Kind::Pattern(&ID)),
        /// The number of links per page, at most 100.
        ///
        /// Default: 10
        Field::optional("limit", Kind::Integer(&Range { min: 1, max: 100 })),
    ])
};

/// Cross-field rule: `ending_before` "shouldn't be set if starting_after is set".
fn one_cursor(input: &Fields, name: &str, is_given: bool) -> Option<Fault> {
    let is_second = name == "endingBefore" && is_given && !input.get("startingAfter").is_absent();
    is_second.then(|| Fault::with(IssueCode::MutuallyExclusive, "startingAfter"))
}

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[List("data", kyc_link::FIELDS)]);

pub(super) type Returned = LinkPage;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get("/kyc_links").query(&to_wire(input)))
}

/// `{count, data}`, where `count` is the number of links on this page.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let items = KycLinkPage::parse_items(context.body.field("data"), |item| kyc_link::parse_item(context, item))?;
    let (next, is_cut_off) = next(context.sent_input(), &items);
    Ok(Output::KycLinkPage(KycLinkPage { items, next, is_cut_off, total: None }))
}

/// `BridgeLinkPage` in `types.d.ts`.
type LinkPage = KycLinkPage;

/// The default of `limit`.
const PAGE_SIZE: usize = 10;

/// Returns the input for the next page, and whether there may be one without a place where it begins. There may be one
/// after a full page, and it begins after the last customer. A link that has no customer yet is no place to begin: the
/// page then begins after the customer before it, and has the links between once more.
fn next(mut sent: Object<'static>, items: &[LinkProgress]) -> (Option<Object<'static>>, bool) {
    let limit = sent.get("limit").and_then(UntrustedValue::integer).and_then(|limit| usize::try_from(limit).ok());
    if items.len() < limit.unwrap_or(PAGE_SIZE) || sent.get("endingBefore").is_some() {
        return (None, false);
    }
    let last = items.iter().rev().find_map(|item| item.customer_id.clone());
    // The same place again would never end.
    let Some(last) = last.filter(|id| sent.text("startingAfter") != Some(id)) else { return (None, true) };
    sent.set("startingAfter", last.into());
    (Some(sent), false)
}
