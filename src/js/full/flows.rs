//! The flows of several requests, whose state the wrapper holds.

use super::http::{attempts, field, integer, parse_options, part, provider, response, write_request};
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::error::Error;
use crate::client::onboarding::newest_first::NewestFirst;
use crate::client::onboarding::received::{Entry, PagesRead, Received};
use crate::client::onboarding::reconcile::{Window, matching_customers};
use crate::client::onboarding::replay::{OnboardingFlow, Replay};
use crate::client::onboarding::step::Step;
use crate::js::arguments::Arguments;
use crate::rules::options::Policy;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// One step of `onboard(applicant, received, { provider, policy, links, profiles, credentials, now })`
pub(super) fn onboard(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let mut received = received(arguments.get(1))?;
    let Context { flow, policy, options } = context(arguments.get(2))?;
    let step = Replay::next_step(flow, arguments.get(0), policy, options, &mut received, flow.run)?;
    write_step(&step, &received, out);
    Ok(())
}

/// One step of `reconcile(applicant, received, { provider, policy, links, profiles, credentials, now, sentAt,
/// answeredBy })`: every customer that may be the one
pub(super) fn reconcile(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let mut received = received(arguments.get(1))?;
    let given = arguments.get(2);
    let Context { flow, policy, options } = context(given)?;
    let window = Window { sent_at: integer(field(given, "sentAt"))?, ended_at: integer(field(given, "answeredBy"))? };
    let step = matching_customers(flow, arguments.get(0), policy, options, window, &mut received)?;
    write_step(&step, &received, out);
    Ok(())
}

/// What a step needs in addition to the applicant and what it has received.
struct Context {
    flow: &'static OnboardingFlow,
    policy: Policy,
    options: ParseOptions,
}

fn context(given: &UntrustedValue) -> Result<Context, Error> {
    let given = |name| field(given, name);
    Ok(Context {
        flow: provider(given("provider"))?.onboarding,
        policy: Policy::parse(given("policy")).map_err(Error::config)?,
        options: parse_options(given("links"), given("profiles"), given("credentials"), integer(given("now"))?)?,
    })
}

/// Reads a list of responses, in which objects are pages that an earlier step has read.
fn received<'a>(list: &UntrustedValue<'a>) -> Result<Received<'a>, Error> {
    let mut received = Received::default();
    for entry in list.list().unwrap_or_default() {
        received.entries.push(match entry {
            UntrustedValue::Object(pages) => Entry::Pages(read_pages(pages)),
            _ => Entry::Response(response(entry)?, attempts(part(entry, 4))),
        });
    }
    Ok(received)
}

/// Writes a step: `{ outcome }`, or `{ operation, customerId, request }`. If the step has read pages of a list, `pages`
/// is what the wrapper passes to the next step in place of everything received from `start` on, and the wrapper holds
/// the customers that the step has `found`.
fn write_step<T: Json>(step: &Step<T, RequestTemplate>, received: &Received, out: &mut Writer) {
    match step {
        Step::Done(outcome) => out.object(|fields| fields.field("outcome", outcome)),
        Step::Send { endpoint, request, customer_id } => {
            out.object(|fields| {
                fields.text("operation", endpoint.name());
                fields.optional("customerId", customer_id.as_ref());
                write_request(endpoint, request, fields.member("request"));
                if let Some((Entry::Pages(pages), earlier)) = received.entries.split_last() {
                    fields.field("start", &earlier.len());
                    write_pages(pages, fields.member("pages"));
                    fields.field("found", &received.found);
                }
            });
        }
    }
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
