//! An idempotency key: what is remembered of an onboarding, so that the same post again goes on with it.
//!
//! A record is written before the create is sent, and again at each point from which a later post can go on: when the
//! provider has accepted the create, and when there is an answer. While an attempt runs, the record is its own; an attempt
//! that died leaves it to the next one when its time is over. A refusal removes the record.

use super::answer::{BAD_KEY, KEY_REUSED, Map, RUNNING};
use super::run::{Run, Way, number};
use crate::draft::Draft;
use crate::json::Json;

const LASTS_MS: i64 = 24 * 3_600_000;
/// When a post that meets its twin should come again.
const SOON_MS: i64 = 2_000;
/// What an attempt does beside its calls to the provider.
const OWN_WORK_MS: i64 = 10_000;

/// The key of a post: its header, or the field of its form.
pub(super) fn read<'a>(run: &mut Run<'a>, of_form: Option<&'a str>) -> Way<Option<&'a str>> {
    let given = run.given("idempotency-key").or(of_form);
    if given.is_some_and(|key| !(22..=255).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic())) {
        return run.refuse(&BAD_KEY);
    }
    Some(given)
}

/// The record of a key, as this attempt has it. A time that there is none of is 0.
pub(super) struct Record<'a> {
    scope: &'a str,
    key: &'a str,
    raw: &'a Draft<'a>,
    /// The MAC of the applicant.
    applicant: &'a str,
    /// Who holds what this key's onboarding makes.
    pub(super) owner: &'a str,
    until: i64,
    /// When the create was on its way whose outcome nobody knows.
    pub(super) sent_at: i64,
    pub(super) ended_at: i64,
    pub(super) customer: &'a str,
    /// What was answered.
    pub(super) said: &'a Draft<'a>,
}

/// Takes the record of a key for this attempt, unless another is at work on it. `macs` are those of the applicant, under
/// every secret, newest first. Answers whether the record was there, and so is not new.
pub(super) fn take<'a>(
    run: &mut Run<'a>,
    scope: Option<&'a str>,
    key: &'a str,
    owner: &'a str,
    macs: &'a [Draft<'a>],
) -> Way<(Box<Record<'a>>, bool)> {
    let mut record = Box::new(Record {
        scope: scope.unwrap_or_default(),
        key,
        raw: &Draft::Null,
        applicant: macs.first().and_then(Draft::text).unwrap_or_default(),
        owner,
        until: 0,
        sent_at: 0,
        ended_at: 0,
        customer: "",
        said: &Draft::Null,
    });
    record.begin(run);
    if record.write(run)? {
        return Some((record, false));
    }
    let kept = run.load(&record.name())?;
    let until = kept.number("until").unwrap_or_default();
    // One that was there a moment ago and is gone was refused just now.
    if matches!(kept.raw(), Draft::Null) || run.now < until {
        return run.refuse_for(&RUNNING, SOON_MS);
    }
    let Some(applicant) = kept.text("applicant").filter(|mac| macs.iter().any(|own| own.text() == Some(mac))) else {
        return run.refuse(&KEY_REUSED);
    };
    record.raw = kept.raw();
    record.applicant = applicant;
    record.owner = kept.text("owner").unwrap_or_default();
    record.sent_at = kept.number("sentAt").unwrap_or_default();
    // Of an attempt that died nobody knows when: it is over when its time is.
    record.ended_at = kept.number("endedAt").filter(|at| *at > 0).unwrap_or(until);
    record.customer = kept.text("customer").unwrap_or_default();
    record.said = kept.field("said");
    record.hold(run);
    Some((record, true))
}

impl<'a> Record<'a> {
    /// Says that a create is about to be sent.
    pub(super) fn begin(&mut self, run: &Run<'a>) {
        (self.sent_at, self.ended_at) = (run.now, 0);
        self.hold(run);
    }

    /// Makes the record this attempt's own for as long as it can take.
    fn hold(&mut self, run: &Run<'a>) {
        let timeout = number(run.config, "timeout").unwrap_or_default();
        self.until = run.now.saturating_add(timeout.saturating_mul(2)).saturating_add(OWN_WORK_MS);
    }

    /// Leaves the record to whoever comes next.
    pub(super) fn leave(&mut self, run: &mut Run<'a>) -> Way<()> {
        self.until = 0;
        self.save(run)
    }

    /// Says when the attempt ended that came to nothing known, and leaves the record.
    pub(super) fn end(&mut self, run: &mut Run<'a>) -> Way<()> {
        self.ended_at = run.now;
        self.leave(run)
    }

    /// Removes the record: nothing was made.
    pub(super) fn forget(&mut self, run: &mut Run<'a>) -> Way<()> {
        run.swap(&self.name(), self.raw, &Draft::Null, 0)?;
        Some(())
    }

    /// Writes the record, which must still be this attempt's.
    pub(super) fn save(&mut self, run: &mut Run<'a>) -> Way<()> {
        if self.write(run)? { Some(()) } else { run.refuse_for(&RUNNING, SOON_MS) }
    }

    fn write(&mut self, run: &mut Run<'a>) -> Way<bool> {
        let names = "applicant owner until sentAt endedAt customer said";
        let values: [&dyn Json; 7] =
            [&self.applicant, &self.owner, &self.until, &self.sent_at, &self.ended_at, &self.customer, self.said];
        let Some(raw) = run.swap(&self.name(), self.raw, &Map(names, &values), LASTS_MS)? else { return Some(false) };
        self.raw = raw;
        Some(true)
    }

    fn name(&self) -> [&str; 3] {
        ["key", self.scope, self.key]
    }
}
