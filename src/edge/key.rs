//! Idempotency keys: what is stored about an onboarding, so that a repeated request resumes it.
//!
//! The record of a key is written before the create is sent, and again at each point from which a later request can
//! resume: when the provider has accepted the create, and when there is a response for the page. A refusal removes the
//! record. A key is valid for a day from its first use; later requests do not extend this.
//!
//! A running attempt owns the record. The clocks of two servers differ, so only the store measures how long an attempt
//! may run: the attempt holds a lock, which is a separate record that the store drops when it expires. A request that
//! resumes an unfinished attempt first takes that attempt's lock. If it gets the lock, the earlier attempt is dead;
//! should that attempt continue, it would fail to get its lock before it sends anything.

use super::guessable::is_guessable;
use super::json_fields::JsonFields;
use super::page_response::NextStep;
use super::record::{IfUnreadable, StoredRecord};
use super::response::{Refusal, UNKNOWN_OUTCOME_MS};
use super::run::{Flow, HandlerRun};
use crate::value::json::Json;
use crate::value::time::DAY_MS;

/// How long a request should wait before it tries again, if another one is running that excludes it.
pub(super) const RETRY_MS: i64 = 2_000;
/// How much longer than its deadline an attempt's lock lasts: time for the work that the deadline does not cover.
const DEADLINE_MARGIN_MS: i64 = 10_000;
/// How far the clocks of two servers may differ.
pub(super) const CLOCK_SKEW_MS: i64 = 60_000;

/// Parses the key of a request: its header, or the field of its form.
pub(super) fn parse<'a>(run: &mut HandlerRun<'a>, form_key: Option<&'a str>) -> Flow<Option<&'a str>> {
    let key = run.header("idempotency-key").or(form_key);
    if key.is_some_and(|key| !(22..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic())) {
        return run.refuse(Refusal::MALFORMED_KEY);
    }
    if key.is_some_and(is_guessable) {
        run.advice = Some("idempotencyKey");
    }
    Ok(key)
}

/// This attempt's copy of a key's record. An unknown time is 0.
pub(super) struct KeyRecord<'a> {
    scope: &'a str,
    key: &'a str,
    /// The sealed form of the stored record; `None` where none is stored.
    sealed: Option<&'a str>,
    /// The MAC of the applicant.
    applicant: &'a str,
    /// The onboarding that owns what is created under this key.
    pub(super) owner: &'a str,
    /// The time of the key's first use.
    pub(super) began_at: i64,
    /// The id of the attempt, which names its lock.
    attempt: &'a str,
    is_running: bool,
    /// The idempotency key of the create, for a provider that requires one: the same whenever the create is sent.
    pub(super) create_key: &'a str,
    /// Where the create says that the person goes afterwards: it must say the same under the same key.
    pub(super) redirect_uri: Option<&'a str>,
    /// When the create with an unknown outcome was sent, and when its attempt ended.
    pub(super) sent_at: i64,
    pub(super) ended_at: i64,
    /// The customer; empty where there is none yet.
    pub(super) customer: &'a str,
    /// Whether the `onCreated` hook was called for the customer.
    pub(super) is_notified: bool,
    /// The outcome from which the page got its response; `None` where it got none yet.
    pub(super) outcome: Option<NextStep<'a>>,
    /// Whether an earlier attempt wrote the record, so that this one resumes it.
    pub(super) is_resumed: bool,
}

/// Acquires the record of a key, unless another attempt is running. `macs` are the MACs of the applicant under every
/// secret, newest first.
pub(super) fn acquire<'a>(
    run: &mut HandlerRun<'a>,
    scope: Option<&'a str>,
    key: &'a str,
    (owner, redirect_uri): (&'a str, Option<&'a str>),
    macs: &'a [String],
) -> Flow<Box<KeyRecord<'a>>> {
    let attempt = run.random_id()?;
    let mut record = Box::new(KeyRecord {
        scope: scope.unwrap_or_default(),
        key,
        sealed: None,
        applicant: macs.first().map(String::as_str).unwrap_or_default(),
        owner,
        began_at: run.now,
        attempt,
        is_running: true,
        // Random, and nobody but the provider learns it.
        create_key: attempt,
        redirect_uri,
        sent_at: run.now,
        ended_at: 0,
        customer: "",
        is_notified: false,
        outcome: None,
        is_resumed: false,
    });
    if record.write(run)? {
        record.lock(run)?;
        return Ok(record);
    }
    let stored = run.load(&record.name(run), IfUnreadable::Fail)?;
    // The record has disappeared since the write failed, so its attempt has just been refused.
    if !stored.exists() {
        return run.refuse_for(Refusal::STILL_RUNNING, RETRY_MS);
    }
    record.resume(run, &stored, macs)?;
    Ok(record)
}

impl<'a> KeyRecord<'a> {
    /// Takes over a stored record, if it belongs to the same applicant and no other attempt is running.
    fn resume(&mut self, run: &mut HandlerRun<'a>, stored: &StoredRecord<'a>, macs: &'a [String]) -> Flow<()> {
        self.began_at = stored.integer("beganAt").unwrap_or_default();
        // The store should have dropped it.
        if run.now >= self.ends_at() {
            return run.refuse(Refusal::KEY_REUSED);
        }
        let applicant = stored.text("applicant").filter(|mac| macs.iter().any(|own| own == mac));
        if stored.field("isRunning").is_true() {
            let other = self.part_name(run, "attempt", stored.text("attempt").unwrap_or_default());
            // Only the same applicant resumes the attempt, so a request with other data leaves the lock alone.
            if applicant.is_some() { lock(run, &other)? } else { refuse_if_locked(run, &other)? }
        }
        let Some(applicant) = applicant else { return run.refuse(Refusal::KEY_REUSED) };
        self.sealed = stored.sealed();
        self.applicant = applicant;
        self.owner = stored.text("owner").unwrap_or_default();
        self.sent_at = stored.integer("sentAt").unwrap_or_default();
        self.ended_at = stored.integer("endedAt").unwrap_or_default();
        self.customer = stored.text("customer").unwrap_or_default();
        self.create_key = stored.text("createKey").unwrap_or(self.create_key);
        self.redirect_uri = stored.text("redirectUri");
        self.is_notified = stored.field("isNotified").is_true();
        self.outcome = NextStep::read(stored.field("outcome"));
        self.is_resumed = true;
        Ok(())
    }

    /// Makes this attempt the running one, before it sends anything to the provider. An attempt must end before its key
    /// expires, on every clock; otherwise the next request with that key would not know about it.
    pub(super) fn start_attempt(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        if run.now.saturating_add(lock_ms(run)).saturating_add(CLOCK_SKEW_MS) > self.ends_at() {
            return run.refuse(Refusal::KEY_REUSED);
        }
        self.is_running = true;
        self.save(run)?;
        self.lock(run)
    }

    /// Records that a create is about to be sent.
    pub(super) fn mark_create_sent(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        (self.sent_at, self.ended_at) = (run.now, 0);
        self.save(run)
    }

    /// Ends the attempt: the next request may resume it.
    pub(super) fn release(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        self.is_running = false;
        self.save(run)
    }

    /// Ends the attempt with an unknown outcome. The provider has a while to finish what it may have begun.
    pub(super) fn release_unknown(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        self.ended_at = run.now;
        let ended_at = self.ended_at.to_json();
        run.swap(&self.part_name(run, "rest", &ended_at), None, &true, UNKNOWN_OUTCOME_MS)?;
        self.release(run)
    }

    /// Whether the latest attempt ended so recently that the provider may still create its customer.
    pub(super) fn may_still_create(&self, run: &mut HandlerRun<'a>) -> Flow<bool> {
        let ended_at = self.ended_at.to_json();
        let stored = run.load(&self.part_name(run, "rest", &ended_at), IfUnreadable::TreatAsAbsent)?;
        Ok(stored.exists())
    }

    /// Removes the record, because nothing was created.
    pub(super) fn remove(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        run.remove(&self.name(run), self.sealed)?;
        Ok(())
    }

    /// Writes the record, which must still be this attempt's.
    pub(super) fn save(&mut self, run: &mut HandlerRun<'a>) -> Flow<()> {
        if self.write(run)? { Ok(()) } else { run.refuse_for(Refusal::STILL_RUNNING, RETRY_MS) }
    }

    /// Writes the record, and returns whether it was still this attempt's.
    fn write(&mut self, run: &mut HandlerRun<'a>) -> Flow<bool> {
        let fields = JsonFields(&[
            ("applicant", &self.applicant),
            ("owner", &self.owner),
            ("beganAt", &self.began_at),
            ("attempt", &self.attempt),
            ("isRunning", &self.is_running),
            ("sentAt", &self.sent_at),
            ("endedAt", &self.ended_at),
            ("customer", &self.customer),
            ("isNotified", &self.is_notified),
            ("outcome", &self.outcome),
            ("createKey", &self.create_key),
            ("redirectUri", &self.redirect_uri),
        ]);
        let left_ms = self.ends_at().saturating_sub(run.now).max(1);
        let sealed = run.swap(&self.name(run), self.sealed, &fields, left_ms)?;
        self.sealed = sealed.or(self.sealed);
        Ok(sealed.is_some())
    }

    fn lock(&self, run: &mut HandlerRun<'a>) -> Flow<()> {
        lock(run, &self.part_name(run, "attempt", self.attempt))
    }

    fn ends_at(&self) -> i64 {
        self.began_at.saturating_add(DAY_MS)
    }

    fn name(&self, run: &HandlerRun<'a>) -> [&'a str; 4] {
        ["key", run.handler_id(), self.scope, self.key]
    }

    /// Returns the name of a record that belongs to this one.
    fn part_name<'b>(&'b self, run: &HandlerRun<'a>, kind: &'b str, id: &'b str) -> [&'b str; 5]
    where
        'a: 'b,
    {
        [kind, run.handler_id(), self.scope, self.key, id]
    }
}

/// Takes the lock of an attempt. If it is already held, that attempt is running.
fn lock(run: &mut HandlerRun, name: &[&str]) -> Flow<()> {
    match run.swap(name, None, &true, lock_ms(run))? {
        Some(_) => Ok(()),
        None => run.refuse_for(Refusal::STILL_RUNNING, RETRY_MS),
    }
}

/// Refuses the request while the lock of an attempt is held.
fn refuse_if_locked(run: &mut HandlerRun, name: &[&str]) -> Flow<()> {
    let lock = run.load(name, IfUnreadable::TreatAsAbsent)?;
    if lock.exists() { run.refuse_for(Refusal::STILL_RUNNING, RETRY_MS) } else { Ok(()) }
}

/// Returns how long an attempt may run, which is how long its lock lasts.
pub(super) fn lock_ms(run: &HandlerRun) -> i64 {
    run.timeout().saturating_add(DEADLINE_MARGIN_MS)
}
