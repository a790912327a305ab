//! However many customers have somebody's address or number, few codes reach it: five an hour and ten a day. Others can
//! use them up, but only for the hour.
//!
//! A window begins with the first count in the store. Where servers whose clocks differ may disagree about that, nothing is
//! checked until nobody has counted for a whole window.

use std::collections::HashMap;

use crate::clock::{DAY, HOUR, MINUTE};
use crate::world::World;

const SKEW: i64 = 3 * MINUTE;
/// Each limit: the record that counts, how many codes, and its window.
const LIMITS: [(&str, usize, i64); 2] = [("sentInHour", 5, HOUR), ("sentInDay", 10, DAY)];

#[derive(Default)]
pub(super) struct Codes {
    /// Whose codes a record counts.
    contacts: HashMap<Vec<String>, String>,
    windows: HashMap<String, [Window; LIMITS.len()]>,
}

#[derive(Default)]
struct Window {
    is_certain: bool,
    began: i64,
    /// How often the store's record has changed, and when the last time.
    counts: usize,
    counted: i64,
    sent: usize,
    last_sent: i64,
}

impl Codes {
    /// A handler is about to count a code to a contact in a record.
    pub(super) fn counts(&mut self, name: &[String], contact: String) {
        if LIMITS.iter().any(|(record, ..)| name.first().is_some_and(|kind| kind == record)) {
            self.contacts.insert(name.to_owned(), contact);
        }
    }

    /// The store has a new count.
    pub(super) fn counted(&mut self, now: i64, name: &[String]) {
        let Some(contact) = self.contacts.get(name) else { return };
        let all = self.windows.entry(contact.clone()).or_default();
        for (window, (record, _, length)) in all.iter_mut().zip(LIMITS) {
            if name.first().is_some_and(|kind| kind == record) {
                window.count(now, length);
            }
        }
    }

    /// The handler has a code sent to a contact.
    pub(super) fn sent(&mut self, world: &World, contact: &str) {
        let now = world.clock.now();
        let all = self.windows.entry(contact.to_owned()).or_default();
        for (window, (record, most, length)) in all.iter_mut().zip(LIMITS) {
            if window.began == 0 {
                // Nobody has counted, so that the checks must.
                *window = Window { is_certain: true, began: now, ..Window::default() };
            }
            window.last_sent = now;
            if window.is_certain && now < window.began + length - SKEW {
                window.sent += 1;
                if window.sent > most {
                    let sent = window.sent;
                    world.violated("limits", format!("{sent} codes are sent to one contact in one window ({record})"));
                }
            }
        }
    }

    /// Whether a code could have been sent to a contact at some time since `since`: nobody got one, nor are those of the
    /// day used up.
    pub(super) fn had_room(&self, contact: &str, since: i64) -> bool {
        let Some([hour, day]) = self.windows.get(contact) else { return true };
        let (_, most, _) = LIMITS[1];
        hour.last_sent < since && hour.counted < since && day.is_certain && day.counts < most
    }
}

impl Window {
    fn count(&mut self, now: i64, length: i64) {
        let (age, silence) = (now - self.began, now - self.counted);
        let is_new = silence >= length + SKEW || self.is_certain && age >= length + SKEW;
        if is_new {
            *self = Self { is_certain: true, began: now, last_sent: self.last_sent, ..Self::default() };
        } else if age > length - SKEW {
            self.is_certain = false;
        }
        self.counts += 1;
        self.counted = now;
    }
}

/// Returns what identifies the mailbox behind an address, or the phone behind a number.
pub(super) fn mailbox(contact: &str) -> String {
    let contact = contact.to_lowercase();
    let Some((local, host)) = contact.rsplit_once('@') else { return contact };
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    format!("{local}@{host}")
}
