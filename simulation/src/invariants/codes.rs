//! However many customers have somebody's address or number, few codes reach it: five an hour and ten a day. Others can
//! use them up, but only for the hour.

use std::collections::HashMap;

use super::window::Window;
use crate::clock::{DAY, HOUR};
use crate::parts::Parts;

/// Each limit: the record that counts, how many codes, and its window.
const LIMITS: [(&str, usize, i64); 2] = [("sentInHour", 5, HOUR), ("sentInDay", 10, DAY)];

#[derive(Default)]
pub(super) struct Codes {
    /// The contact whose codes a record counts, by the record's name.
    contacts: HashMap<Vec<String>, String>,
    limits: HashMap<String, [Limit; LIMITS.len()]>,
}

#[derive(Default)]
struct Limit {
    window: Window,
    sent: usize,
    last_sent: i64,
}

impl Codes {
    /// A handler is about to count a code to a contact in a record.
    pub(super) fn will_count(&mut self, name: &[String], contact: String) {
        if LIMITS.iter().any(|(record, ..)| name.first().is_some_and(|kind| kind == record)) {
            self.contacts.insert(name.to_owned(), contact);
        }
    }

    /// The store has a new count.
    pub(super) fn counted(&mut self, now: i64, name: &[String]) {
        let Some(contact) = self.contacts.get(name) else { return };
        let all = self.limits.entry(contact.clone()).or_default();
        for (limit, (record, _, length)) in all.iter_mut().zip(LIMITS) {
            if name.first().is_some_and(|kind| kind == record) && limit.window.count(now, length) {
                limit.sent = 0;
            }
        }
    }

    /// The handler has a code sent to a contact.
    pub(super) fn sent(&mut self, world: &Parts, contact: &str) {
        let now = world.clock.now();
        let all = self.limits.entry(contact.to_owned()).or_default();
        for (limit, (record, most, length)) in all.iter_mut().zip(LIMITS) {
            if !limit.window.is_known() {
                limit.window = Window::uncounted(now);
            }
            limit.last_sent = now;
            if limit.window.is_current(now, length) {
                limit.sent += 1;
                if limit.sent > most {
                    let sent = limit.sent;
                    world.violated("limits", format!("{sent} codes are sent to one contact in one window ({record})"));
                }
            }
        }
    }

    /// Whether a code could have been sent to a contact at some time since `since`: none was sent, and those of the day
    /// are not used up.
    pub(super) fn had_room(&self, contact: &str, since: i64) -> bool {
        let Some([hour, day]) = self.limits.get(contact) else { return true };
        let (_, most, _) = LIMITS[1];
        hour.last_sent < since && hour.window.counted < since && day.window.is_certain() && day.window.counts < most
    }
}

/// Returns what identifies the mailbox behind an address, or the phone behind a number. All numbers are of Gibraltar,
/// where none begins with a 0.
pub(super) fn mailbox(contact: &str) -> String {
    let contact = contact.to_lowercase();
    let Some((local, host)) = contact.rsplit_once('@') else {
        return contact.strip_prefix("+350").unwrap_or(&contact).trim_start_matches('0').to_owned();
    };
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    match host {
        "gmail.com" | "googlemail.com" => local.replace('.', "") + "@gmail.com",
        _ => format!("{local}@{host}"),
    }
}
