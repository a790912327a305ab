//! From an applicant to a link, once: with a key, the same post again goes on where the last one stopped.

use super::answer::{Content, Map, PATIENCE_MS};
use super::body::{self, Kind};
use super::claim::{Claim, claim};
use super::key::{self, Record};
use super::run::{Party, Run, Way, text};
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
use crate::onboard::{self, Outcome};
use crate::operation::{Operation, Output, Repeat, parse_response, validate};
use crate::reconcile;
use crate::run::Step;

/// So long before its end a link is not handed out again.
const SKEW_MS: i64 = 60_000;

/// One onboarding.
struct Job<'a> {
    party: Box<Party>,
    applicant: Draft<'a>,
    /// Who holds the customer.
    owner: &'a str,
    record: Option<Box<Record<'a>>>,
    /// It goes on where another stopped, which may have told of the customer, and may not.
    resumed: bool,
    /// What a page is told, once that is known.
    said: Object<'static>,
}

/// `POST /links`
pub(super) fn create<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind) -> Way<()> {
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
    let name = match text(run.config, "provider") {
        Some(name) => name,
        None => run.get_text("provider", &[&given])?,
    };
    let party = run.party(name)?;
    let mut applicant = checked(run, &party, given, kind)?;
    let mac = [name, "\n", &applicant.to_json()].concat();
    let mut owner = match caller.reference {
        Some(reference) => reference,
        None => run.get_text("mint", &[])?,
    };
    let (mut record, mut resumed) = (None, false);
    if let Some(key) = key {
        let macs = run.get("macs", &[&mac])?.list().unwrap_or_default();
        let (taken, was_there) = key::take(run, caller.reference, key, owner, macs)?;
        // An onboarding that goes on does so under the reference that it began with.
        owner = taken.owner;
        (record, resumed) = (Some(taken), was_there);
    }
    applicant.set("reference", owner.into());
    if let Some(uri) = caller.redirect_uri {
        if RedirectUri::parse(uri).is_err() {
            return run.fail(Error::config("redirectUri is an https URL (http on loopback only) without credentials."));
        }
        applicant.set("redirectUri", uri.into());
    }
    let mut job = Job { party, applicant: applicant.into(), owner, record, resumed, said: Object::new() };
    let customer = if resumed { job.resume(run)? } else { job.attempt(run)? };
    remember(run, caller, name, &customer, job.said, kind == Kind::Form)
}

/// `POST /links/renew`
pub(super) fn renew<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind) -> Way<()> {
    let (name, customer) = caller.session(run)?;
    let party = run.party(name)?;
    let mut applicant = Object::new();
    if let Some(uri) = caller.redirect_uri {
        applicant.set("redirectUri", uri.into());
    }
    match fresh(run, &party, &applicant, customer)? {
        Ok(outcome) => remember(run, caller, name, customer, said(&outcome), kind == Kind::Form),
        Err(error) => run.fail(error),
    }
}

/// The applicant as the provider takes it, or everything that is wrong with it.
fn checked<'a>(run: &mut Run<'a>, to: &Party, mut given: Draft<'a>, kind: Kind) -> Way<Object<'a>> {
    let options = Options { policy: to.connection.policy, normalize: true, now: run.now };
    let composite = to.provider.operations.iter().copied().find(|operation| operation.exchange.is_none());
    let Some(composite) = composite else { return run.fail_with(ErrorCode::Internal) };
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
        Ok(valid) => Some(valid.object().clone()),
        Err(issues) => run.fail(composite.attribute(Error::invalid(issues))),
    }
}

impl<'a> Job<'a> {
    /// Has the customer created, and its link.
    fn attempt(&mut self, run: &mut Run<'a>) -> Way<String> {
        let began = run.now;
        let mut answers: Vec<HttpResponse<'a>> = vec![];
        let mut made = None;
        loop {
            let step = onboard::step(self.party.provider, &self.applicant, &self.party.connection, &answers, began);
            if let (Some(customer), Ok(Step::Send { .. }) | Err(_)) = (made.take(), &step) {
                self.bind(run, customer)?;
            }
            let failed = match step {
                Ok(Step::Done(outcome)) => return self.finish(run, outcome),
                Ok(Step::Send { operation, request }) => match run.send(operation, request)? {
                    Ok(answer) => {
                        made = self.accepted(operation, &answer, began);
                        answers.push(answer);
                        continue;
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            // A refusal leaves the key free; of anything else nobody knows what it has made.
            if let Some(record) = &mut self.record {
                match record.customer {
                    Some(_) => record.leave(run)?,
                    None if is_refusal(failed.code) => record.forget(run)?,
                    None => record.end(run)?,
                }
            }
            return run.fail(failed);
        }
    }

    /// Goes on where an earlier attempt stopped: answers as it did, makes a link for the customer that it had, or takes the
    /// one that it made, if it made one.
    fn resume(&mut self, run: &mut Run<'a>) -> Way<String> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let customer = record.customer.clone();
        if let Some(customer) = customer.clone().filter(|_| !record.said.is_empty()) {
            if record.expires_at().is_none_or(|at| !is_expired(at, run.now, SKEW_MS)) {
                self.said = record.said.clone();
                return Some(customer);
            }
        }
        let window = record.window();
        record.save(run)?;
        if let Some(customer) = customer {
            return self.link(run, customer);
        }
        let began = run.now;
        let mut answers: Vec<HttpResponse<'a>> = vec![];
        let Party { provider, connection } = &*self.party;
        let mut found = loop {
            let failed = match reconcile::found(provider, &self.applicant, connection, window, &answers, began) {
                Ok(Step::Done(found)) => break found,
                Ok(Step::Send { operation, request }) => match run.send(operation, request)? {
                    Ok(answer) => {
                        answers.push(answer);
                        continue;
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            return self.leave(run, failed);
        };
        match found.pop() {
            Some(customer) if found.is_empty() => {
                self.bind(run, customer.id.clone())?;
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

    /// A link for a customer that is ours.
    fn link(&mut self, run: &mut Run<'a>, customer: String) -> Way<String> {
        let applicant = self.applicant.object().cloned().unwrap_or_default();
        match fresh(run, &self.party, &applicant, &customer)? {
            Ok(outcome) => self.finish(run, outcome),
            Err(error) => self.leave(run, error),
        }
    }

    /// The end that was hoped for.
    fn finish(&mut self, run: &mut Run<'a>, outcome: Outcome) -> Way<String> {
        self.said = said(&outcome);
        let customer = match outcome {
            Outcome::Link(link) => link.customer_id,
            Outcome::VerifyContact { customer_id, .. } | Outcome::Approved { customer_id } => customer_id,
        };
        self.bind(run, customer.clone())?;
        Some(customer)
    }

    /// Claims the customer and ties the key to it: from here on, this applicant has this customer. With an answer, that is
    /// kept, and the key is left.
    fn bind(&mut self, run: &mut Run<'a>, customer: String) -> Way<()> {
        let is_bound = self.record.as_ref().is_some_and(|record| record.customer.is_some());
        let name = self.party.provider.name;
        let claim = if is_bound { Claim::Old } else { claim(run, name, &customer, self.owner)? };
        if claim == Claim::Lost {
            return self.leave(run, Error::new(ErrorCode::OutcomeUnknown));
        }
        if let Some(record) = &mut self.record {
            record.customer = Some(customer.clone());
            record.said = self.said.clone();
            if self.said.is_empty() { record.save(run)? } else { record.leave(run)? }
        }
        if run.has("onCreated") && !is_bound && (claim == Claim::New || self.resumed) {
            let told: &[(_, &dyn Json)] = &[("provider", &name), ("customerId", &customer), ("reference", &self.owner)];
            // A hook that fails does not undo what is done.
            let _ = run.ask("onCreated", &[&Map(told)])?;
        }
        Some(())
    }

    /// The end of an attempt that learned nothing about an earlier one.
    fn leave<T>(&mut self, run: &mut Run<'a>, error: Error) -> Way<T> {
        if let Some(record) = &mut self.record {
            record.leave(run)?;
        }
        run.fail(error)
    }

    /// The customer that an answer to a create tells of.
    fn accepted(&self, operation: &'static Operation, answer: &HttpResponse, now: i64) -> Option<String> {
        operation.exchange.as_ref().filter(|exchange| exchange.repeat == Repeat::Creates)?;
        match parse_response(operation, answer, None, &self.party.connection.reading(now)).ok()? {
            Output::Customer(customer) => Some(customer.id),
            Output::KycLink(link) => Some(link.customer_id),
            _ => None,
        }
    }
}

/// Whether the provider has said no, so that nothing was made.
fn is_refusal(code: ErrorCode) -> bool {
    use ErrorCode::*;
    let says_no = matches!(code, Unauthorized | Forbidden | NotFound | NotSupported | Conflict | RateLimited);
    says_no || matches!(code, InvalidRequest | InvalidConfig | ContactNotVerified | ProviderRejected)
}

/// Another link for a customer, or what stands in its way.
fn fresh<'a>(run: &mut Run<'a>, to: &Party, applicant: &Object<'a>, customer: &str) -> Way<Result<Outcome, Error>> {
    let verb = "createKycLink";
    let input = to.operation(verb).and_then(|link| (to.provider.to_input)(applicant, link));
    let refused = match run.call(to, verb, customer, input.unwrap_or_default())? {
        Ok(Output::KycLink(link)) => return Some(Ok(Outcome::Link(Box::new(link)))),
        Ok(_) => Error::new(ErrorCode::Internal),
        Err(error) => error,
    };
    if !matches!(refused.code, ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Some(Err(refused));
    }
    let customer_id = customer.to_owned();
    Some(match run.customer(to, "getCustomer", customer, Object::new())? {
        Ok(found) if found.status == Status::Approved => Ok(Outcome::Approved { customer_id }),
        Ok(found) if refused.code == ErrorCode::ContactNotVerified => {
            Ok(Outcome::VerifyContact { customer_id, channels: found.open_contacts() })
        }
        _ => Err(refused),
    })
}

/// What a page is told of an outcome, as it is kept.
fn said(outcome: &Outcome) -> Object<'static> {
    let mut said = Object::new();
    match outcome {
        Outcome::Link(link) => {
            said.set("kycUrl", link.kyc_url.as_str().to_owned().into());
            said.set("provider", link.provider.into());
            if let Some(expires) = &link.expires {
                said.set("expiresAt", expires.text.clone().into());
                said.set("expiresAtMs", Draft::Number(expires.ms.to_json().into()));
            }
        }
        Outcome::VerifyContact { channels, .. } => {
            said.set("next", "verify_contact".into());
            said.set("channels", Draft::List(channels.iter().map(|channel| Draft::from(*channel)).collect()));
        }
        Outcome::Approved { .. } => said.set("next", "approved".into()),
    }
    said
}

/// A form is sent on; everybody else is told.
pub(super) fn tell(run: &mut Run, mut said: Object<'static>, is_form: bool) {
    said.remove("expiresAtMs");
    if let (true, Some(url)) = (is_form, said.text("kycUrl")) {
        run.answer::<()>(303, Content::Empty, "");
        run.header("location", url);
        return;
    }
    let (status, view) = match said.text("next") {
        None => (201, ""),
        Some("approved") => (200, "status"),
        Some(_) => (202, "verify_contact"),
    };
    run.answer::<()>(status, Content::Json(said.to_json()), view);
}
