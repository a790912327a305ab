//! From an applicant to a link, once: with a key, the same post again goes on where the last one stopped.

use super::answer::{Answer, Answered, Content, PATIENCE_MS, fail, number, object};
use super::body::{self, Kind};
use super::claim::{Claim, claim};
use super::key::{self, Found, Record};
use super::run::{Run, Way, list};
use super::session::{Caller, remember};
use crate::check::Options;
use crate::customer::Status;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::field::Kind as Field;
use crate::field::url::RedirectUri;
use crate::http::HttpResponse;
use crate::json::Json;
use crate::link::is_expired;
use crate::onboard::Outcome;
use crate::operation::{Operation, Output, Repeat, parse_response, validate};
use crate::provider::Provider;
use crate::reconcile::{self, Window};
use crate::run::Step;
use crate::{Connection, onboard, operation};

/// What stays the same throughout one onboarding.
struct Job<'a> {
    provider: &'static Provider,
    connection: Connection,
    applicant: Draft<'a>,
    /// Who holds the customer.
    owner: String,
    record: Option<Record<'a>>,
    /// An earlier attempt may have been told of the customer, and may not.
    resumed: bool,
}

/// `POST /links`
pub(super) fn create<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind) -> Way<'a, Answered> {
    let mut given = body::read(run, kind)?;
    let mut of_form = None;
    if let Draft::Object(given) = &mut given {
        if kind == Kind::Form {
            of_form = given.remove("idempotencyKey");
        }
        // Whoever knows a reference must not get that person's link.
        given.remove("reference");
        given.remove("redirectUri");
    }
    let key = key::read(run, of_form)?;
    let name = match run.config.text_of("provider") {
        Some(name) => name,
        None => run.get("provider", vec![given.clone()])?.text().unwrap_or_default(),
    };
    let (provider, connection) = run.connect(name)?;
    let applicant = checked(run, provider, &connection, given, kind)?;
    let mac = [provider.name, "\n", &applicant.to_json()].concat();
    let minted = match caller.reference {
        Some(reference) => reference,
        None => run.get("mint", vec![])?.text().unwrap_or_default(),
    };
    let mut job = Job {
        provider,
        connection,
        applicant: Draft::Null,
        owner: minted.to_owned(),
        record: None,
        resumed: false,
    };
    let found = match key {
        None => None,
        Some(key) => {
            let macs = run.get("macs", vec![mac.into()])?.list().unwrap_or_default();
            Some(key::take(run, caller.reference, &key, minted, macs)?)
        }
    };
    // An onboarding that goes on does so under the reference that it began with.
    if let Some(Found::Nothing(record) | Found::Open(record, _) | Found::Bound(record, _)) = &found {
        job.owner = record.owner();
    }
    job.applicant = complete(applicant, &job.owner, caller.redirect_uri)?;
    let (customer, said) = match found {
        None => job.attempt(run)?,
        Some(Found::Nothing(record)) => {
            job.record = Some(record);
            job.attempt(run)?
        }
        Some(Found::Open(record, window)) => {
            job.record = Some(record);
            job.resume(run, window)?
        }
        Some(Found::Bound(record, customer)) => {
            job.record = Some(record);
            job.repeat(run, customer)?
        }
    };
    let answer = answer(&said, kind == Kind::Form);
    remember(run, caller, provider.name, &customer, answer)
}

/// `POST /links/renew`
pub(super) fn renew<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<'a, Answered> {
    let (provider, customer) = caller.session()?;
    let (provider, connection) = run.connect(provider)?;
    let applicant = match caller.redirect_uri {
        Some(uri) => object([("redirectUri", uri.into())]),
        None => Object::new(),
    };
    match fresh(run, provider, &connection, &applicant, customer)? {
        Ok(outcome) => {
            let is_form = run.header("content-type").is_some_and(|header| !header.contains("json"));
            let answer = answer(&said(&outcome), is_form);
            remember(run, caller, provider.name, customer, answer)
        }
        Err(error) => fail(error),
    }
}

/// The applicant as the provider takes it, or everything that is wrong with it.
fn checked<'a>(
    run: &Run<'a>,
    provider: &'static Provider,
    connection: &Connection,
    mut given: Draft<'a>,
    kind: Kind,
) -> Way<'a, Object<'a>> {
    let options = Options { policy: connection.policy, normalize: true, now: run.now };
    let composite = provider.operations.iter().copied().find(|operation| operation.exchange.is_none());
    let Some(composite) = composite else { return fail(Error::new(ErrorCode::Internal)) };
    if let (Draft::Object(given), Kind::Form) = (&mut given, kind) {
        // A form cannot say that a single value is a list.
        given.update(|name, value| {
            let is_list = composite.shape.field(name).is_some_and(|field| matches!(field.kind, Field::List(_)));
            if is_list && value.text().is_some_and(|text| !text.is_empty()) {
                *value = Draft::List(vec![value.clone()]);
            }
            true
        });
    }
    match validate(composite, &given, &options).result {
        Ok(valid) => Ok(valid.object().clone()),
        Err(issues) => fail(composite.attribute(Error::invalid(issues))),
    }
}

/// The applicant with what only the server says.
fn complete<'a>(mut applicant: Object<'a>, reference: &str, redirect_uri: Option<&'a str>) -> Way<'a, Draft<'a>> {
    applicant.set("reference", reference.to_owned().into());
    if let Some(uri) = redirect_uri {
        if RedirectUri::parse(uri).is_err() {
            return fail(Error::config("redirectUri is an https URL (http on loopback only) without credentials."));
        }
        applicant.set("redirectUri", uri.into());
    }
    Ok(applicant.into())
}

impl<'a> Job<'a> {
    /// Has the customer created, and its link.
    fn attempt(&mut self, run: &mut Run<'a>) -> Way<'a, (String, Object<'static>)> {
        let began = run.now;
        let mut answers: Vec<HttpResponse<'a>> = vec![];
        let mut made = None;
        loop {
            let step = onboard::step(self.provider, &self.applicant, &self.connection, &answers, began);
            if let (Some(customer), Ok(Step::Send { .. }) | Err(_)) = (made.take(), &step) {
                self.bind(run, customer, None)?;
            }
            match step {
                Ok(Step::Done(outcome)) => return self.finish(run, outcome),
                Ok(Step::Send { operation, request }) => match run.send(operation, request)? {
                    Ok(answer) => {
                        made = accepted(operation, &answer, &self.connection, began);
                        answers.push(answer);
                    }
                    Err(error) => return self.stop(run, error),
                },
                Err(error) => return self.stop(run, error),
            }
        }
    }

    /// Goes on after an attempt of which nobody knows what became: takes the customer that it made, if it made one.
    fn resume(&mut self, run: &mut Run<'a>, window: Window) -> Way<'a, (String, Object<'static>)> {
        self.resumed = true;
        if let Some(record) = &mut self.record {
            record.hold(run);
            record.fields.set("endedAt", number(window.answered_by));
            record.save(run)?;
        }
        let began = run.now;
        let mut answers: Vec<HttpResponse<'a>> = vec![];
        let mut found = loop {
            match reconcile::found(self.provider, &self.applicant, &self.connection, window, &answers, began) {
                Ok(Step::Done(found)) => break found,
                Ok(Step::Send { operation, request }) => match run.send(operation, request)? {
                    Ok(answer) => answers.push(answer),
                    Err(error) => return self.leave(run, error),
                },
                Err(error) => return self.leave(run, error),
            }
        };
        match found.pop() {
            Some(customer) if found.is_empty() => {
                self.bind(run, customer.id.clone(), None)?;
                if customer.status == Status::Approved {
                    return self.finish(run, Outcome::Approved { customer_id: customer.id });
                }
                self.link(run, customer.id)
            }
            None if began >= window.answered_by.saturating_add(PATIENCE_MS) => {
                if let Some(record) = &mut self.record {
                    record.begin(run);
                    record.save(run)?;
                }
                self.attempt(run)
            }
            _ => self.leave(run, Error::new(ErrorCode::OutcomeUnknown)),
        }
    }

    /// Answers as before; with a fresh link where the old one has expired or was never had.
    fn repeat(&mut self, run: &mut Run<'a>, customer: String) -> Way<'a, (String, Object<'static>)> {
        let Some(record) = &mut self.record else { return fail(Error::new(ErrorCode::Internal)) };
        if let Some(Draft::Object(said)) = record.fields.get("answer").map(Draft::to_static) {
            let expires_at = said.get("expiresAtMs").and_then(Draft::integer);
            if expires_at.is_none_or(|at| !is_expired(at, run.now, SKEW_MS)) {
                return Ok((customer, said));
            }
        }
        record.hold(run);
        record.save(run)?;
        self.link(run, customer)
    }

    /// A link for a customer that is ours.
    fn link(&mut self, run: &mut Run<'a>, customer: String) -> Way<'a, (String, Object<'static>)> {
        let applicant = self.applicant.object().cloned().unwrap_or_default();
        match fresh(run, self.provider, &self.connection, &applicant, &customer)? {
            Ok(outcome) => self.finish(run, outcome),
            Err(error) => self.leave(run, error),
        }
    }

    /// The end that was hoped for.
    fn finish(&mut self, run: &mut Run<'a>, outcome: Outcome) -> Way<'a, (String, Object<'static>)> {
        let said = said(&outcome);
        let customer = match outcome {
            Outcome::Link(link) => link.customer_id,
            Outcome::VerifyContact { customer_id, .. } | Outcome::Approved { customer_id } => customer_id,
        };
        self.bind(run, customer.clone(), Some(&said))?;
        Ok((customer, said))
    }

    /// Claims the customer and ties the key to it: from here on, this applicant has this customer.
    fn bind(&mut self, run: &mut Run<'a>, customer: String, said: Option<&Object<'static>>) -> Way<'a, ()> {
        let is_bound = self.record.as_ref().is_some_and(|record| record.fields.get("customer").is_some());
        let claim = if is_bound { Claim::Old } else { claim(run, self.provider.name, &customer, &self.owner)? };
        if claim == Claim::Lost {
            return self.leave(run, Error::new(ErrorCode::OutcomeUnknown));
        }
        if let Some(record) = &mut self.record {
            record.fields.set("customer", customer.clone().into());
            match said {
                Some(said) => {
                    record.fields.set("answer", said.clone().into());
                    record.leave(run)?;
                }
                None => record.save(run)?,
            }
        }
        if run.has("onCreated") && (claim == Claim::New || (self.resumed && !is_bound)) {
            let told = object([
                ("provider", self.provider.name.into()),
                ("customerId", customer.into()),
                ("reference", self.owner.clone().into()),
            ]);
            // A hook that fails does not undo what is done.
            let _ = run.ask("onCreated", vec![told.into()])?;
        }
        Ok(())
    }

    /// The end of an attempt that made nothing, or nobody knows what. A refusal leaves the key free.
    fn stop<T>(&mut self, run: &mut Run<'a>, error: Error) -> Way<'a, T> {
        if let Some(record) = &mut self.record {
            match record.fields.get("customer") {
                Some(_) => record.leave(run)?,
                None if is_refusal(error.code) => record.forget(run)?,
                None => record.end(run)?,
            }
        }
        fail(error)
    }

    /// The end of an attempt that learned nothing about an earlier one.
    fn leave<T>(&mut self, run: &mut Run<'a>, error: Error) -> Way<'a, T> {
        if let Some(record) = &mut self.record {
            record.leave(run)?;
        }
        fail(error)
    }
}

/// So long before its end a link is not handed out again.
const SKEW_MS: i64 = 60_000;

/// The customer that an answer to a create tells of.
fn accepted(operation: &'static Operation, answer: &HttpResponse, to: &Connection, now: i64) -> Option<String> {
    operation.exchange.as_ref().filter(|exchange| exchange.repeat == Repeat::Creates)?;
    match parse_response(operation, answer, None, &to.reading(now)).ok()? {
        Output::Customer(customer) => Some(customer.id),
        Output::KycLink(link) => Some(link.customer_id),
        _ => None,
    }
}

/// Whether the provider has said no, so that nothing was made.
fn is_refusal(code: ErrorCode) -> bool {
    use ErrorCode::*;
    matches!(
        code,
        InvalidRequest
            | InvalidConfig
            | Unauthorized
            | Forbidden
            | NotFound
            | NotSupported
            | Conflict
            | ContactNotVerified
            | ProviderRejected
            | RateLimited
    )
}

/// Another link for a customer, or what stands in its way.
pub(super) fn fresh<'a>(
    run: &mut Run<'a>,
    provider: &'static Provider,
    connection: &Connection,
    applicant: &Object<'a>,
    customer: &str,
) -> Way<'a, Result<Outcome, Error>> {
    let (Some(link), Some(get)) = (of(provider, "createKycLink"), of(provider, "getCustomer")) else {
        return Ok(Err(Error::new(ErrorCode::NotSupported)));
    };
    let whose = |mut input: Object<'a>| {
        input.set("customerId", customer.to_owned().into());
        input
    };
    let input = whose((provider.to_input)(applicant, link).unwrap_or_default());
    let refused = match run.call(connection, link, input)? {
        Ok(Output::KycLink(link)) => return Ok(Ok(Outcome::Link(Box::new(link)))),
        Ok(_) => return Ok(Err(Error::new(ErrorCode::Internal))),
        Err(error) => error,
    };
    let may_be_done = matches!(refused.code, ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected);
    if !may_be_done {
        return Ok(Err(refused));
    }
    let customer_id = customer.to_owned();
    Ok(match run.call(connection, get, whose(Object::new()))? {
        Ok(Output::Customer(found)) if found.status == Status::Approved => Ok(Outcome::Approved { customer_id }),
        Ok(Output::Customer(found)) if refused.code == ErrorCode::ContactNotVerified => {
            Ok(Outcome::VerifyContact { customer_id, channels: found.open_contacts() })
        }
        _ => Err(refused),
    })
}

/// A provider's operation of that verb.
pub(super) fn of(provider: &Provider, verb: &str) -> Option<&'static Operation> {
    operation(&[provider.name, ".", verb].concat())
}

/// What a page is told of an outcome, as it is kept.
fn said(outcome: &Outcome) -> Object<'static> {
    match outcome {
        Outcome::Link(link) => {
            let mut said =
                object([("kycUrl", link.kyc_url.as_str().to_owned().into()), ("provider", link.provider.into())]);
            if let Some(expires) = &link.expires {
                said.set("expiresAt", expires.text.clone().into());
                said.set("expiresAtMs", number(expires.ms));
            }
            said
        }
        Outcome::VerifyContact { channels, .. } => object([("next", "verify_contact".into()), ("channels", list(channels))]),
        Outcome::Approved { .. } => object([("next", "approved".into())]),
    }
}

/// A form is sent on; everybody else is told.
fn answer(said: &Object<'static>, is_form: bool) -> Answered {
    let mut said = said.clone();
    said.remove("expiresAtMs");
    match said.text("kycUrl") {
        Some(url) if is_form => Answer::new(303, Content::Empty).header("location", url),
        Some(_) => Answer::json(201, said, "status"),
        None if said.get("channels").is_some() => Answer::json(202, said, "verify_contact"),
        None => Answer::json(200, said, "status"),
    }
}
