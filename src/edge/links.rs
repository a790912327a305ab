//! From an applicant to a link, once: with a key, the same post again goes on where the last one stopped.

use super::answer::{Content, Map, code_of};
use super::body::{self, Kind};
use super::claim::{Claim, Evidence, claim};
use super::contact::verify;
use super::key::{self, Record, SKEW_MS};
use super::limit::RENEWALS;
use super::run::{Customer, Outcome, Run, Way, number, text};
use super::session::{Caller, remember};
use crate::client::endpoint::Endpoint;
use crate::client::error::ErrorCode;
use crate::client::link::is_expired;
use crate::provider::{Provider, endpoint};
use crate::rules::field::url::RedirectUri;
use crate::value::json::Json;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::UntrustedValue;

/// How far a provider's clock may be off without anybody noticing.
const NEAR_MS: i64 = 5_000;
/// So long before its end a link is not handed out again.
const LINK_MARGIN_MS: i64 = 60_000;

/// One onboarding.
struct Job<'a> {
    provider: &'static Provider,
    applicant: &'a UntrustedValue<'a>,
    redirect_uri: &'a str,
    /// Who holds the customer.
    owner: &'a str,
    record: Option<Box<Record<'a>>>,
}

/// What an onboarding came to: the customer, and what a page is told.
type End<'a> = (&'a str, &'a UntrustedValue<'a>);

/// `POST /links`
pub(super) fn create<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind) -> Way<()> {
    // Whoever knows a reference must not get that person's link.
    let body = body::read(run, kind, &["reference", "redirectUri"])?;
    let key = key::read(run, body.key)?;
    let (name, applicant) = validated(run, body.content)?;
    let Some((provider, _)) = run.provider(name) else { return run.fail_with(ErrorCode::InvalidConfig) };
    let redirect_uri = redirect_uri(run, caller)?;
    let mut owner = match caller.reference {
        Some(reference) => reference,
        None => run.get_text("mint", &[])?,
    };
    let (mut record, mut resumed) = (None, false);
    if let Some(key) = key {
        let macs = run.get("macs", &[&name, applicant])?.list().unwrap_or_default();
        let (taken, was_there) = key::take(run, caller.reference, key, owner, macs)?;
        // An onboarding that goes on does so under the reference that it began with.
        owner = taken.owner;
        (record, resumed) = (Some(taken), was_there);
    }
    let mut job = Job { provider, applicant, redirect_uri, owner, record };
    let (id, said) = if resumed { job.resume(run)? } else { job.attempt(run)? };
    let began_at = job.record.as_ref().map_or(run.now, |record| record.began_at);
    remember(run, caller, Customer { provider, id }, began_at, said, kind == Kind::Form)
}

/// The provider of an applicant, and the applicant in that provider's form.
fn validated<'a>(run: &mut Run<'a>, given: &'a UntrustedValue<'a>) -> Way<(&'a str, &'a UntrustedValue<'a>)> {
    let name = match text(run.config, "provider") {
        Some(name) => name,
        None => chosen(run, given)?,
    };
    match run.ask("validate", &[&name, given])? {
        Ok(applicant) => Some((name, applicant)),
        Err(error) => run.fail(error),
    }
}

/// Asks the hook for a provider. It may rely on the shape of what it gets: an applicant of at least one provider.
fn chosen<'a>(run: &mut Run<'a>, given: &'a UntrustedValue<'a>) -> Way<&'a str> {
    let mut refused = None;
    let connections = run.config.field("connections").and_then(UntrustedValue::object);
    for (name, _) in connections.into_iter().flat_map(|connections| connections.iter()) {
        match run.ask("validate", &[&name, given])? {
            Ok(_) => return run.get_text("provider", &[given]),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    match refused {
        Some(error) => run.fail(error),
        None => run.fail_with(ErrorCode::InvalidConfig),
    }
}

/// `POST /links/renew`
pub(super) fn renew<'a>(run: &mut Run<'a>, caller: &Caller<'a>, kind: Kind) -> Way<()> {
    let customer = caller.session(run)?;
    let redirect_uri = redirect_uri(run, caller)?;
    RENEWALS.count(run, customer)?;
    match fresh(run, customer, redirect_uri)? {
        Ok(said) => remember(run, caller, customer, caller.began_at, said, kind == Kind::Form),
        Err(error) => run.fail(error),
    }
}

/// Where the person goes afterwards; empty where nobody says.
fn redirect_uri<'a>(run: &mut Run<'a>, caller: &Caller<'a>) -> Way<&'a str> {
    let uri = caller.redirect_uri.unwrap_or_default();
    if !uri.is_empty() && RedirectUri::parse(uri).is_err() {
        return run.fail_with(ErrorCode::InvalidConfig);
    }
    Some(uri)
}

impl<'a> Job<'a> {
    /// Has the customer created, and its link.
    fn attempt(&mut self, run: &mut Run<'a>) -> Way<End<'a>> {
        match self.ask(run, "onboard", 0, 0)? {
            Ok(outcome) => {
                let id = text(outcome, "customerId").unwrap_or_default();
                self.bind(run, id, outcome, Evidence::Provider)?;
                Some((id, outcome))
            }
            Err(error) => {
                if let Some(id) = text(error, "customerId") {
                    // The customer exists, and only its link does not: the next post goes on with it.
                    self.bind(run, id, &UntrustedValue::Null, Evidence::Provider)?;
                    self.leave(run)?;
                    return run.fail(error);
                }
                // A refusal leaves the key free; of anything else nobody knows what it has made.
                if let Some(record) = &mut self.record {
                    if is_refusal(error) { record.forget(run)? } else { record.end(run)? }
                }
                run.fail(error)
            }
        }
    }

    /// Asks the provider for this applicant, with what only the server says of them.
    fn ask(&self, run: &mut Run<'a>, effect: &'static str, sent_at: i64, ended_at: i64) -> Way<Outcome<'a>> {
        let own = Map("reference redirectUri", &[&self.owner, &self.redirect_uri]);
        run.ask(effect, &[&self.provider.name(), self.applicant, &own, &sent_at, &ended_at])
    }

    /// Goes on where an earlier attempt stopped: answers as it did, makes a link for the customer that it had, or takes the
    /// one that it made, if it made one.
    fn resume(&mut self, run: &mut Run<'a>) -> Way<End<'a>> {
        let Some(record) = &mut self.record else { return run.fail_with(ErrorCode::Internal) };
        let (known, said) = (record.customer, record.said);
        let is_fresh = number(said, "expiresAtMs").is_none_or(|at| !is_expired(at, run.now, LINK_MARGIN_MS));
        if !matches!(said, UntrustedValue::Null) && is_fresh {
            self.tell(run, known, None)?;
            return Some((known, said));
        }
        let (sent_at, ended_at) = (record.sent_at, record.ended_at);
        if !known.is_empty() {
            RENEWALS.count(run, Customer { provider: self.provider, id: known })?;
            record.hold(run)?;
            return self.link(run, known);
        }
        record.hold(run)?;
        // Asked before the provider is: what is early then is not known to be complete.
        let is_early = record.is_early(run, ended_at)?;
        // An attempt that died ended nobody knows when, at the latest with its lock: what is near is near its beginning.
        let is_known = ended_at > 0;
        let last = if is_known { ended_at } else { sent_at.saturating_add(key::lock_ms(run)) };
        let found = self.candidates(run, sent_at.saturating_sub(SKEW_MS), last.saturating_add(SKEW_MS))?;
        let is_near = |customer: &&UntrustedValue| {
            let end = if is_known { ended_at } else { sent_at };
            let window = sent_at.saturating_sub(NEAR_MS)..=end.saturating_add(NEAR_MS);
            created_at(customer).is_some_and(|at| window.contains(&at))
        };
        let near: Vec<_> = found.iter().filter(is_near).collect();
        // One that only clocks that differ could explain may be another onboarding's that is still running: that one will
        // have claimed it by the time that it is old.
        let old = run.now.saturating_sub(key::lock_ms(run)).saturating_sub(SKEW_MS);
        let is_old = |customer: &UntrustedValue| created_at(customer).is_some_and(|at| at <= old);
        match (near.as_slice(), found) {
            ([customer], _) => self.take(run, customer),
            ([], [customer]) if is_old(customer) => self.take(run, customer),
            ([], []) if !is_early => {
                if let Some(record) = &mut self.record {
                    record.begin(run)?;
                }
                self.attempt(run)
            }
            _ => {
                self.leave(run)?;
                run.fail_unknown()
            }
        }
    }

    /// Takes a customer that a lost create seems to have made.
    fn take(&mut self, run: &mut Run<'a>, customer: &'a UntrustedValue<'a>) -> Way<End<'a>> {
        let id = text(customer, "id").unwrap_or_default();
        self.bind(run, id, &UntrustedValue::Null, Evidence::Likeness)?;
        self.link(run, id)
    }

    /// The customers that a create may have made which was sent and given up at these times.
    fn candidates(&mut self, run: &mut Run<'a>, sent_at: i64, ended_at: i64) -> Way<&'a [UntrustedValue<'a>]> {
        match self.ask(run, "candidates", sent_at, ended_at)? {
            Ok(found) => Some(found.list().unwrap_or_default()),
            Err(error) => {
                self.leave(run)?;
                // A list that has no end says nothing about the customer.
                if code_of(error) == ErrorCode::UnexpectedResponse {
                    run.get("report", &[])?;
                    return run.fail_unknown();
                }
                run.fail(error)
            }
        }
    }

    /// A link for a customer that is ours.
    fn link(&mut self, run: &mut Run<'a>, id: &'a str) -> Way<End<'a>> {
        match fresh(run, Customer { provider: self.provider, id }, self.redirect_uri)? {
            Ok(said) => {
                self.bind(run, id, said, Evidence::Likeness)?;
                Some((id, said))
            }
            Err(error) => {
                self.leave(run)?;
                run.fail(error)
            }
        }
    }

    /// Claims the customer and ties the key to it: from here on, this applicant has this customer. With a response for the
    /// page, that is kept, and the key is left.
    fn bind(&mut self, run: &mut Run<'a>, id: &'a str, said: &'a UntrustedValue<'a>, evidence: Evidence) -> Way<()> {
        let is_bound = self.record.as_ref().is_some_and(|record| !record.customer.is_empty());
        let customer = Customer { provider: self.provider, id };
        let mut held = None;
        if !is_bound {
            held = claim(run, customer, self.owner, evidence)?;
            if held.is_none() {
                if let Some(record) = &mut self.record {
                    // The create is not sent again: it has made this customer.
                    if evidence == Evidence::Provider { record.end(run)? } else { record.leave(run)? }
                }
                return run.fail_unknown();
            }
        }
        if let Some(record) = &mut self.record {
            (record.customer, record.said) = (id, said);
            record.is_told |= held.as_ref().is_some_and(|claim| claim.is_told);
            // Written before the hook is asked, which may hang: the next post goes on from here.
            if matches!(said, UntrustedValue::Null) { record.save(run)? } else { record.leave(run)? }
        }
        if held.as_ref().is_none_or(|claim| !claim.is_told) {
            self.tell(run, id, held.as_ref())?;
        }
        Some(())
    }

    /// Tells the hook of the customer, once unless the process dies in between.
    fn tell(&mut self, run: &mut Run<'a>, id: &'a str, held: Option<&Claim<'a>>) -> Way<()> {
        if !run.has("onCreated") || self.record.as_ref().is_some_and(|record| record.is_told) {
            return Some(());
        }
        let told = Map("provider customerId reference", &[&self.provider.name(), &id, &self.owner]);
        // A hook that fails does not undo what is done.
        let _ = run.ask("onCreated", &[&told])?;
        if let Some(claim) = held {
            claim.tell(run, Customer { provider: self.provider, id }, self.owner)?;
        }
        match &mut self.record {
            Some(record) => {
                record.is_told = true;
                record.save(run)
            }
            None => Some(()),
        }
    }

    /// Leaves the key as it is to whoever comes next.
    fn leave(&mut self, run: &mut Run<'a>) -> Way<()> {
        match &mut self.record {
            Some(record) => record.leave(run),
            None => Some(()),
        }
    }
}

/// When the provider created a customer.
fn created_at(customer: &UntrustedValue) -> Option<i64> {
    text(customer, "createdAt").and_then(timestamp_ms)
}

/// Whether it was the create that the provider has refused, so that nothing was made.
fn is_refusal(error: &UntrustedValue) -> bool {
    use ErrorCode::*;
    let failed = text(error, "operation").and_then(endpoint);
    let code = code_of(error);
    let says_no = matches!(code, Unauthorized | Forbidden | NotFound | NotSupported | Conflict | RateLimited);
    failed.is_none_or(Endpoint::creates_customer)
        && (says_no || matches!(code, InvalidRequest | InvalidConfig | ContactNotVerified | ProviderRejected))
}

/// Another link for a customer, or what stands in its way.
fn fresh<'a>(run: &mut Run<'a>, customer: Customer, redirect_uri: &str) -> Way<Outcome<'a>> {
    let refused = match run.call(customer, "createKycLink", &Map("redirectUri", &[&redirect_uri]))? {
        Ok(link) => return Some(Ok(link)),
        Err(error) => error,
    };
    let code = code_of(refused);
    if !matches!(code, ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Some(Err(refused));
    }
    Some(match run.call(customer, "getCustomer", &Map("", &[]))? {
        Ok(found) if text(found, "status") == Some("approved") || code == ErrorCode::ContactNotVerified => Ok(found),
        _ => Err(refused),
    })
}

/// Tells a page of a link, or of what stands in its way. A form is sent on.
pub(super) fn tell(run: &mut Run, said: &UntrustedValue, is_form: bool) -> Way<()> {
    match said.field("link").filter(|link| link.object().is_some()) {
        Some(link) if is_form => {
            run.answer::<()>(303, Content::Empty, "");
            run.header("location", text(link, "kycUrl").unwrap_or_default());
            None
        }
        Some(link) => run.answer(201, Content::Json(link.to_json()), ""),
        None if text(said, "status") == Some("approved") => {
            run.answer(200, Map("next", &[&"approved"]).content(), "status")
        }
        None => verify(run, 202, said),
    }
}
