//! `refresh`: asks the providers about open customers that are due, so that a lost delivery leaves nobody behind.
//!
//! A run consists of steps. Each works on one tree of the agenda, about ten customers, and ends within the deadline of a
//! request; the caller goes on until `isOver`, and passes on what the run has met so far. What a step has done is in the
//! store, so that it may end at any moment:
//!
//! 1. It reads the entries of the tree, and the record of each customer's status.
//! 2. It asks about those that are due. Before it records the first answer, it writes the next entries of all of them:
//!    nobody whose record says that they were asked about is without an entry.
//! 3. It removes the entries of the tree, but for those of whom there was no time to ask. If it ends before, the next run
//!    finds them, and the records of those who were asked about say so.
//! 4. It tells `onEvent` of the changes. Where it ends before, an entry of a few minutes later leads to them.
//!
//! A customer that fails does not end a run, and comes last in the next ones. So does a tree with which a run has ended before
//! it was done, because a platform has killed it: each run gets further than the one before.

mod due;
mod failure;
mod schedule;
mod state;
mod tell;
mod tree;

use self::due::DueTree;
use self::failure::{again_after, is_about_all};
use self::schedule::{MISSING_MS, Visit, visit, visit_without_record};
use self::state::RunState;
use self::tree::{CUSTOMERS, Tree};
use super::command::{refuse, respond};
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::engine::run::{End, Failed, HandlerRun, OrSuspended};
use crate::edge::record::agenda::{self, OF_FAILED, OF_RUNS};
use crate::edge::record::{DueCustomer, RecordContent, STATUS_LOCK, claim, lifetime};
use crate::edge::status::{Answer, StatusRecord};
use crate::provider::Provider;
use crate::value::json::Json;

/// A step asks about no other customer when this part of its time has passed.
const ASKING_SHARE: i64 = 3;

/// What a step has done.
#[derive(Default)]
struct Step<'a> {
    state: RunState,
    /// How many requests it may still send; a run asks about one customer in any case.
    left: i64,
    sent: i64,
    asked: i64,
    changed: i64,
    failed: i64,
    /// Whether the provider has refused all requests for now.
    is_refused: bool,
    /// Whether the run ends for this provider, although customers are due.
    is_over: bool,
    /// When the provider may be asked again, if it has said that.
    wait_until: Option<i64>,
    has_written_next: bool,
    /// The latest answer that the provider does not have a customer.
    missing: Option<Failed<'a>>,
    /// The customers whom it has not had for long.
    gone: Vec<CustomerRef<'a>>,
}

/// What to do about a customer.
struct Planned<'a> {
    entry: DueCustomer<'a>,
    customer: CustomerRef<'a>,
    stored: StatusRecord<'a>,
    visit: Visit,
}

/// Carries out a step: `{ provider, limit, state }`, where the last is what the step before has returned.
#[inline(never)]
pub(super) fn refresh(run: &mut HandlerRun<'_>) -> End {
    let configured = run.request.text_of("provider").and_then(|name| run.configured_provider(name));
    let Some((provider, _)) = configured else { return refuse(run, "provider") };
    if !run.has_agenda() {
        return refuse(run, "agenda");
    }
    let state = run.request.field("state").and_then(RunState::read).unwrap_or_default();
    let left = run.request.integer_at("limit").unwrap_or_default();
    let mut step = Step { left, state, ..Step::default() };
    match due::find(run, provider, &mut step.state)? {
        DueTree::Tree(tree) => {
            step.work_on(run, provider, *tree)?;
            step.respond(run, step.is_over, step.is_over)
        }
        DueTree::Nothing => step.respond(run, false, false),
        DueTree::End => step.respond(run, true, false),
        DueTree::Wait => step.respond(run, true, true),
    }
}

impl<'a> Step<'a> {
    fn respond(&self, run: &mut HandlerRun, is_over: bool, is_more: bool) -> End {
        let Self { sent, asked, changed, failed, state, .. } = self;
        let counts: [(&str, &dyn Json); 4] =
            [("sent", sent), ("asked", asked), ("changed", changed), ("failed", failed)];
        let next: [(&str, &dyn Json); 3] = [("state", state), ("isOver", &is_over), ("isMore", &is_more)];
        respond(run, &[counts.as_slice(), &next].concat())
    }

    /// Does what is due in a tree, and leaves the rest in it. Who was visited is due again later, also after a failure, so
    /// that the same one never comes first again and again.
    fn work_on(&mut self, run: &mut HandlerRun<'a>, provider: &'static Provider, tree: Tree<'a>) -> OrSuspended<()> {
        let (planned, unread) = self.plan(run, provider, &tree)?;
        for entry in &unread {
            run.end_plan()?;
            if let Some(again) = visit_without_record(run.now(), entry) {
                agenda::add(run, provider, (again, OF_FAILED), &[*entry])?;
            }
        }
        self.failed += i64::try_from(unread.len()).unwrap_or_default();
        let mut next: Vec<_> = planned.iter().filter_map(|one| Some((one.visit.next()?, one.entry))).collect();
        let over_limit = tree.entries.get(planned.len() + unread.len()..).unwrap_or_default().to_vec();
        let (mut waiting, mut untold, mut rest, mut has_visited) = (vec![], vec![], vec![], false);
        for one in planned {
            match one.visit {
                Visit::Drop | Visit::Keep(_) => {}
                Visit::Tell(_) => waiting.push(one),
                Visit::Ask(_) if self.leaves_alone() || has_visited && is_late(run)? => rest.push(one.entry),
                Visit::Ask(next_slot) => {
                    let entry = one.entry;
                    let place = (tree.slot, tree.root.as_str());
                    let asked =
                        run.ignoring_failure(|run| self.ask_about(run, place, one, (&mut next, &mut untold)))?;
                    match asked {
                        Some(_) => self.state.refused = 0,
                        None => self.note_refusal(run, provider, next_slot, entry)?,
                    }
                    has_visited |= asked.unwrap_or(true);
                }
            }
        }
        if has_visited && is_late(run)? {
            rest.extend(waiting.drain(..).map(|one| one.entry));
        }
        rest.extend_from_slice(&over_limit);
        rest.extend_from_slice(&tree.kept);
        next.retain(|(_, entry)| rest.iter().all(|one| !is_same(one, entry)));
        self.write_next(run, provider, &next)?;
        self.note_missing(run)?;
        tree.finish(run, &rest, &mut self.state)?;
        self.tell_all(run, untold, waiting, has_visited)?;
        if let Some(until) = self.wait_until {
            state::wait(run, provider, until)?;
        }
        self.is_over = self.leaves_alone() || !over_limit.is_empty();
        tree.unlock(run)
    }

    /// Returns what to do about each entry, up to the limit of requests, and the entries whose records the store does not read.
    fn plan(
        &self,
        run: &mut HandlerRun<'a>,
        provider: &'static Provider,
        tree: &Tree<'a>,
    ) -> OrSuspended<(Vec<Planned<'a>>, Vec<DueCustomer<'a>>)> {
        let mut records = Vec::new();
        for entry in &tree.entries {
            let customer = CustomerRef { provider, id: entry.customer };
            records.push(run.ignoring_failure(|run| StatusRecord::load(run, customer))?);
        }
        let (mut planned, mut unread, mut left): (Vec<Planned>, Vec<_>, _) = (Vec::new(), Vec::new(), self.left);
        for (nth, (entry, stored)) in tree.entries.iter().zip(records).enumerate() {
            let Some(stored) = stored else {
                unread.push(*entry);
                continue;
            };
            let customer = CustomerRef { provider, id: entry.customer };
            let mut visit = visit(run, provider, (entry, (tree.slot, &tree.root)), &stored);
            // The newest of several entries counts, and the first of those that are the same.
            let is_twice = tree
                .entries
                .iter()
                .enumerate()
                .any(|(at, other)| other.customer == entry.customer && (other.since, nth) > (entry.since, at));
            // An operator may have forgotten the customer. A delivery may have written a status again since then.
            let is_due = matches!(visit, Visit::Ask(_) | Visit::Tell(_)) && !is_twice;
            let was_emptied =
                if is_due { run.ignoring_failure(|run| claim::was_emptied(run, customer))? } else { Some(false) };
            match was_emptied {
                Some(was_emptied) if is_twice || was_emptied => visit = Visit::Drop,
                Some(_) => {}
                None => {
                    unread.push(*entry);
                    continue;
                }
            }
            if matches!(visit, Visit::Ask(_)) {
                // The limit must not keep a run from getting anywhere.
                let has_asked = self.state.asked > 0 || planned.iter().any(|one| matches!(one.visit, Visit::Ask(_)));
                if left < 1 || left < cost(provider) && has_asked {
                    break;
                }
                left -= cost(provider);
            }
            planned.push(Planned { entry: *entry, customer, stored, visit });
        }
        Ok((planned, unread))
    }

    /// Asks about a customer if it is due, and adds it to `untold` if `onEvent` was not told of its status. Returns `false`
    /// if another request holds its lock.
    fn ask_about(
        &mut self,
        run: &mut HandlerRun<'a>,
        place: (i64, &str),
        Planned { entry, customer, mut stored, visit: mut planned }: Planned<'a>,
        (next, untold): (&mut Vec<(i64, DueCustomer<'a>)>, &mut Vec<Planned<'a>>),
    ) -> OrSuspended<bool> {
        let (provider, name) = (customer.provider, customer.subject());
        // The next entry is written anyway.
        let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else { return Ok(false) };
        let before = stored.sealed();
        stored = stored.reloaded(run, customer)?;
        if stored.sealed() != before {
            // The next entry is in the slot that was planned.
            planned = match visit(run, provider, (&entry, place), &stored) {
                Visit::Ask(_) => planned,
                visit => visit,
            };
        }
        if let Visit::Ask(next_slot) = planned {
            let cost = cost(provider);
            (self.left, self.sent, self.asked) = (self.left - cost, self.sent + cost, self.asked + 1);
            self.state.asked += 1;
            stored.begin_visit(run, &entry, next_slot);
            let mut before_write = |run: &mut HandlerRun<'a>| self.write_next(run, provider, next);
            let (now_stored, answer) = stored.ask(run, customer, &mut before_write)?;
            stored = now_stored;
            if let Answer::Failed(failed) = answer {
                let again = again_after(run, failed, next_slot);
                let (is_missing, is_about_customer) = (failed.code() == ErrorCode::NotFound, !is_about_all(failed));
                agenda::add(run, provider, (again, if is_about_customer { OF_FAILED } else { OF_RUNS }), &[entry])?;
                next.retain(|(_, one)| !is_same(one, &entry));
                stored.begin_visit(run, &entry, again);
                let missing_ms = stored.record_failure(run, customer, (is_missing, is_about_customer))?;
                // A decision is reported when it ends.
                let is_decided = stored.decision().is_some();
                self.note_failure(run, failed, missing_ms == 0 && !is_decided && !stored.has_ended())?;
                if is_missing && (is_decided || missing_ms >= MISSING_MS) {
                    self.gone.push(customer);
                }
            }
        }
        if planned != Visit::Drop && stored.is_untold() {
            untold.push(Planned { entry, customer, stored, visit: planned });
        }
        // Without the pause after a failure of `GET /status`: a run that goes on at once would leave the customer out.
        run.remove(&STATUS_LOCK, &name, Some(held))?;
        Ok(true)
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
                agenda::add(run, provider, (*slot, OF_RUNS), entries)?;
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
fn cost(provider: &Provider) -> i64 {
    if provider.customers.details.is_some() { 2 } else { 1 }
}
