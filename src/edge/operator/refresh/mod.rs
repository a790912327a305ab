//! `refresh`: asks the providers about open customers that are due, so that a lost delivery leaves nobody behind.
//!
//! A run consists of steps. Each works on one tree of the agenda, about ten customers, and ends within the deadline of a
//! request; the caller goes on until `isOver`. What a step has done is in the store, so that it may end at any moment:
//!
//! 1. It reads the entries of the tree, and the record of each customer's status.
//! 2. It asks about those that are due. Before it records the first answer, it writes the next entries of all of them:
//!    nobody whose record says that they were asked about is without an entry.
//! 3. It removes the entries of the tree, but for those of whom there was no time to ask. If it ends before, the next run
//!    finds them, and the records of those who were asked about say so.
//! 4. It tells `onEvent` of the changes. Where it ends before, an entry of a few minutes later leads to them.

mod schedule;
mod tell;
mod walk;

use self::schedule::{Visit, visit};
use self::walk::{CUSTOMERS, Found, Tree};
use super::command::{refuse, respond};
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{End, Failed, HandlerRun, OrSuspended};
use crate::edge::record::agenda::{self, slot_at};
use crate::edge::record::{DueCustomer, STATUS_LOCK, claim, lifetime};
use crate::edge::status::{Answer, StatusRecord};
use crate::provider::Provider;
use crate::value::json::Json;
use crate::value::time::{DAY_MS, HOUR_MS};

/// A step asks about no other customer when this part of its time has passed.
const ASKING_SHARE: i64 = 3;
/// After so many failures in a row, the provider is left alone.
const MAX_FAILURES: i64 = 3;
/// After a failure, a customer is asked about again when this time has passed, or sooner.
const AFTER_FAILURE_MS: i64 = DAY_MS;
/// The same where the provider was full.
const AFTER_FULL_MS: i64 = HOUR_MS;

/// What a step has done.
#[derive(Default)]
struct Step {
    /// How many requests it may still send.
    left: i64,
    sent: i64,
    asked: i64,
    changed: i64,
    failed: i64,
    failures_in_a_row: i64,
    /// The codes of the errors that it has reported.
    reported: Vec<ErrorCode>,
    /// Whether the provider has refused all requests for now.
    is_refused: bool,
    /// Whether the run ends for this provider, although customers are due.
    is_over: bool,
    /// When the provider may be asked again, if it has said that.
    wait_until: Option<i64>,
    has_written_next: bool,
}

/// What to do about a customer.
struct Planned<'a> {
    entry: DueCustomer<'a>,
    customer: CustomerRef<'a>,
    known: StatusRecord<'a>,
    visit: Visit,
}

/// Carries out a step: `{ provider, limit, from, failures }`, where the last two are what the step before has returned.
#[inline(never)]
pub(super) fn refresh(run: &mut HandlerRun<'_>) -> End {
    let configured = run.request.text_of("provider").and_then(|name| run.configured_provider(name));
    let Some((provider, _)) = configured else { return refuse(run, "provider") };
    if !run.has_agenda() {
        return refuse(run, "agenda");
    }
    let number = |name| run.request.integer_at(name).unwrap_or_default();
    let (from, left, failures_in_a_row) = (number("from"), number("limit"), number("failures"));
    let mut step = Step { left, failures_in_a_row, ..Step::default() };
    match walk::find(run, provider, from)? {
        Found::Tree(tree) => {
            step.work_on(run, provider, &tree)?;
            step.respond(run, tree.slot, step.is_over, step.is_over)
        }
        Found::Nothing(next) => step.respond(run, next, false, false),
        Found::End => step.respond(run, 0, true, false),
        Found::Wait => step.respond(run, 0, true, true),
    }
}

impl Step {
    fn respond(&self, run: &mut HandlerRun, from: i64, is_over: bool, is_more: bool) -> End {
        let Self { sent, asked, changed, failed, failures_in_a_row, .. } = self;
        let counts: [(&str, &dyn Json); 4] =
            [("sent", sent), ("asked", asked), ("changed", changed), ("failed", failed)];
        let state: [(&str, &dyn Json); 4] =
            [("from", &from), ("failures", failures_in_a_row), ("isOver", &is_over), ("isMore", &is_more)];
        respond(run, &[counts.as_slice(), &state].concat())
    }

    /// Does what is due in a tree, and leaves the rest in it. Who was visited is due again later, also after a failure, so
    /// that the same one never comes first again and again.
    fn work_on<'a>(
        &mut self,
        run: &mut HandlerRun<'a>,
        provider: &'static Provider,
        tree: &Tree<'a>,
    ) -> OrSuspended<()> {
        let planned = self.plan(run, provider, tree)?;
        let mut next: Vec<_> = planned.iter().filter_map(|one| Some((one.visit.next()?, one.entry))).collect();
        let over_limit = tree.entries.get(planned.len()..).unwrap_or_default();
        let (mut waiting, mut untold, mut rest, mut has_visited) = (vec![], vec![], vec![], false);
        for one in planned {
            match one.visit {
                Visit::Drop | Visit::Keep(_) => {}
                Visit::Tell(_) => waiting.push(one),
                Visit::Ask(_) if self.leaves_alone() || has_visited && is_late(run)? => rest.push(one.entry),
                Visit::Ask(next_slot) => {
                    let entry = one.entry;
                    let asked =
                        run.ignoring_failure(|run| self.ask_about(run, tree.slot, one, (&mut next, &mut untold)))?;
                    if asked.is_none() {
                        self.note_refusal(run, provider, next_slot, entry)?;
                    }
                    has_visited |= asked.unwrap_or(true);
                }
            }
        }
        if has_visited && is_late(run)? {
            rest.extend(waiting.drain(..).map(|one| one.entry));
        }
        rest.extend_from_slice(over_limit);
        next.retain(|(_, entry)| rest.iter().all(|one| !is_same(one, entry)));
        self.write_next(run, provider, &next)?;
        tree.finish(run, &rest)?;
        self.tell_all(run, untold, waiting, has_visited)?;
        if let Some(until) = self.wait_until {
            walk::wait(run, provider, until)?;
        }
        self.is_over = self.leaves_alone() || !over_limit.is_empty();
        tree.unlock(run)
    }

    /// Whether the provider is left alone for now.
    fn leaves_alone(&self) -> bool {
        self.is_refused || self.failures_in_a_row >= MAX_FAILURES
    }

    /// Returns what to do about each entry, up to the limit of requests.
    fn plan<'a>(
        &self,
        run: &mut HandlerRun<'a>,
        provider: &'static Provider,
        tree: &Tree<'a>,
    ) -> OrSuspended<Vec<Planned<'a>>> {
        let mut records = Vec::new();
        for entry in &tree.entries {
            records.push(StatusRecord::load(run, CustomerRef { provider, id: entry.customer })?);
        }
        let (mut planned, mut left): (Vec<Planned>, _) = (Vec::new(), self.left);
        for (nth, (entry, known)) in tree.entries.iter().zip(records).enumerate() {
            let customer = CustomerRef { provider, id: entry.customer };
            let mut visit = visit(run, provider, (entry, tree.slot), &known);
            // The newest of several entries counts, and the first of those that are the same.
            let is_twice = tree
                .entries
                .iter()
                .enumerate()
                .any(|(at, other)| other.customer == entry.customer && (other.since, nth) > (entry.since, at));
            // An operator may have forgotten the customer. A delivery may have written a status again since then.
            let is_due = matches!(visit, Visit::Ask(_) | Visit::Tell(_));
            if is_twice || is_due && claim::was_emptied(run, customer)? {
                visit = Visit::Drop;
            }
            if matches!(visit, Visit::Ask(_)) {
                if left < 1 {
                    break;
                }
                left -= cost(provider, left);
            }
            planned.push(Planned { entry: *entry, customer, known, visit });
        }
        Ok(planned)
    }

    /// Asks about a customer if it is due, and adds it to `untold` if `onEvent` was not told of its status. Returns `false`
    /// if another request holds its lock.
    fn ask_about<'a>(
        &mut self,
        run: &mut HandlerRun<'a>,
        slot: i64,
        Planned { entry, customer, mut known, visit: mut planned }: Planned<'a>,
        (next, untold): (&mut Vec<(i64, DueCustomer<'a>)>, &mut Vec<Planned<'a>>),
    ) -> OrSuspended<bool> {
        let (provider, name) = (customer.provider, customer.subject());
        // The next entry is written anyway.
        let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else { return Ok(false) };
        let before = known.sealed();
        known = known.reloaded(run, customer)?;
        if known.sealed() != before {
            // The next entry is in the slot that was planned.
            planned = match visit(run, provider, (&entry, slot), &known) {
                Visit::Ask(_) => planned,
                visit => visit,
            };
        }
        if let Visit::Ask(next_slot) = planned {
            let cost = cost(provider, self.left);
            (self.left, self.sent, self.asked) = (self.left - cost, self.sent + cost, self.asked + 1);
            known.begin_visit(entry.since, next_slot);
            let may_read_details = cost > 1 || provider.customers.details.is_none();
            let mut before_write = |run: &mut HandlerRun<'a>| self.write_next(run, provider, next);
            let (now_known, answer) = known.ask(run, customer, may_read_details, &mut before_write)?;
            known = now_known;
            match answer {
                Answer::Failed(failed) => {
                    let is_gone = failed.code() == ErrorCode::NotFound;
                    let is_full =
                        failed.code() == ErrorCode::RateLimited || failed.error().details.retry_after_ms.is_some();
                    let wait_ms = if is_full { AFTER_FULL_MS } else { AFTER_FAILURE_MS };
                    let again = next_slot.min(slot_at(run.now(), run.now().saturating_add(wait_ms)));
                    if again < next_slot || !self.has_written_next {
                        agenda::add(run, provider, again, &[entry])?;
                        next.retain(|(_, one)| !is_same(one, &entry));
                    }
                    known.begin_visit(entry.since, again);
                    known = known.record_failure(run, customer, is_gone)?;
                    let mut is_known = known.misses() > 1 || known.has_ended();
                    // A decision is reported when it ends.
                    if is_gone && known.decision().is_some() {
                        let (now_known, has_ended) = known.miss(run, customer, run.now())?;
                        (known, is_known) = (now_known, !has_ended);
                    }
                    self.note_failure(run, failed, is_gone && is_known)?;
                }
                Answer::Whole | Answer::Part => self.failures_in_a_row = 0,
            }
        }
        if planned != Visit::Drop && known.is_untold() {
            untold.push(Planned { entry, customer, known, visit: planned });
        }
        // Without the pause after a failure of `GET /status`: a run that goes on at once would leave the customer out.
        run.remove(&STATUS_LOCK, &name, Some(held))?;
        Ok(true)
    }

    /// Counts a customer whose record the store refuses as a failure, and writes an entry for the next day if its next one
    /// is later.
    fn note_refusal(
        &mut self,
        run: &mut HandlerRun,
        provider: &'static Provider,
        next_slot: i64,
        entry: DueCustomer,
    ) -> OrSuspended<()> {
        self.failed += 1;
        self.failures_in_a_row += 1;
        run.end_plan()?;
        let again = slot_at(run.now(), run.now().saturating_add(AFTER_FAILURE_MS));
        if again < next_slot { agenda::add(run, provider, again, &[entry]) } else { Ok(()) }
    }

    /// Counts a failure, and reports each kind once.
    fn note_failure(&mut self, run: &mut HandlerRun, failed: Failed, is_known: bool) -> OrSuspended<()> {
        let (code, wait_ms) = (failed.code(), failed.error().details.retry_after_ms);
        self.failed += 1;
        self.failures_in_a_row += i64::from(code != ErrorCode::NotFound);
        self.wait_until = wait_ms.map(|ms| run.now().saturating_add(ms));
        let is_about_all = matches!(code, ErrorCode::RateLimited | ErrorCode::Unauthorized);
        self.is_refused |= is_about_all || wait_ms.is_some();
        if code == ErrorCode::RateLimited || is_known || self.reported.contains(&code) {
            return Ok(());
        }
        self.reported.push(code);
        run.report(run.failed(failed.error().clone()))
    }

    /// Writes the next entries of all customers of this step, once.
    fn write_next(
        &mut self,
        run: &mut HandlerRun,
        provider: &'static Provider,
        next: &[(i64, DueCustomer)],
    ) -> OrSuspended<()> {
        if self.has_written_next {
            return Ok(());
        }
        // They are few, and the standard library's sort takes 2 KB of the module.
        for (at, (slot, _)) in next.iter().enumerate() {
            if next.iter().take(at).any(|(earlier, _)| earlier == slot) {
                continue;
            }
            let due: Vec<_> = next.iter().filter(|(other, _)| other == slot).map(|(_, entry)| *entry).collect();
            for entries in due.chunks(CUSTOMERS) {
                agenda::add(run, provider, *slot, entries)?;
            }
        }
        self.has_written_next = true;
        Ok(())
    }
}

/// Whether a step has no time to begin with somebody else. What is decided then must not depend on when writes are
/// assumed to end.
fn is_late(run: &mut HandlerRun) -> OrSuspended<bool> {
    run.end_plan()?;
    Ok(run.elapsed_ms().saturating_mul(ASKING_SHARE) > run.timeout())
}

fn is_same(one: &DueCustomer, other: &DueCustomer) -> bool {
    (one.customer, one.since) == (other.customer, other.since)
}

/// Returns how many requests it may take to ask about a customer.
fn cost(provider: &Provider, left: i64) -> i64 {
    if provider.customers.details.is_some() && left > 1 { 2 } else { 1 }
}
