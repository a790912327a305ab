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

use crate::client::customer::CustomerType;
use crate::client::error::ErrorCode;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::onboarding::guessable::is_guessable;
use crate::edge::onboarding::latest_key::{Latest, left_ms};
use crate::edge::record::holder;
use crate::edge::record::lifetime::CLOCK_SKEW_MS;
use crate::edge::record::{ATTEMPT, COOLDOWN, KEY, KeyContent, LATEST_KEY, LatestKey, Loaded, lifetime};
use crate::edge::response::Refusal;
use crate::provider::Provider;
use crate::value::json::Json;

/// How long a request should wait before it tries again, if another one is running that excludes it.
pub(crate) const RETRY_MS: i64 = 2_000;

/// Parses the key of a request: its header, or the field of its form.
pub(crate) fn parse<'a>(run: &mut HandlerRun<'a>, form_key: Option<&'a str>) -> OrSuspended<Option<&'a str>> {
    let key = run.header("idempotency-key").or(form_key);
    if key.is_some_and(|key| !(22..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic())) {
        return run.refuse(Refusal::MALFORMED_KEY);
    }
    if key.is_some_and(is_guessable) {
        run.advice = Some("idempotencyKey");
    }
    Ok(key)
}

/// This attempt's copy of a key's record.
pub(crate) struct KeyRecord<'a> {
    scope: &'a str,
    key: &'a str,
    /// The sealed form of the stored record; `None` where none is stored.
    sealed: Option<&'a str>,
    pub(crate) content: KeyContent<'a>,
    /// Whether an earlier attempt wrote the record, so that this one resumes it.
    pub(crate) is_resumed: bool,
    /// Whether an unfinished onboarding with other data may have created the person's customer.
    pub(crate) may_have_customer: bool,
    /// The record by which any key of this person leads here, where there is one.
    latest: Option<Latest<'a>>,
    /// The record of the request's key, if that is another one and has led here.
    page: Option<Box<Self>>,
}

/// Acquires the record of a key, or of the latest key of the person or business with this reference, unless another
/// attempt is running: the creates of a reference run one after the other, under whatever key and with whatever data.
/// `macs` are the MACs of the applicant under every secret, newest first.
pub(crate) fn acquire<'a>(
    run: &mut HandlerRun<'a>,
    (provider, reference, customer_type): (&'static Provider, Option<&'a str>, CustomerType),
    key: &'a str,
    onboarding: (&'a str, Option<&'a str>),
    macs: &'a [String],
) -> OrSuspended<Box<KeyRecord<'a>>> {
    let Some(person) = reference else { return begin_or_resume(run, reference, key, onboarding, macs) };
    let name = holder::record_name(run, provider, person, customer_type);
    let Loaded { mut sealed, content: mut earlier } = run.load::<LatestKey>(&LATEST_KEY, &name)?;
    let mut record = begin_or_resume(run, reference, key, onboarding, macs)?;
    if !record.content.customer.is_empty() {
        return Ok(record);
    }
    match earlier.take_if(|latest| macs.iter().any(|mac| mac == latest.applicant)) {
        Some(latest) if latest.key == key => {}
        Some(latest) => {
            record.release(run)?;
            let mut page = record;
            record = begin_or_resume(run, reference, latest.key, onboarding, macs)?;
            // From now on, both keys stand for the same create, and end with it.
            (page.content.create_key, page.content.redirect_uri, page.content.began_at) =
                (record.content.create_key, record.content.redirect_uri, record.content.began_at);
            page.save(run)?;
            record.page = Some(page);
        }
        None => {
            if let Some(other) = earlier.as_ref().filter(|other| other.key != key) {
                record.follow(run, provider, other.key)?;
            }
            let applicant = macs.first().map(String::as_str).unwrap_or_default();
            let latest = LatestKey { key, applicant, began_at: record.content.began_at };
            sealed = run.swap(&LATEST_KEY, &name, sealed, &latest, left_ms(run, &latest))?;
            if sealed.is_none() {
                // The same person has begun with another key at this moment.
                record.end_unsent(run)?;
                return run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS);
            }
        }
    }
    record.latest = sealed.map(|sealed| Latest { name, sealed, earlier });
    Ok(record)
}

/// Acquires the record of a key, unless another attempt is running.
fn begin_or_resume<'a>(
    run: &mut HandlerRun<'a>,
    scope: Option<&'a str>,
    key: &'a str,
    (owner, redirect_uri): (&'a str, Option<&'a str>),
    macs: &'a [String],
) -> OrSuspended<Box<KeyRecord<'a>>> {
    let attempt_id = run.random_id()?;
    let content = KeyContent {
        applicant: macs.first().map(String::as_str).unwrap_or_default(),
        owner,
        began_at: run.now(),
        attempt_id,
        is_running: true,
        sent_at: run.now(),
        ended_at: 0,
        customer: "",
        is_notified: false,
        outcome: None,
        // Random, and only the provider learns it.
        create_key: attempt_id,
        redirect_uri,
    };
    let scope = scope.unwrap_or_default();
    let mut record = Box::new(KeyRecord {
        scope,
        key,
        sealed: None,
        content,
        is_resumed: false,
        may_have_customer: false,
        latest: None,
        page: None,
    });
    if record.write(run)? {
        record.lock(run)?;
        return Ok(record);
    }
    let stored = run.load(&KEY, &record.name())?;
    // The record has disappeared since the write failed, so its attempt has just been refused.
    if stored.sealed.is_none() {
        return run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS);
    }
    record.resume(run, stored, macs)?;
    Ok(record)
}

impl<'a> KeyRecord<'a> {
    /// Takes over a stored record, if it belongs to the same applicant and no other attempt is running.
    fn resume(
        &mut self,
        run: &mut HandlerRun<'a>,
        stored: Loaded<'a, KeyContent<'a>>,
        macs: &'a [String],
    ) -> OrSuspended<()> {
        let Some(stored_content) = stored.content else { return run.refuse(Refusal::KEY_REUSED) };
        let new_content = std::mem::replace(&mut self.content, stored_content);
        // The store should have dropped it.
        if run.now() >= self.ends_at(run) {
            return run.refuse(Refusal::KEY_REUSED);
        }
        let is_same_applicant = macs.iter().any(|mac| mac == self.content.applicant);
        if self.content.is_running {
            let name = self.part_name(self.content.attempt_id);
            // Only the same applicant resumes the attempt, so a request with other data leaves the lock alone.
            if is_same_applicant {
                lock(run, &name)?
            } else if run.has_record(&ATTEMPT, &name)? {
                return run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS);
            }
        }
        if !is_same_applicant {
            return run.refuse(Refusal::KEY_REUSED);
        }
        self.sealed = stored.sealed;
        (self.content.attempt_id, self.content.is_running) = (new_content.attempt_id, new_content.is_running);
        self.is_resumed = true;
        Ok(())
    }

    /// Stores this attempt, which [`Self::resume`] has made the running one, before it sends anything to the provider. It
    /// must end before its key expires, on every clock; otherwise the next request with that key would not know about it.
    pub(crate) fn start_attempt(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        if run.now().saturating_add(lifetime::LOCK.ms(run)).saturating_add(CLOCK_SKEW_MS) > self.ends_at(run) {
            return run.refuse(Refusal::KEY_REUSED);
        }
        self.save(run)?;
        self.lock(run)
    }

    /// Records that a create is about to be sent.
    pub(crate) fn mark_create_sent(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        (self.content.sent_at, self.content.ended_at) = (run.now(), 0);
        self.save(run)
    }

    /// Ends the attempt: the next request may resume it.
    pub(crate) fn release(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        self.content.is_running = false;
        self.save(run)
    }

    /// Ends the attempt with an unknown outcome. The provider has a while to finish what it may have begun.
    pub(crate) fn release_unknown(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        self.content.ended_at = run.now();
        let ended_at = self.content.ended_at.to_json();
        run.lock(&COOLDOWN, &self.part_name(&ended_at), lifetime::COOLDOWN.ms(run))?;
        self.release(run)
    }

    /// Whether the latest attempt ended so recently that the provider may still create its customer.
    pub(crate) fn may_still_create(&self, run: &mut HandlerRun<'a>) -> OrSuspended<bool> {
        let ended_at = self.content.ended_at.to_json();
        run.has_record(&COOLDOWN, &self.part_name(&ended_at))
    }

    /// Begins after an unfinished onboarding of the same person with other data: not while it is running, and with a
    /// search for what it may have created. Where a create is repeated instead, nothing can be searched for: only the same
    /// data lead on, unless the reference leads to the same customer.
    fn follow(&mut self, run: &mut HandlerRun<'a>, provider: &Provider, other_key: &str) -> OrSuspended<()> {
        let Loaded { content, .. } = run.load::<KeyContent<'a>>(&KEY, &[self.scope, other_key])?;
        let Some(KeyContent { is_running, attempt_id, began_at, sent_at, ended_at, customer, .. }) = content else {
            return Ok(());
        };
        let name = |id| [self.scope, other_key, id];
        if is_running && run.has_record(&ATTEMPT, &name(attempt_id))? {
            self.end_unsent(run)?;
            return run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS);
        }
        if provider.service.requires_keys() {
            // Its only create may have been refused, with a response that says nothing about the key.
            let may_exist = is_running || ended_at > 0 || sent_at > began_at;
            if may_exist && customer.is_empty() && !provider.service.has_one_per_reference() {
                self.end_unsent(run)?;
                return run.fail_with(ErrorCode::OutcomeUnknown);
            }
        } else if !self.is_resumed {
            if run.has_record(&COOLDOWN, &name(&ended_at.to_json()))? {
                self.end_unsent(run)?;
                return run.fail_with(ErrorCode::OutcomeUnknown);
            }
            (self.content.sent_at, self.content.ended_at, self.may_have_customer) = (sent_at, ended_at, true);
        }
        Ok(())
    }

    /// Ends an attempt that has sent nothing: an earlier one may have.
    pub(crate) fn end_unsent(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        if self.is_resumed { self.release(run) } else { self.remove(run) }
    }

    /// Removes the record, because nothing was created.
    pub(crate) fn remove(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        run.remove(&KEY, &self.name(), self.sealed)?;
        if let Some(page) = self.page.take() {
            run.remove(&KEY, &page.name(), page.sealed)?;
        }
        self.latest.take().map_or(Ok(()), |latest| latest.take_back(run))
    }

    /// Ends the onboarding: the key of the request leads to its response, too, and no other key does from now on.
    pub(crate) fn finish(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        if let Some(mut page) = self.page.take() {
            let KeyContent { customer, outcome, is_notified, .. } = &self.content;
            (page.content.customer, page.content.outcome, page.content.is_notified) =
                (customer, outcome.clone(), *is_notified);
            // Another request may have written it, which then gets the same response.
            page.write(run)?;
        }
        self.latest.take().map_or(Ok(()), |latest| latest.remove(run))
    }

    /// Writes the record, which must still be this attempt's.
    pub(crate) fn save(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        if self.write(run)? { Ok(()) } else { run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS) }
    }

    /// Writes the record, and returns whether it was still this attempt's.
    fn write(&mut self, run: &mut HandlerRun<'a>) -> OrSuspended<bool> {
        let left_ms = lifetime::KEY.left_ms(run, self.content.began_at);
        let sealed = run.swap(&KEY, &self.name(), self.sealed, &self.content, left_ms)?;
        self.sealed = sealed.or(self.sealed);
        Ok(sealed.is_some())
    }

    fn lock(&self, run: &mut HandlerRun<'a>) -> OrSuspended<()> {
        lock(run, &self.part_name(self.content.attempt_id))
    }

    fn ends_at(&self, run: &HandlerRun) -> i64 {
        lifetime::KEY.end(run, self.content.began_at)
    }

    fn name(&self) -> [&'a str; 2] {
        [self.scope, self.key]
    }

    /// Returns the name of a record that belongs to this one.
    fn part_name<'b>(&self, id: &'b str) -> [&'b str; 3]
    where
        'a: 'b,
    {
        [self.scope, self.key, id]
    }
}

/// Takes the lock of an attempt. If it is already held, that attempt is running.
fn lock(run: &mut HandlerRun, name: &[&str]) -> OrSuspended<()> {
    match run.lock(&ATTEMPT, name, lifetime::LOCK.ms(run))? {
        Some(_) => Ok(()),
        None => run.refuse_with_retry_after(Refusal::STILL_RUNNING, RETRY_MS),
    }
}
