//! Tells `onEvent` of a change that no delivery has told.

use super::{Planned, Step, is_late};
use crate::client::customer::Status;
use crate::client::webhook::{EventKind, write_reasons};
use crate::edge::customer::CustomerRef;
use crate::edge::engine::effect::Effect;
use crate::edge::engine::run::{HandlerRun, OrSuspended, no_value};
use crate::edge::record::{STATUS_LOCK, StatusContent, holder, lifetime};
use crate::edge::status::{StatusRecord, WasTold};
use crate::value::json::Writer;
use crate::value::time::timestamp;

impl<'a> Step<'a> {
    /// Tells `onEvent` of those who were asked about, and of those who wait for that alone, as long as there is time.
    /// Afterwards, because a hook that does not return ends the step; and in another order each time, so that it keeps
    /// nobody from being told.
    pub(super) fn tell_all(
        &mut self,
        run: &mut HandlerRun<'a>,
        mut untold: Vec<Planned<'a>>,
        mut waiting: Vec<Planned<'a>>,
        mut has_visited: bool,
    ) -> OrSuspended<()> {
        let random = usize::try_from(run.random() >> 16).unwrap_or_default();
        let turn = |count: usize| random.checked_rem(count).unwrap_or_default();
        let (first_untold, first_waiting) = (turn(untold.len()), turn(waiting.len()));
        untold.rotate_left(first_untold);
        waiting.rotate_left(first_waiting);
        for one in untold {
            self.tell_of(run, one)?;
        }
        for one in waiting {
            if has_visited && is_late(run)? {
                break;
            }
            has_visited |= self.tell_of(run, one)?;
        }
        Ok(())
    }

    /// Tells `onEvent` of a customer. Returns `false` if another request holds its lock: then the next entry leads to it.
    fn tell_of(
        &mut self,
        run: &mut HandlerRun<'a>,
        Planned { customer, mut stored, entry, .. }: Planned<'a>,
    ) -> OrSuspended<bool> {
        // Nobody hears of it.
        if !run.has_hook("onEvent") {
            return Ok(true);
        }
        let name = customer.subject();
        let Some(held) = run.lock(&STATUS_LOCK, &name, lifetime::STATUS_LOCK.ms(run))? else { return Ok(false) };
        stored = stored.reloaded(run, customer)?;
        self.tell(run, (customer, entry.reference), stored)?;
        run.remove(&STATUS_LOCK, &name, Some(held))?;
        Ok(true)
    }

    /// Tells `onEvent` of a status of which it was not told, and records that.
    fn tell(
        &mut self,
        run: &mut HandlerRun<'a>,
        (customer, reference): (CustomerRef<'a>, Option<&str>),
        stored: StatusRecord<'a>,
    ) -> OrSuspended<()> {
        match stored.was_told(run, customer)? {
            WasTold::Soon => return Ok(()),
            WasTold::Yes if stored.is_untold() => return stored.mark_told(run, customer, false),
            WasTold::Yes => return Ok(()),
            WasTold::No => {}
        }
        let Some((status, changed_at)) = stored.change() else { return Ok(()) };
        // As in a delivery: whoever reads its kind and its reference only would take it for news of the newer customer.
        let newest = match reference {
            Some(reference) => holder::customers_of(run, customer.provider, reference)?,
            None => vec![],
        };
        let is_older = !newest.is_empty() && !newest.contains(&customer.id);
        let event = event_of((customer, reference), (status, changed_at), (is_older, stored.content()));
        if run.perform(|| Effect::OnEvent { event: event.clone() }, no_value)?.is_err() {
            self.failed += 1;
            return Ok(());
        }
        self.changed += 1;
        stored.mark_told(run, customer, true)
    }
}

/// Returns the event of a change, which has the same id if a run tells it again.
fn event_of(
    (customer, reference): (CustomerRef, Option<&str>),
    (status, changed_at): (Status, i64),
    (is_older, content): (bool, &StatusContent),
) -> String {
    let (provider, at) = (customer.provider.name(), timestamp(changed_at));
    let kind = match status {
        _ if is_older => EventKind::Other,
        Status::Pending => EventKind::KycPending,
        Status::Approved => EventKind::KycApproved,
        Status::Rejected => EventKind::KycRejected,
        Status::Expired => EventKind::KycExpired,
        Status::OnHold => EventKind::KycNeedsReview,
        Status::Incomplete | Status::Unknown => EventKind::CustomerUpdated,
    };
    let id = ["refresh", provider, customer.id, status.as_str(), &at].join("/");
    let mut out = Writer::default();
    out.object(|fields| {
        fields.text("source", "refresh");
        fields.text("provider", provider);
        fields.text("id", &id);
        fields.text("type", "refresh");
        fields.text("kind", kind.as_str());
        fields.text(customer.provider.customers.id_field, customer.id);
        fields.optional("reference", reference.as_ref());
        fields.text("status", status.as_str());
        fields.text("occurredAt", &at);
        write_reasons(fields, &content.reasons, &content.operator_reasons);
        fields.object("data", |_| {});
    });
    out.into()
}
