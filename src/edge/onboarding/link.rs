//! Another link for an existing customer, or a token with which an app goes on instead.

use std::ops::ControlFlow::{self, Break, Continue};

use crate::client::customer::{CustomerType, Status};
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::link::is_expired;
use crate::client::requirement::Remedy;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_action::{ACCEPT_TERMS, CONTACT_SUPPORT, NONE, WAIT, next_action};
use crate::edge::customer::next_step::NextStep;
use crate::edge::customer::requirement::OpenRequirement;
use crate::edge::customer::{CustomerRef, Details};
use crate::edge::engine::run::{Failed, HandlerRun, OrSuspended, Performed};
use crate::edge::record::claim;
use crate::edge::record::holder;
use crate::edge::status::{StatusRecord, is_open};
use crate::provider::Provider;
use crate::rules::shape::{Field, Kind};
use crate::value::untrusted::Object;

/// What leads a customer to the provider's check.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'r> {
    /// A link to the hosted pages.
    Link { redirect_uri: Option<&'r str> },
    /// A token for the provider's SDK, which this operation returns.
    Token(&'static Endpoint),
}

impl Wanted<'_> {
    /// Returns the step of a customer whose status leaves nothing to open; `None` if there is something. A link also leads
    /// to the pages where a person who was rejected can try again; an app gets no token after a decision.
    fn step_at_end(self, status: Status) -> Option<NextStep<'static>> {
        let is_over = status == Status::Approved || matches!(self, Self::Token(_)) && !is_open(status);
        is_over.then(|| NextStep::without_link(status))
    }
}

/// Requests what leads a customer to the provider's check. Returns it, or the step that the customer needs instead: none
/// because it is approved, or a contact to confirm first.
///
/// The next user of a browser must not open the hosted pages of a verified person, so the provider is asked for the
/// status first, unless it is known or comes with the link. A customer of another type than `expected` is somebody else, if
/// the provider says its type. `person` is the type as which the person began, and the reference.
pub(crate) fn request_step<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    wanted: Wanted<'_>,
    expected: Option<CustomerType>,
    person: (Option<CustomerType>, Option<&str>),
) -> OrSuspended<Performed<'a, NextStep<'a>>> {
    let stored = StatusRecord::load(run, customer)?;
    let provider = customer.provider;
    if is_another(stored.customer_type(), expected) {
        return Ok(Err(run.failed(provider.customers.link.attribute(ErrorCode::Conflict.into()))));
    }
    if stored.is_fresh(run) && stored.open_agreement(provider).is_some() {
        return Ok(Ok(NextStep::agreements(run.agreements_url(), provider)));
    }
    let about = About { customer, wanted, expected };
    let stored = match about.check_status(run, stored)? {
        Continue(stored) => stored,
        Break(step) => return Ok(step),
    };
    let create = about.endpoint();
    let input = match about.input(run, person)? {
        Ok(input) => input,
        Err(failed) => return Ok(Err(failed)),
    };
    let step_of: fn(&'a Output) -> _ = match wanted {
        Wanted::Link { .. } => NextStep::of,
        Wanted::Token(_) => NextStep::with_token,
    };
    let asked_at = run.now();
    let pick = |output| step_of(output).map(|step| (step, FoundCustomer::of(output)));
    match run.call(customer, create, input, pick)? {
        Ok((step, None)) if step.expires_at_ms().is_some_and(|at| is_expired(at, run.now(), 0)) => {
            let error = Error::unexpected("The link or the token has expired already.").with_customer_id(customer.id);
            Ok(Err(run.failed(create.attribute(error))))
        }
        Ok((step, None)) => Ok(Ok(step)),
        Ok((step, Some(found))) => about.step_with_status(run, stored, (step, found), asked_at),
        Err(failed) if failed.code() == ErrorCode::NotFound => {
            stored.step_without_customer(run, customer, (failed, asked_at))
        }
        Err(refused) => about.step_of_refused(run, refused),
    }
}

/// Whether a customer of this type is somebody else.
fn is_another(found: Option<CustomerType>, expected: Option<CustomerType>) -> bool {
    found.zip(expected).is_some_and(|(one, other)| one != other)
}

/// Whom a step is requested for.
struct About<'a, 'r> {
    customer: CustomerRef<'a>,
    wanted: Wanted<'r>,
    expected: Option<CustomerType>,
}

/// The step that a customer needs instead of what is wanted, or what is known of a customer who may get it.
type Checked<'a> = ControlFlow<Performed<'a, NextStep<'a>>, StatusRecord<'a>>;

impl<'a> About<'a, '_> {
    /// Asks the provider for the status before a link or a token is requested, where that is needed.
    fn check_status(&self, run: &mut HandlerRun<'a>, stored: StatusRecord<'a>) -> OrSuspended<Checked<'a>> {
        let calls = self.customer.provider.customers;
        if stored.is_approved() && !stored.leads_on(self.customer.provider) {
            return self.check_approval(run, stored);
        }
        if !stored.is_fresh(run) && calls.link.name() != calls.read.name() {
            return self.check_old_status(run, stored);
        }
        let status = stored.content().status.filter(|_| matches!(self.wanted, Wanted::Token(_)));
        let step = status.and_then(|status| self.wanted.step_at_end(status));
        Ok(step.map_or(Continue(stored), |step| Break(Ok(step))))
    }

    /// Asks whether an approved customer still is.
    fn check_approval(&self, run: &mut HandlerRun<'a>, stored: StatusRecord<'a>) -> OrSuspended<Checked<'a>> {
        let asked_at = run.now();
        let found = match run.get_customer_once(self.customer, Some(Status::Approved))? {
            Ok(found) => found,
            Err(failed) if failed.code() == ErrorCode::NotFound => {
                return Ok(Break(stored.step_without_customer(run, self.customer, (failed, asked_at))?));
            }
            Err(_) => return Ok(Break(Ok(NextStep::Approved))),
        };
        let details = stored.details_for(run, self.customer, &found);
        let stored = stored.correct(run, self.customer, &found, &details, asked_at)?;
        Ok(self.wanted.step_at_end(found.status).map_or(Continue(stored), |step| Break(Ok(step))))
    }

    /// Asks for a status that is not known, or not for sure any more.
    fn check_old_status(&self, run: &mut HandlerRun<'a>, stored: StatusRecord<'a>) -> OrSuspended<Checked<'a>> {
        let provider = self.customer.provider;
        let asked_at = run.now();
        match run.get_customer(self.customer)? {
            Ok(found) if is_another(found.customer_type, self.expected) => {
                Ok(Break(Err(run.failed(provider.customers.read.attribute(ErrorCode::Conflict.into())))))
            }
            Ok(found) if run.has_open_agreements(provider, &found) => {
                Ok(Break(Ok(NextStep::agreements(run.agreements_url(), provider))))
            }
            Ok(found) => {
                let Some(step) = self.wanted.step_at_end(found.status) else { return Ok(Continue(stored)) };
                let details = stored.details_for(run, self.customer, &found);
                stored.correct(run, self.customer, &found, &details, asked_at)?;
                Ok(Break(Ok(step)))
            }
            // Not every provider can read every customer to whom it gives links.
            Err(failed) if failed.code() == ErrorCode::NotFound => {
                if stored.decision().is_none() {
                    return Ok(Continue(stored));
                }
                let (stored, is_gone) = stored.miss(run, self.customer, asked_at)?;
                if !is_gone {
                    return Ok(Continue(stored));
                }
                run.report(failed)?;
                Ok(Break(Err(failed)))
            }
            Err(failed) => Ok(Break(Err(failed))),
        }
    }

    /// Returns the endpoint that makes the link or the token.
    fn endpoint(&self) -> &'static Endpoint {
        match self.wanted {
            Wanted::Link { .. } => self.customer.provider.customers.link,
            Wanted::Token(token) => token,
        }
    }

    fn redirect_uri(&self) -> Option<&str> {
        match self.wanted {
            Wanted::Link { redirect_uri } => redirect_uri,
            Wanted::Token(_) => None,
        }
    }

    /// Returns the input of that endpoint.
    fn input(
        &self,
        run: &mut HandlerRun<'a>,
        (began_as, reference): (Option<CustomerType>, Option<&str>),
    ) -> OrSuspended<Performed<'a, Object<'static>>> {
        let (customer, create) = (self.customer, self.endpoint());
        let uri = self.redirect_uri().map(|uri| ("redirectUri", uri.to_owned().into()));
        let mut input = run.input_of(customer.provider, create.operation, uri);
        if let Some(field) = create.operation.shape.field("reference") {
            // A create makes the link, and with another reference it would make another customer.
            match claim::reference_at_provider(run, customer, reference)? {
                Some(reference) => input.set("reference", reference),
                None if !field.required => {}
                None => return Ok(Err(run.failed(create.attribute(ErrorCode::NotSupported.into())))),
            }
        }
        if create.operation.shape.field("type").is_some() {
            let stored = if began_as.is_some() { began_as } else { holder::type_of(run, customer)? };
            if let Some(customer_type) = stored {
                input.set("type", customer_type.as_str().into());
            }
        }
        Ok(Ok(input))
    }

    /// Returns the step of a customer whose status came with the link.
    fn step_with_status(
        &self,
        run: &mut HandlerRun<'a>,
        stored: StatusRecord<'a>,
        (step, found): (NextStep<'a>, FoundCustomer<'a>),
        asked_at: i64,
    ) -> OrSuspended<Performed<'a, NextStep<'a>>> {
        let customer = self.customer;
        let is_somebody_else = is_another(found.customer_type, self.expected);
        if is_somebody_else || holder::is_of_another_type(run, customer, &found)? {
            return Ok(Err(run.failed(self.endpoint().attribute(ErrorCode::Conflict.into()))));
        }
        let is_checked = customer.provider.customers.product.is_some() && found.status == Status::Approved;
        let read = if is_checked { run.details_of(customer.provider, &found)? } else { None };
        if is_checked && read.is_none() {
            // The next user of this browser must not get a link because nobody knows whether it is needed.
            return Ok(Err(run.failed(ErrorCode::Unavailable)));
        }
        let read = read.unwrap_or_else(|| stored.details_for(run, customer, &found));
        let open = product_step(run, customer.provider, &found, &read, self.redirect_uri())?;
        stored.correct(run, customer, &found, &read, asked_at)?;
        Ok(open.unwrap_or(Ok(step)))
    }

    /// Returns the step of a customer to whom the provider has refused a link: its status may say why.
    fn step_of_refused(
        &self,
        run: &mut HandlerRun<'a>,
        refused: Failed<'a>,
    ) -> OrSuspended<Performed<'a, NextStep<'a>>> {
        if !matches!(refused.code(), ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
            return Ok(Err(refused));
        }
        Ok(match run.get_customer(self.customer)? {
            Ok(found) => match self.wanted.step_at_end(found.status) {
                Some(step) => Ok(step),
                None if refused.code() == ErrorCode::ContactNotVerified => {
                    Ok(NextStep::VerifyContact(found.unverified))
                }
                None => Err(refused),
            },
            Err(_) => Err(refused),
        })
    }
}

/// Returns the step with which a customer whose check is approved gets a product that is not open yet; `None` if there
/// is nothing that it can do.
fn product_step<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    found: &FoundCustomer<'a>,
    details: &Details,
    redirect_uri: Option<&str>,
) -> OrSuspended<Option<Performed<'a, NextStep<'a>>>> {
    let is_checked = found.status == Status::Approved;
    let (Some(product), Some(id), true) = (provider.customers.product, found.customer_of_link, is_checked) else {
        return Ok(None);
    };
    let open = OpenRequirement::all_of(&details.requirements);
    let mut input = Object::of_unique([("customerId", id.to_owned().into())]);
    match next_action(provider, details.status, false, found.has_open_terms, &open) {
        NONE | WAIT | CONTACT_SUPPORT if details.status == Status::Approved => return Ok(None),
        ACCEPT_TERMS => return run.call_operation(product.terms, input, None, NextStep::of).map(Some),
        _ => {}
    }
    let needed = details.requirements.iter().filter(|one| one.can == Remedy::Act).flat_map(|one| &one.of);
    let closed = details.capabilities.iter().filter(|one| one.status != Status::Approved).map(|one| &one.name);
    let wanted = run.wanted_products(provider).unwrap_or_default();
    let mut names = needed.chain(closed).map(String::as_str).chain(wanted);
    // Some products need no link of their own.
    let accepts = |name: &str| {
        let is_listed =
            |field: &Field| matches!(field.kind, Kind::Choice(words) if words.iter().any(|word| word == name));
        product.link.operation.shape.fields.iter().any(|field| field.name == product.field && is_listed(field))
    };
    if let Some(name) = names.find(|name| accepts(name)) {
        input.set(product.field, name.to_owned().into());
    }
    if let Some(uri) = redirect_uri {
        input.set("redirectUri", uri.to_owned().into());
    }
    run.call_operation(product.link, input, None, NextStep::of).map(Some)
}
