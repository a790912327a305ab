//! The routes that make links: `POST /links` and `POST /links/renew`.

use super::body;
use super::caller::{Caller, respond_with_session};
use super::customer::CustomerRef;
use super::key;
use super::limit::RENEWALS;
use super::link::request_link;
use super::onboarding::Onboarding;
use super::run::{End, Flow, HandlerRun, Outcome};
use super::step::{BodyKind, Effect};
use crate::client::error::ErrorCode;
use crate::rules::field::url::RedirectUri;
use crate::value::untrusted::UntrustedValue;

/// Handles `POST /links`: onboards an applicant. With a key, a repeated request resumes where the last one stopped.
pub(super) fn create_link<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    // Only `authorize` may set a reference: otherwise an attacker who guesses one would get that person's link.
    let body = body::read(run, kind, &["reference", "redirectUri"])?;
    let key = key::parse(run, body.form_key)?;
    let (name, applicant) = validate_applicant(run, body.content)?;
    let Some((provider, _)) = run.configured_provider(name) else { return run.fail_with(ErrorCode::InvalidConfig) };
    let redirect_uri = redirect_uri(run, caller)?;
    let mut owner = match caller.reference {
        Some(reference) => reference,
        None => run.require_text(|| Effect::MintId)?,
    };
    let (mut record, mut began_at) = (None, None);
    if let Some(key) = key {
        let macs = run.require(|| Effect::ComputeMacs { purpose: name.to_owned(), value: applicant.to_static() })?;
        let acquired = key::acquire(run, caller.reference, key, owner, macs.list().unwrap_or_default())?;
        // A resumed onboarding keeps the reference that it began with.
        owner = acquired.owner;
        began_at = Some(acquired.began_at);
        record = Some(acquired);
    }
    let onboarded = Onboarding { provider, applicant, redirect_uri, owner, record }.run(run)?;
    let customer = CustomerRef { provider, id: onboarded.customer_id };
    let began_at = began_at.unwrap_or(run.now);
    let country = body.content.field("address").and_then(|address| address.text_of("country"));
    let session = caller.begin_session(run, customer, began_at, country)?;
    respond_with_session(run, session, onboarded.outcome, kind == Some(BodyKind::Form))
}

/// Handles `POST /links/renew`: makes another link for the customer of this browser.
pub(super) fn renew_link<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    let session = caller.require_session(run)?;
    let redirect_uri = redirect_uri(run, caller)?;
    RENEWALS.count_attempt(run, session.customer.subject())?;
    match request_link(run, session.customer, redirect_uri)? {
        Ok(outcome) => respond_with_session(run, session, outcome, kind == Some(BodyKind::Form)),
        Err(error) => run.fail(error),
    }
}

/// Returns the name of the provider for an applicant, and the applicant, normalized by that provider's rules.
fn validate_applicant<'a>(
    run: &mut HandlerRun<'a>,
    given: &'a UntrustedValue<'a>,
) -> Flow<(&'a str, &'a UntrustedValue<'a>)> {
    if let Some(name) = run.config.text_of("provider") {
        return Ok((name, validate_for(run, name, given)?));
    }
    let (accepting, applicant) = first_accepting(run, given)?;
    let name = run.require_text(|| Effect::ChooseProvider { applicant: given.to_static() })?;
    // The rules of this provider have accepted the applicant already.
    let applicant = if name == accepting { applicant } else { validate_for(run, name, given)? };
    Ok((name, applicant))
}

/// Finds a provider whose rules accept the applicant, so that the `provider` hook gets only a body of a valid shape.
fn first_accepting<'a>(
    run: &mut HandlerRun<'a>,
    given: &'a UntrustedValue<'a>,
) -> Flow<(&'a str, &'a UntrustedValue<'a>)> {
    let mut first_error = None;
    let connections = run.config.field("connections").and_then(UntrustedValue::object);
    for (name, _) in connections.into_iter().flat_map(|connections| connections.iter()) {
        match validate(run, name, given)? {
            Ok(applicant) => return Ok((name, applicant)),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    match first_error {
        Some(error) => run.fail(error),
        None => run.fail_with(ErrorCode::InvalidConfig),
    }
}

fn validate_for<'a>(
    run: &mut HandlerRun<'a>,
    name: &str,
    given: &'a UntrustedValue<'a>,
) -> Flow<&'a UntrustedValue<'a>> {
    match validate(run, name, given)? {
        Ok(applicant) => Ok(applicant),
        Err(error) => run.fail(error),
    }
}

fn validate<'a>(run: &mut HandlerRun<'a>, name: &str, given: &'a UntrustedValue<'a>) -> Flow<Outcome<'a>> {
    run.perform(|| Effect::Validate { provider: name.to_owned(), applicant: given.to_static() })
}

/// Returns where the provider sends the person afterwards. [`check_config`](super::check_config) has validated the
/// configured URI, so that only the one of `authorize` is validated here.
fn redirect_uri<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> Flow<Option<&'a str>> {
    match caller.redirect_uri {
        Some(uri) if RedirectUri::parse(uri).is_err() => run.fail_with(ErrorCode::InvalidConfig),
        Some(uri) => Ok(Some(uri)),
        None => Ok(run.config.text_of("redirectUri")),
    }
}
