//! The store that all servers share: compare-and-set, with records that expire by the store's own clock.
//!
//! Each operation is a message: it arrives later, and it takes effect even if the process that sent it has died
//! meanwhile.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures::channel::oneshot;

use crate::weather::Fault;
use crate::world::World;

/// The records, by name. A name is a list of parts, as the handler gives it.
#[derive(Default)]
pub(crate) struct Records(RefCell<HashMap<Vec<String>, (String, i64)>>);

impl Records {
    pub(crate) fn get(&self, name: &[String], now: i64) -> Option<String> {
        self.0.borrow().get(name).filter(|(_, until)| now < *until).map(|(value, _)| value.clone())
    }

    /// Replaces the record if it is `before`, and returns whether it was.
    pub(crate) fn swap(&self, name: &[String], before: Option<&str>, after: Option<(String, i64)>, now: i64) -> bool {
        if self.get(name, now).as_deref() != before {
            return false;
        }
        let mut records = self.0.borrow_mut();
        match after {
            Some((value, lifetime)) => records.insert(name.to_owned(), (value, now.saturating_add(lifetime))),
            None => records.remove(name),
        };
        true
    }
}

/// The store failed, or its response did not say what happened.
pub(crate) struct StoreError;

/// Reads a record.
pub(crate) async fn get(world: &Rc<World>, name: Vec<String>) -> Result<Option<String>, StoreError> {
    send(world, move |world| world.records.get(&name, world.clock.now())).await
}

/// Replaces a record.
pub(crate) async fn swap(
    world: &Rc<World>,
    name: Vec<String>,
    before: Option<String>,
    after: Option<(String, i64)>,
) -> Result<bool, StoreError> {
    let asked = world.clock.now();
    send(world, move |world| {
        let swapped = world.records.swap(&name, before.as_deref(), after, world.clock.now());
        if swapped && before.is_none() {
            world.checks.record_began(asked, world.clock.now(), &name);
        }
        if swapped {
            world.checks.record_applied(world.clock.now(), &name);
        }
        swapped
    })
    .await
}

async fn send<T: 'static>(world: &Rc<World>, act: impl FnOnce(&World) -> T + 'static) -> Result<T, StoreError> {
    let (reply, replied) = oneshot::channel();
    let there = if world.strikes(Fault::StoreSlow) { world.below(25_000) } else { world.below(12) };
    let back = world.below(12);
    let fails_before = world.strikes(Fault::StoreFailsBefore);
    let fails_after = world.strikes(Fault::StoreFailsAfter);
    let is_lost = world.strikes(Fault::StoreLosesResponse);
    world.count(|counts| counts.store += 1);
    let at_store = world.clone();
    world.spawn(async move {
        let world = at_store;
        world.clock.sleep(there).await;
        let done = if fails_before { Err(StoreError) } else { Ok(act(&world)) };
        world.clock.sleep(back).await;
        if is_lost {
            // The response is lost; the host gives up at its deadline.
            world.clock.sleep(3_600_000).await;
        }
        let _ = reply.send(if fails_after { Err(StoreError) } else { done });
    });
    replied.await.unwrap_or(Err(StoreError))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> Vec<String> {
        vec!["key".to_owned(), "1".to_owned()]
    }

    fn record(value: &str, lifetime: i64) -> Option<(String, i64)> {
        Some((value.to_owned(), lifetime))
    }

    #[test]
    fn a_swap_succeeds_only_over_what_it_expects() {
        let records = Records::default();
        assert!(!records.swap(&name(), Some("a"), record("b", 10), 0), "there is no record");
        assert!(records.swap(&name(), None, record("a", 10), 0));
        assert!(!records.swap(&name(), None, record("b", 10), 1), "there is one");
        assert!(!records.swap(&name(), Some("b"), record("c", 10), 1), "it is another");
        assert_eq!(records.get(&name(), 1).as_deref(), Some("a"));
        assert!(records.swap(&name(), Some("a"), None, 1));
        assert_eq!(records.get(&name(), 1), None);
    }

    #[test]
    fn a_record_expires_and_is_then_absent() {
        let records = Records::default();
        assert!(records.swap(&name(), None, record("a", 10), 0));
        assert_eq!(records.get(&name(), 9).as_deref(), Some("a"));
        assert_eq!(records.get(&name(), 10), None);
        assert!(!records.swap(&name(), Some("a"), record("b", 10), 10));
        assert!(records.swap(&name(), None, record("b", 10), 10));
    }

    #[test]
    fn names_with_the_same_text_in_other_parts_differ() {
        let records = Records::default();
        assert!(records.swap(&["a".to_owned(), "bc".to_owned()], None, record("x", 10), 0));
        assert_eq!(records.get(&["ab".to_owned(), "c".to_owned()], 0), None);
    }
}
