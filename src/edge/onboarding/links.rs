//! The routes that make links: `POST /links` and `POST /links/renew`.

use crate::client::customer::CustomerType;
use crate::client::engine::once::make_once;
use crate::client::error::{Error, ErrorCode};
use crate::client::presentation::{PresentableLink, PresentationOptions};
use crate::edge::agreement::{self, APPLICANT_FIELD};
use crate::edge::config::own_fields;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::next_step::NextStep;
use crate::edge::engine::effect::{BodyKind, Effect};
use crate::edge::engine::run::{End, HandlerRun, OrSuspended, Performed, value};
use crate::edge::milestone::Milestone;
use crate::edge::onboarding::OnboardingRequest;
use crate::edge::onboarding::key;
use crate::edge::onboarding::link::{Wanted, request_step};
use crate::edge::record::limit::RENEWALS;
use crate::edge::record::{Session, claim};
use crate::edge::request::body;
use crate::edge::request::gate::is_navigation;
use crate::edge::response::{Refusal, Response};
use crate::edge::session::caller::{Caller, respond_with_session};
use crate::edge::session::{keeps_cookies, test_cookie};
use crate::edge::status::fail_about;
use crate::provider::{Provider, presentation};
use crate::rules::field::country::{self, Alphabet};
use crate::rules::field::url::RedirectUri;
use crate::rules::issue::{Issue, IssueCode};
use crate::rules::operation::{self, Valid};
use crate::rules::options::{Options, Policy};
use crate::rules::person_fields::PersonFields;
use crate::value::untrusted::UntrustedValue;

/// The field by which the form of the page says that it has set a cookie.
const NEEDS_COOKIE: &str = "needsCookie";
/// What hooks may get wrong for one request, and right for the next.
const UNKNOWN_PROVIDER: &str = "For this applicant, the function provider returned no provider that has credentials. \
                                List one of your own in providers.";
const UNUSABLE_REDIRECT: &str = "The redirectUri that authorize returned for this request must be an https URL (http on \
                                 loopback only) without credentials.";

/// Handles `POST /links`: onboards an applicant. With a key, a repeated request resumes where the last one stopped.
#[inline(never)]
pub(crate) fn create_link<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    // Only `authorize` may set a reference: otherwise an attacker who guesses one would get that person's link.
    let body = body::read(run, kind, &["reference", "redirectUri", APPLICANT_FIELD])?;
    run.milestones.push(Milestone::Submitted);
    // Without the cookie, a guest would find nothing of what was created, and start again.
    if caller.reference.is_none() && body.content.field(NEEDS_COOKIE).is_some() && !keeps_cookies(run) {
        return run.respond(Response::refusal(Refusal::NO_COOKIES).with_header("set-cookie", test_cookie(run)));
    }
    let key = match key::parse(run, body.form_key)? {
        // What a person does at the same moment in another tab is known by the record of a key.
        None if caller.reference.is_some() => Some(run.random_id()?),
        key => key,
    };
    let (provider, applicant) = validate_applicant(run, body.content)?;
    let Some(customer_type) = CustomerType::of(applicant.value()) else { return run.fail_with(ErrorCode::Internal) };
    let consents = agreement::consents_of(run, provider, body.content)?;
    let (own, consents) = match (own_fields::read(run.config, body.content), consents) {
        (Ok(own), Ok(consents)) => (own, consents),
        (own, consents) => {
            let issues = [own.err(), consents.err()].into_iter().flatten().flatten().collect::<Vec<_>>();
            return run.respond(Response::failure(Error::from(issues).into()));
        }
    };
    let redirect_uri = redirect_uri(run, caller)?;
    let mut owner = match caller.reference {
        Some(reference) => reference,
        None => run.random_id()?,
    };
    let (mut record, mut began_at) = (None, None);
    if let Some(key) = key {
        // A key of the sandbox leads to nobody in production.
        let purpose = [provider.name(), run.settings_with_api_of(provider.name())].concat();
        let effect = || Effect::ComputeMacs { purpose, value: applicant.value().to_static() };
        let macs = run.require(effect, value!(Macs(macs) => macs.as_slice()))?;
        let acquired =
            key::acquire(run, (provider, caller.reference, customer_type), key, (owner, redirect_uri), macs)?;
        // A resumed onboarding keeps the reference that it began with.
        owner = acquired.content.owner;
        began_at = Some(acquired.content.began_at);
        record = Some(acquired);
    }
    let reference = caller.reference;
    let mut onboarding = OnboardingRequest {
        provider,
        applicant,
        customer_type,
        redirect_uri,
        owner,
        reference,
        own,
        consents,
        record,
        device: None,
    };
    let onboarded = onboarding.run(run)?;
    let customer = CustomerRef { provider, id: onboarded.customer_id };
    let began_at = began_at.unwrap_or(run.now());
    // The cookie must stay small, however the code was written.
    let country = body.content.field("address").and_then(|address| address.text_of("country"));
    let country = country.map(str::trim).filter(|code| code.len() <= 3);
    // A device does not get more rights by posting the form again.
    let session = match onboarding.device {
        Some(session) => session,
        None => caller.begin_session(run, customer, began_at, (customer_type, country))?,
    };
    note_link(run, &onboarded.outcome);
    respond_with_session(run, session, &onboarded.outcome, kind == Some(BodyKind::Form))
}

/// Handles `POST /links/renew`: makes another link for the customer of this browser.
#[inline(never)]
pub(crate) fn renew_link<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    let session = caller.require_session(run)?;
    let redirect_uri = redirect_uri(run, caller)?;
    let outcome = renew(run, session, Wanted::Link { redirect_uri })?;
    let cookie = session.cookie(run)?;
    note_link(run, &outcome);
    let is_form = kind == Some(BodyKind::Form);
    let shown = if is_form { show_here(run, &outcome, session.is_handed_over()) } else { None };
    let response = shown.unwrap_or_else(|| outcome.respond_to_button(is_form));
    run.respond(response.with_header("set-cookie", cookie))
}

/// Requests another link or token for the customer of a session, or responds with why there is none.
pub(super) fn renew<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    wanted: Wanted<'_>,
) -> OrSuspended<NextStep<'a>> {
    RENEWALS.count_attempt(run, &session.customer.subject())?;
    match request_step(run, session.customer, wanted, None, (session.customer_type, session.reference))? {
        // An operator may have released the customer in the meantime.
        Ok(_) if !claim::admits(run, session.customer, session.reference)? => run.refuse(Refusal::NO_SESSION),
        Ok(outcome) => Ok(outcome),
        Err(failed) => fail_about(run, session.customer, failed),
    }
}

/// Returns the page that shows the link or the terms itself, where a `page` is to frame them and a person sees the
/// response. What may not be framed is a link to a new tab there: a redirect would leave the page.
fn show_here(run: &mut HandlerRun, outcome: &NextStep, is_handed_over: bool) -> Option<Response> {
    if run.config.text_of("present") != Some("frame") || !is_navigation(run) {
        return None;
    }
    let (provider, url) = outcome.destination()?;
    // The page that has sent the form is the page that frames.
    let origin = run.listed_origin().unwrap_or_else(|| run.public_origin());
    let rules = run.connection(provider).ok()?.links.clone();
    let link = PresentableLink::new(provider, url);
    let shown = presentation(&link, &PresentationOptions::new(origin).ok()?.rules(rules)).ok()?;
    outcome.respond_with(&shown, is_handed_over)
}

pub(super) fn note_link(run: &mut HandlerRun, outcome: &NextStep) {
    if matches!(outcome, NextStep::Link(_) | NextStep::Token(_)) {
        run.milestones.push(Milestone::LinkOpened);
    }
}

/// Returns the provider for an applicant, and the applicant, normalized by that provider's rules.
fn validate_applicant<'a>(
    run: &mut HandlerRun<'a>,
    given: &'a UntrustedValue<'a>,
) -> OrSuspended<(&'static Provider, &'a Valid<'static>)> {
    if let Some(name) = run.config.text_of("provider") {
        let Some((provider, _)) = run.configured_provider(name) else {
            return run.fail_with(ErrorCode::InvalidConfig);
        };
        return Ok((provider, validate_for(run, provider, given)?));
    }
    let (accepting, applicant) = first_accepting(run, given)?;
    let effect = || Effect::Provider { applicant: in_normal_form(given.to_static(), applicant.value()) };
    let name = run.require(effect, value!(Name(name) => name.as_deref()))?;
    let Some((chosen, _)) = name.and_then(|name| run.configured_provider(name)) else {
        return run.fail_with_advice(UNKNOWN_PROVIDER);
    };
    // The rules of this provider have accepted the applicant already.
    let applicant = if chosen.name() == accepting { applicant } else { validate_for(run, chosen, given)? };
    Ok((chosen, applicant))
}

/// Returns what was given with the values that were validated, and with countries as alpha-2 codes, whatever the provider
/// takes: by its spelling, a stranger would choose the provider.
fn in_normal_form(mut given: UntrustedValue<'static>, valid: &UntrustedValue) -> UntrustedValue<'static> {
    let UntrustedValue::Object(fields) = &mut given else { return given };
    for (name, value) in fields.iter_mut() {
        let is_country = matches!(&**name, "country" | "nationality");
        *value = match (value.text().filter(|_| is_country).and_then(country::typed), valid.field(name)) {
            (Some(country), _) => country.code(Alphabet::Alpha2).into(),
            (None, Some(valid @ UntrustedValue::Object(_))) => in_normal_form(value.to_static(), valid),
            (None, Some(valid)) => valid.to_static(),
            (None, None) => continue,
        };
    }
    given
}

/// Finds a provider whose rules accept the applicant, so that the `provider` hook gets only a body of a valid shape.
fn first_accepting<'a>(
    run: &mut HandlerRun<'a>,
    given: &'a UntrustedValue<'a>,
) -> OrSuspended<(&'a str, &'a Valid<'static>)> {
    let mut last_error = None;
    let connections = run.config.field("connections").and_then(UntrustedValue::object);
    for (name, _) in connections.into_iter().flat_map(|connections| connections.iter()) {
        let Some((provider, _)) = run.configured_provider(name) else { continue };
        match validate(run, provider, given)? {
            Ok(applicant) => return Ok((name, applicant)),
            Err(failed) => last_error = Some(failed),
        }
    }
    match last_error {
        Some(failed) => run.fail(failed),
        None => run.fail_with(ErrorCode::InvalidConfig),
    }
}

fn validate_for<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    given: &'a UntrustedValue<'a>,
) -> OrSuspended<&'a Valid<'static>> {
    match validate(run, provider, given)? {
        Ok(applicant) => Ok(applicant),
        Err(failed) => run.fail(failed),
    }
}

/// Validates an applicant. Where the provider wants a code for the state and the person typed its name, the code takes
/// its place.
fn validate<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    given: &'a UntrustedValue<'a>,
) -> OrSuspended<Performed<'a, &'a Valid<'static>>> {
    make_once(run, |run| normalized(run, provider, given))
}

/// Returns the applicant as the provider's rules normalize it, or why they refuse it.
fn normalized<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    given: &'a UntrustedValue<'a>,
) -> OrSuspended<Result<Valid<'static>, Error>> {
    let options = Options {
        policy: run.config.field("policy").and_then(|given| Policy::parse(given).ok()).unwrap_or_default(),
        normalize: true,
        phone_country: run.phone_country(),
        person_fields: person_fields(run, provider),
        now: run.now(),
    };
    let operation = provider.onboarding.operation;
    let mut verdict = operation::validate(operation, given.clone(), &options);
    let found = verdict.result.as_ref().err().unwrap_or(&verdict.warnings);
    if found.iter().any(lacks_state_code)
        && let Some(code) = find_state_code(run, given)?
    {
        verdict = operation::validate(operation, with_state(given, code), &options);
    }
    Ok(match verdict.result {
        Ok(valid) => Ok(valid.to_static()),
        // The other fields of the form are said at once: a person without script would learn of them one post later.
        Err(issues) => {
            let own = own_fields::read(run.config, given).err();
            Err([issues, own.unwrap_or_default()].concat().into())
        }
    })
}

/// Returns what the platform requires of a person beside the provider's schema. [`check_config`](super::check_config) has
/// validated the option.
fn person_fields(run: &HandlerRun, provider: &Provider) -> PersonFields {
    let given = run.option_of(provider, "personFields");
    given.and_then(|given| PersonFields::parse(given).ok()).unwrap_or(provider.person_fields)
}

/// Whether the provider wants a code for the state and got something else.
fn lacks_state_code(found: &Issue) -> bool {
    use IssueCode::*;
    found.pointer() == "/address/state" && matches!(found.code, StateNotCode | StateOmitted | StateUnknown)
}

fn find_state_code<'a>(run: &mut HandlerRun<'a>, given: &UntrustedValue) -> OrSuspended<Option<&'a str>> {
    let field = |name| given.field("address")?.text_of(name);
    let (Some(country), Some(name)) = (field("country").and_then(country::typed), field("state")) else {
        return Ok(None);
    };
    let (country, name) = (country.code(Alphabet::Alpha3), name.to_owned());
    run.require(|| Effect::FindStateCode { country, name }, value!(Name(code) => code.as_deref()))
}

fn with_state(given: &UntrustedValue, state: &str) -> UntrustedValue<'static> {
    let mut applicant = given.to_static();
    if let UntrustedValue::Object(fields) = &mut applicant
        && let Some(UntrustedValue::Object(address)) = fields.get_mut("address")
    {
        address.set("state", state.to_owned().into());
    }
    applicant
}

/// Returns where the provider sends the person afterwards. [`check_config`](super::check_config) has validated the
/// configured URI, so that only the one of `authorize` is validated here.
fn redirect_uri<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> OrSuspended<Option<&'a str>> {
    match caller.redirect_uri {
        Some(uri) if RedirectUri::parse(uri).is_err() => run.fail_with_advice(UNUSABLE_REDIRECT),
        Some(uri) => Ok(Some(uri)),
        None => Ok(run.config.text_of("redirectUri")),
    }
}
