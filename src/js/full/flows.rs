//! The flows of several requests, whose state the wrapper holds.

use super::http::response;
use crate::client::connection::Connection;
use crate::client::error::Error;
use crate::client::onboarding::newest_first::NewestFirst;
use crate::client::onboarding::onboard;
use crate::client::onboarding::received::{Entry, PagesRead, Received};
use crate::client::onboarding::reconcile::{self, Window};
use crate::client::onboarding::replay::Step;
use crate::js::unpack::Arguments;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// One step of `onboard(applicant, config, received, provider, now)`
pub(super) fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = arguments.provider(3)?;
    let connection = Connection::open(provider.service, arguments.get(1))?;
    let mut received = received(arguments.get(2))?;
    let now = arguments.integer(4)?;
    let step = onboard::step(provider.onboarding, arguments.get(0), &connection, &mut received, now)?;
    write_step(&step, &received, out);
    Ok(())
}

/// One step of `reconcile(applicant, config, received, provider, now, sent_at, answered_by)`: every customer that may be the
/// one
pub(super) fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let provider = arguments.provider(3)?;
    let connection = Connection::open(provider.service, arguments.get(1))?;
    let mut received = received(arguments.get(2))?;
    let (now, window) =
        (arguments.integer(4)?, Window { sent_at: arguments.integer(5)?, ended_at: arguments.integer(6)? });
    let applicant = arguments.get(0);
    let step = reconcile::matching_customers(provider.onboarding, applicant, &connection, window, &mut received, now)?;
    write_step(&step, &received, out);
    Ok(())
}

/// Reads a list of responses, in which objects are pages that an earlier step has read.
fn received<'a>(list: &UntrustedValue<'a>) -> Result<Received<'a>, Error> {
    let mut received = Received::default();
    for entry in list.list().unwrap_or_default() {
        received.entries.push(match entry {
            UntrustedValue::Object(pages) => Entry::Pages(read_pages(pages)),
            _ => Entry::Response(response(entry)?),
        });
    }
    Ok(received)
}

/// Writes a step. If it has read pages of a list, `pages` is what the wrapper passes to the next step in place of everything
/// received from `start` on, and the wrapper holds the customers that the step has `found`.
fn write_step<T: Json>(step: &Step<T>, received: &Received, out: &mut Writer) {
    out.object(|fields| {
        step.write_fields(fields);
        if let Some((Entry::Pages(pages), earlier)) = received.entries.split_last() {
            fields.field("start", &earlier.len());
            write_pages(pages, fields.member("pages"));
            fields.field("found", &received.found);
        }
    });
}

fn read_pages(pages: &Object) -> PagesRead {
    let integer = |name| pages.get(name).and_then(UntrustedValue::integer);
    let next = pages.get("next").map(UntrustedValue::to_static);
    PagesRead {
        count: integer("count").unwrap_or_default(),
        next: next.and_then(|next| next.object().cloned()).unwrap_or_default(),
        order: NewestFirst {
            seen: integer("seen").unwrap_or_default(),
            newest: integer("newest"),
            last: integer("last"),
            is_ordered: pages.get("isOrdered").is_some_and(UntrustedValue::is_true),
        },
    }
}

fn write_pages(PagesRead { count, next, order }: &PagesRead, out: &mut Writer) {
    out.object(|fields| {
        fields.field("count", count);
        fields.field("next", next);
        fields.field("seen", &order.seen);
        fields.field("newest", &order.newest);
        fields.field("last", &order.last);
        fields.field("isOrdered", &order.is_ordered);
    });
}
