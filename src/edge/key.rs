//! An idempotency key: what is remembered of an onboarding, so that the same post again goes on with it.
//!
//! A record is written before the create is sent, and again at each point from which a later post can go on: when the
//! provider has accepted the create, and when there is a response for the page. A refusal removes the record. A key is
//! valid for a day from when it was first seen, whatever happens to it later.
//!
//! While an attempt runs, the record is its own. How long that may be is measured by the store alone, because the clocks of
//! two servers differ: an attempt holds a lock, a record of its own that the store forgets in time. Whoever wants to go on
//! with the record of an attempt that has not ended puts its own lock there: where that succeeds, the attempt is dead,
//! and would notice before it sent anything.

use super::answer::{BAD_KEY, KEY_REUSED, Map, PATIENCE_MS, RUNNING};
use super::run::{Run, Sealed, Way, text};
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

const LASTS_MS: i64 = 24 * 3_600_000;
/// When a post that meets its twin should come again.
const SOON_MS: i64 = 2_000;
/// What an attempt does beside waiting: its lock lasts for longer than its deadline.
const OWN_WORK_MS: i64 = 10_000;
/// How far the clocks of two servers may differ.
pub(super) const SKEW_MS: i64 = 60_000;

/// Reads the key of a post: its header, or the field of its form.
pub(super) fn read<'a>(run: &mut Run<'a>, of_form: Option<&'a str>) -> Way<Option<&'a str>> {
    let given = run.given("idempotency-key").or(of_form);
    if given.is_some_and(|key| !(22..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic())) {
        return run.refuse(&BAD_KEY);
    }
    Some(given)
}

/// The record of a key, as this attempt has it. A time that is not known is 0.
pub(super) struct Record<'a> {
    scope: &'a str,
    key: &'a str,
    raw: &'a UntrustedValue<'a>,
    /// The MAC of the applicant.
    applicant: &'a str,
    /// The onboarding that holds what this key makes.
    pub(super) owner: &'a str,
    /// When the key was first seen.
    pub(super) began_at: i64,
    /// Names the attempt, and its lock.
    attempt: &'a str,
    is_running: bool,
    /// When the create was sent whose outcome is unknown, and when that attempt ended.
    pub(super) sent_at: i64,
    pub(super) ended_at: i64,
    pub(super) customer: &'a str,
    /// Whether `onCreated` has heard of the customer.
    pub(super) is_told: bool,
    /// What the page was told.
    pub(super) said: &'a UntrustedValue<'a>,
}

/// Takes the record of a key for this attempt, unless another attempt is running. `macs` are those of the applicant, under
/// every secret, newest first. Says whether the record was there, and so is not new.
pub(super) fn take<'a>(
    run: &mut Run<'a>,
    scope: Option<&'a str>,
    key: &'a str,
    owner: &'a str,
    macs: &'a [UntrustedValue<'a>],
) -> Way<(Box<Record<'a>>, bool)> {
    let mut record = Box::new(Record {
        scope: scope.unwrap_or_default(),
        key,
        raw: &UntrustedValue::Null,
        applicant: macs.first().and_then(UntrustedValue::text).unwrap_or_default(),
        owner,
        began_at: run.now,
        attempt: run.get_text("mint", &[])?,
        is_running: true,
        sent_at: run.now,
        ended_at: 0,
        customer: "",
        is_told: false,
        said: &UntrustedValue::Null,
    });
    if record.write(run)? {
        record.lock(run)?;
        return Some((record, false));
    }
    let kept = run.load(&record.name(run), Sealed::FailsClosed)?;
    // One that was there a moment ago and is gone was refused just now.
    if !kept.is_there() {
        return run.refuse_for(&RUNNING, SOON_MS);
    }
    record.began_at = kept.number("beganAt").unwrap_or_default();
    // The store should have forgotten it.
    if run.now >= record.ends_at() {
        return run.refuse(&KEY_REUSED);
    }
    let applicant = kept.text("applicant").filter(|mac| macs.iter().any(|own| own.text() == Some(mac)));
    let attempt = record.attempt;
    record.attempt = kept.text("attempt").unwrap_or_default();
    record.sent_at = kept.number("sentAt").unwrap_or_default();
    record.ended_at = kept.number("endedAt").unwrap_or_default();
    if kept.field("isRunning").is_true() {
        // Only the same post goes on with it: another has no business with its lock.
        if applicant.is_some() { record.lock(run)? } else { record.expect_no_lock(run)? }
    }
    let Some(applicant) = applicant else { return run.refuse(&KEY_REUSED) };
    record.raw = kept.raw();
    record.applicant = applicant;
    record.owner = kept.text("owner").unwrap_or_default();
    record.attempt = attempt;
    record.customer = kept.text("customer").unwrap_or_default();
    record.is_told = kept.field("isTold").is_true();
    record.said = kept.field("said");
    Some((record, true))
}

impl<'a> Record<'a> {
    /// Makes the record this attempt's own, before it asks the provider anything. An attempt must end before its key does,
    /// on every clock, or the next post with that key would not know of it.
    pub(super) fn hold(&mut self, run: &mut Run<'a>) -> Way<()> {
        if run.now.saturating_add(lock_ms(run)).saturating_add(SKEW_MS) > self.ends_at() {
            return run.refuse(&KEY_REUSED);
        }
        self.is_running = true;
        self.save(run)?;
        self.lock(run)
    }

    /// Says that a create is about to be sent.
    pub(super) fn begin(&mut self, run: &mut Run<'a>) -> Way<()> {
        (self.sent_at, self.ended_at) = (run.now, 0);
        self.save(run)
    }

    /// Leaves the record to whoever comes next.
    pub(super) fn leave(&mut self, run: &mut Run<'a>) -> Way<()> {
        self.is_running = false;
        self.save(run)
    }

    /// Says that the attempt ended with an unknown outcome, and leaves the record. The provider has a while to finish what
    /// it may have begun.
    pub(super) fn end(&mut self, run: &mut Run<'a>) -> Way<()> {
        self.ended_at = run.now;
        run.swap(&self.part(run, "rest", &self.ended_at.to_json()), &UntrustedValue::Null, &true, PATIENCE_MS)?;
        self.leave(run)
    }

    /// Whether the last attempt ended so recently that the provider may still create its customer.
    pub(super) fn is_early(&self, run: &mut Run<'a>, ended_at: i64) -> Way<bool> {
        let kept = run.load(&self.part(run, "rest", &ended_at.to_json()), Sealed::CountsAsAbsent)?;
        Some(kept.is_there())
    }

    /// Removes the record: nothing was made.
    pub(super) fn forget(&mut self, run: &mut Run<'a>) -> Way<()> {
        run.swap(&self.name(run), self.raw, &UntrustedValue::Null, 0)?;
        Some(())
    }

    /// Writes the record, which must still be this attempt's.
    pub(super) fn save(&mut self, run: &mut Run<'a>) -> Way<()> {
        if self.write(run)? { Some(()) } else { run.refuse_for(&RUNNING, SOON_MS) }
    }

    /// Takes the attempt's lock; where it is taken, another is running.
    fn lock(&self, run: &mut Run<'a>) -> Way<()> {
        match run.swap(&self.part(run, "attempt", self.attempt), &UntrustedValue::Null, &true, lock_ms(run))? {
            Some(_) => Some(()),
            None => run.refuse_for(&RUNNING, SOON_MS),
        }
    }

    /// Refuses the request while the attempt has its lock.
    fn expect_no_lock(&self, run: &mut Run<'a>) -> Way<()> {
        let lock = run.load(&self.part(run, "attempt", self.attempt), Sealed::CountsAsAbsent)?;
        if lock.is_there() { run.refuse_for(&RUNNING, SOON_MS) } else { Some(()) }
    }

    fn write(&mut self, run: &mut Run<'a>) -> Way<bool> {
        let names = "applicant owner beganAt attempt isRunning sentAt endedAt customer isTold said";
        let values: [&dyn Json; 10] = [
            &self.applicant,
            &self.owner,
            &self.began_at,
            &self.attempt,
            &self.is_running,
            &self.sent_at,
            &self.ended_at,
            &self.customer,
            &self.is_told,
            self.said,
        ];
        let left_ms = self.ends_at().saturating_sub(run.now).max(1);
        let Some(raw) = run.swap(&self.name(run), self.raw, &Map(names, &values), left_ms)? else {
            return Some(false);
        };
        self.raw = raw;
        Some(true)
    }

    fn ends_at(&self) -> i64 {
        self.began_at.saturating_add(LASTS_MS)
    }

    fn name(&self, run: &Run<'a>) -> [&'a str; 4] {
        ["key", id(run), self.scope, self.key]
    }

    /// The name of a record beside this one.
    fn part<'b>(&'b self, run: &Run<'a>, what: &'b str, which: &'b str) -> [&'b str; 5]
    where
        'a: 'b,
    {
        [what, id(run), self.scope, self.key, which]
    }
}

/// Two handlers over one store share no keys: the same post is another onboarding at another account.
fn id<'a>(run: &Run<'a>) -> &'a str {
    text(run.config, "id").unwrap_or_default()
}

/// How long an attempt may run, as long as its lock.
pub(super) fn lock_ms(run: &Run) -> i64 {
    run.timeout().saturating_add(OWN_WORK_MS)
}
