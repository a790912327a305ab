//! An idempotency key: what is remembered of an onboarding, so that the same post again goes on with it.
//!
//! A record is written before the create is sent, and again at each point from which a later post can go on: when the
//! provider has accepted the create, and when there is an answer. While an attempt runs, the record is its own; an attempt
//! that died leaves it to the next one when its time is over. A refusal removes the record.

use super::answer::{BAD_KEY, KEY_REUSED, RUNNING, number, refuse, refuse_for};
use super::run::{Kept, Run, Way};
use crate::draft::{Draft, Object};
use crate::reconcile::Window;

const LASTS_MS: i64 = 24 * 3_600_000;
/// When a post that meets its twin should come again.
const SOON_MS: i64 = 2_000;
const DEFAULT_TIMEOUT_MS: i64 = 30_000;
/// What an attempt does beside its calls to the provider.
const OWN_WORK_MS: i64 = 10_000;

/// The key of a post: its header, or the field of its form.
pub(super) fn read<'a>(run: &Run<'a>, of_form: Option<Draft<'a>>) -> Way<'a, Option<String>> {
    let given = match run.header("idempotency-key") {
        Some(header) => Some(header.to_owned()),
        None => of_form.filter(|field| !field.is_absent()).map(|field| field.text().unwrap_or_default().to_owned()),
    };
    let is_key = |key: &String| (22..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if given.as_ref().is_some_and(|key| !is_key(key)) {
        return refuse(BAD_KEY);
    }
    Ok(given)
}

/// The record of a key, as this attempt has it.
pub(super) struct Record<'a> {
    name: [String; 3],
    raw: Draft<'a>,
    /// `applicant` (its MAC), `owner`, `until`, `sentAt`, `endedAt`, `customer`, `answer`
    pub(super) fields: Object<'a>,
}

/// What a post finds.
pub(super) enum Found<'a> {
    /// Nothing: it begins.
    Nothing(Record<'a>),
    /// An attempt that came to no end that is known.
    Open(Record<'a>, Window),
    /// A customer.
    Bound(Record<'a>, String),
}

/// Takes the record of a key for this attempt, unless another is at work on it. `macs` are those of the applicant, under
/// every secret, newest first.
pub(super) fn take<'a>(
    run: &mut Run<'a>,
    scope: Option<&str>,
    key: &str,
    owner: &str,
    macs: &[Draft<'a>],
) -> Way<'a, Found<'a>> {
    let name = ["key".to_owned(), scope.unwrap_or_default().to_owned(), key.to_owned()];
    let mut fields = Object::new();
    fields.set("applicant", macs.first().cloned().unwrap_or(Draft::Null));
    fields.set("owner", owner.to_owned().into());
    let mut record = Record { name, raw: Draft::Null, fields };
    record.begin(run);
    if record.write(run)? {
        return Ok(Found::Nothing(record));
    }
    let Kept { raw, value } = run.load(&record.names())?;
    let Some(fields) = value.object() else {
        // It was there a moment ago, and is gone: its attempt was refused just now.
        return refuse_for(RUNNING, SOON_MS);
    };
    (record.raw, record.fields) = (raw.clone(), fields.clone());
    let moment = |name| value.field(name).and_then(Draft::integer);
    let until = moment("until").unwrap_or_default();
    if run.now < until {
        return refuse_for(RUNNING, SOON_MS.min(until.saturating_sub(run.now)));
    }
    if !macs.iter().any(|mac| value.field("applicant") == Some(mac)) {
        return refuse(KEY_REUSED);
    }
    if let Some(customer) = value.text_of("customer") {
        return Ok(Found::Bound(record, customer.to_owned()));
    }
    let sent_at = moment("sentAt").unwrap_or_default();
    let window = Window { sent_at, answered_by: moment("endedAt").unwrap_or(until) };
    Ok(Found::Open(record, window))
}

impl<'a> Record<'a> {
    /// Who holds what this key's onboarding makes.
    pub(super) fn owner(&self) -> String {
        self.fields.text("owner").unwrap_or_default().to_owned()
    }

    /// Says that a create is about to be sent.
    pub(super) fn begin(&mut self, run: &Run<'a>) {
        self.fields.set("sentAt", number(run.now));
        self.fields.remove("endedAt");
        self.hold(run);
    }

    /// Makes the record this attempt's own for as long as it can take.
    pub(super) fn hold(&mut self, run: &Run<'a>) {
        let timeout = run.config.field("timeout").and_then(Draft::integer).unwrap_or(DEFAULT_TIMEOUT_MS);
        let longest = timeout.saturating_mul(2).saturating_add(OWN_WORK_MS);
        self.fields.set("until", number(run.now.saturating_add(longest)));
    }

    /// Leaves the record to whoever comes next.
    pub(super) fn leave(&mut self, run: &mut Run<'a>) -> Way<'a, ()> {
        self.fields.remove("until");
        self.save(run)
    }

    /// Says when the attempt ended that came to nothing known, and leaves the record.
    pub(super) fn end(&mut self, run: &mut Run<'a>) -> Way<'a, ()> {
        self.fields.set("endedAt", number(run.now));
        self.leave(run)
    }

    /// Removes the record: nothing was made.
    pub(super) fn forget(&mut self, run: &mut Run<'a>) -> Way<'a, ()> {
        run.swap(&self.names(), &self.raw, Draft::Null, 0)?;
        Ok(())
    }

    /// Writes the record, which must still be this attempt's.
    pub(super) fn save(&mut self, run: &mut Run<'a>) -> Way<'a, ()> {
        if self.write(run)? { Ok(()) } else { refuse_for(RUNNING, SOON_MS) }
    }

    fn write(&mut self, run: &mut Run<'a>) -> Way<'a, bool> {
        let raw = run.swap(&self.names(), &self.raw, self.fields.clone().into(), LASTS_MS)?;
        if let Some(raw) = raw {
            self.raw = raw.clone();
        }
        Ok(raw.is_some())
    }

    fn names(&self) -> [&str; 3] {
        self.name.each_ref().map(String::as_str)
    }
}
