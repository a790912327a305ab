//! Another link for an existing customer.

use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::status::StatusRecord;

/// Requests a link for a customer. Returns the link, or the step that the customer needs instead: none because it is
/// approved, or a contact to confirm first.
///
/// The next user of a browser must not open the hosted pages of a verified person, so the provider is asked for the
/// status first, unless it is known or comes with the link.
pub(crate) fn request_link<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    redirect_uri: Option<&str>,
) -> OrSuspended<Performed<'a, NextStep<'a>>> {
    let known = StatusRecord::load(run, customer)?;
    let calls = customer.provider.customers;
    if known.is_approved() {
        match run.get_customer_once(customer)? {
            Ok(found) if found.status != Status::Approved => {}
            _ => return Ok(Ok(NextStep::Approved)),
        }
    } else if !known.is_fresh(run) && calls.link.name() != calls.read.name() {
        let asked_at = run.now;
        match run.get_customer(customer)? {
            Ok(found) if found.status == Status::Approved => {
                known.correct(run, customer, &found, asked_at)?;
                return Ok(Ok(NextStep::Approved));
            }
            Ok(_) => {}
            // Not every provider can read every customer to whom it gives links.
            Err(failed) if failed.code() == ErrorCode::NotFound => {}
            Err(failed) => return Ok(Err(failed)),
        }
    }
    let create = calls.link;
    let redirect_uri = redirect_uri.map(|uri| ("redirectUri", uri.to_owned().into()));
    let input = run.input_of(customer.provider, create.operation, redirect_uri);
    let asked_at = run.now;
    let pick = |output| NextStep::of(output).map(|step| (step, FoundCustomer::of(output)));
    let refused = match run.call(customer, create, input, pick)? {
        Ok((step, found)) => {
            if let Some(found) = found {
                known.correct(run, customer, &found, asked_at)?;
            }
            return Ok(Ok(step));
        }
        Err(refused) => refused,
    };
    if !matches!(refused.code(), ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Ok(Err(refused));
    }
    Ok(match run.get_customer(customer)? {
        Ok(found) if found.status == Status::Approved || refused.code() == ErrorCode::ContactNotVerified => {
            Ok(NextStep::from(&found))
        }
        _ => Err(refused),
    })
}
