//! `limitBy`: how many requests of one client to one route are admitted within a window of time.
//!
//! The host counts in groups: of the requests of a client that come at the same moment, one loads the counters, has all of
//! them decided here, and swaps the counters that have changed. So they do not compete for a record, however many they are.
//! A swap fails only if another process counts the same client. The host then loads the counters again.
//!
//! A window begins with the client's first request. A refused request writes nothing, so that it cannot extend the window.
//! The store's clock ends a record, and the server's clock the window.
//!
//! Counters are not sealed: a record says how many requests there were, and its name is a keyed hash.

pub(crate) mod client;

use crate::edge::record::{Count, RecordContent};
use crate::value::json::{Fields, Json};
use crate::value::untrusted::UntrustedValue;

/// How many times the limit of a client the networks around it have, from the narrowest to the widest.
const FACTORS: [i64; 3] = [1, 4, 16];

/// A limit at a time: in `per_ms` milliseconds, `max` requests are admitted.
pub(crate) struct Limit {
    pub(crate) now: i64,
    pub(crate) max: i64,
    pub(crate) per_ms: i64,
}

/// A counter as it was loaded.
pub(crate) struct Counter<'a> {
    /// What the store has. What is not a counter counts as absent.
    pub(crate) stored: &'a UntrustedValue<'a>,
    /// How many requests of the group it counts already: an earlier try has written it, but lost another counter's swap.
    pub(crate) written: i64,
}

/// A counter, and what a group of requests makes of it.
pub(crate) struct Window {
    /// What the store has.
    stored: i64,
    now: i64,
    /// Before the group.
    count: i64,
    until: i64,
    admitted: i64,
    /// Whether a request was refused because of it.
    is_full: bool,
}

impl Limit {
    /// Decides about requests in their order. Each has the positions of its counters, from the narrowest network to the
    /// widest, and is admitted if none of them is full. Returns for how many milliseconds each request has to wait, 0 for
    /// one that is admitted, and the counters.
    pub(crate) fn decide(&self, counters: &[Counter], requests: &[Vec<usize>]) -> (Vec<i64>, Vec<Window>) {
        let mut windows: Vec<Window> = counters.iter().map(|counter| self.window_of(counter)).collect();
        let waits = requests.iter().map(|positions| self.admit(positions, &mut windows)).collect();
        (waits, windows)
    }

    fn window_of(&self, counter: &Counter) -> Window {
        let stored = Count::read(counter.stored).and_then(|stored| stored.at(self.now, self.per_ms));
        let count = stored.map_or(0, |window| window.count);
        Window {
            stored: count,
            now: self.now,
            count: count.saturating_sub(counter.written).max(0),
            until: stored.map_or(self.now.saturating_add(self.per_ms), |window| window.until),
            admitted: 0,
            is_full: false,
        }
    }

    fn admit(&self, positions: &[usize], windows: &mut [Window]) -> i64 {
        let max = |factor: &i64| self.max.saturating_mul(*factor);
        let counted = || positions.iter().zip(&FACTORS);
        let mut wait_ms = None;
        for (at, factor) in counted() {
            if let Some(window) = windows.get_mut(*at).filter(|window| window.total() >= max(factor)) {
                window.is_full = true;
                wait_ms = wait_ms.max(Some(window.left_ms()));
            }
        }
        if let Some(wait_ms) = wait_ms {
            return wait_ms;
        }
        for (at, _) in counted() {
            windows.get_mut(*at).into_iter().for_each(|window| window.admitted = window.admitted.saturating_add(1));
        }
        0
    }
}

impl Window {
    fn total(&self) -> i64 {
        self.count.saturating_add(self.admitted)
    }

    fn left_ms(&self) -> i64 {
        self.until.saturating_sub(self.now)
    }

    /// Writes what the host needs. Without `value`, nothing has to be written.
    pub(crate) fn write(&self, fields: &mut Fields) {
        let counted = Count { count: self.total(), until: self.until };
        let value = (counted.count != self.stored).then(|| counted.to_json());
        fields.optional("value", value.as_ref());
        fields.field("leftMs", &self.left_ms());
        fields.field("until", &self.until);
        fields.field("admitted", &self.admitted);
        fields.optional("isFull", self.is_full.then_some(&true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;
    const WINDOW: i64 = 60_000;

    /// How many requests are admitted, what is written, and when the window ends.
    type Counted = (i64, Option<String>, i64);

    fn stored(count: i64, until: i64) -> String {
        format!(r#"{{"count":{count},"until":{until}}}"#)
    }

    /// Decides about `requests` for these stored counters. Returns the verdicts, and the counters.
    fn decide(
        limit: &Limit,
        counters: &[impl AsRef<str>],
        requests: &[impl AsRef<[usize]>],
    ) -> (Vec<i64>, Vec<Counted>) {
        let unwritten: Vec<_> = counters.iter().map(|counter| (counter, 0)).collect();
        decide_again(limit, &unwritten, requests)
    }

    /// Does the same for counters that an earlier try has written.
    fn decide_again(
        limit: &Limit,
        counters: &[(impl AsRef<str>, i64)],
        requests: &[impl AsRef<[usize]>],
    ) -> (Vec<i64>, Vec<Counted>) {
        let json = |text: &str| UntrustedValue::from_json(text).unwrap_or(UntrustedValue::Null);
        let stored: Vec<_> = counters.iter().map(|(text, _)| json(text.as_ref())).collect();
        let loaded: Vec<_> =
            stored.iter().zip(counters).map(|(stored, (_, written))| Counter { stored, written: *written }).collect();
        let requests: Vec<_> = requests.iter().map(|positions| positions.as_ref().to_vec()).collect();
        let (waits, windows) = limit.decide(&loaded, &requests);
        let written = |window: &Window| {
            let mut out = crate::value::json::Writer::default();
            out.object(|fields| window.write(fields));
            let written: serde_json::Value = serde_json::from_str(&String::from(out)).unwrap();
            assert_eq!(written["leftMs"], written["until"].as_i64().unwrap() - limit.now);
            let value = written.get("value").map(|value| value.as_str().unwrap().to_owned());
            (written["admitted"].as_i64().unwrap(), value, written["until"].as_i64().unwrap())
        };
        (waits, windows.iter().map(written).collect())
    }

    fn limit(max: i64) -> Limit {
        Limit { now: NOW, max, per_ms: WINDOW }
    }

    #[test]
    fn requests_are_admitted_in_their_order_up_to_the_limit() {
        let (waits, counters) = decide(&limit(3), &["null"], &[&[0]; 5]);
        assert_eq!(waits, [0, 0, 0, WINDOW, WINDOW]);
        assert_eq!(counters, [(3, Some(stored(3, NOW + WINDOW)), NOW + WINDOW)]);
        let until = NOW + 1;
        let (waits, counters) = decide(&limit(3), &[stored(2, until)], &[&[0]; 2]);
        assert_eq!((waits, counters), (vec![0, 1], vec![(1, Some(stored(3, until)), until)]));
    }

    #[test]
    fn a_refused_request_writes_nothing_and_extends_no_window() {
        for count in [3, 4, i64::MAX] {
            let (waits, counters) = decide(&limit(3), &[stored(count, NOW + 5)], &[&[0]; 2]);
            assert_eq!((waits, counters), (vec![5, 5], vec![(0, None, NOW + 5)]));
        }
    }

    #[test]
    fn a_window_ends_at_its_end_and_not_before() {
        let full = |until| decide(&limit(1), &[stored(1, until)], &[&[0]]);
        assert_eq!(full(NOW + 1).0, [1]);
        let begun = (vec![0], vec![(1, Some(stored(1, NOW + WINDOW)), NOW + WINDOW)]);
        assert_eq!((full(NOW), full(NOW - 1)), (begun.clone(), begun));
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_the_count_and_makes_no_window_longer() {
        let (waits, counters) = decide(&limit(2), &[stored(1, NOW + 100 * WINDOW)], &[&[0]; 2]);
        assert_eq!(waits, [0, WINDOW]);
        assert_eq!(counters, [(1, Some(stored(2, NOW + WINDOW)), NOW + WINDOW)]);
        assert_eq!(decide(&limit(1), &[stored(1, i64::MAX)], &[&[0]]).0, [WINDOW]);
    }

    #[test]
    fn what_is_not_a_counter_counts_as_absent() {
        for text in [
            "null",
            "7",
            "\"x\"",
            "[]",
            "{}",
            "true",
            r#"{"count":9}"#,
            r#"{"until":1790000009999}"#,
            r#"{"count":-9,"until":1790000060000}"#,
            r#"{"count":"9","until":1790000060000}"#,
            r#"{"count":9,"until":"1790000060000"}"#,
            r#"{"count":1.5,"until":1e99}"#,
        ] {
            let (waits, counters) = decide(&limit(1), &[text], &[&[0]; 2]);
            assert_eq!((waits[0], counters[0].0), (0, 1), "{text}");
            assert!(
                waits[1] > 0 && counters[0].1.as_deref().is_some_and(|value| value.starts_with(r#"{"count":1,"#)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_request_is_admitted_if_none_of_its_networks_is_full_and_waits_for_the_last_that_is() {
        let counters = [stored(0, NOW + 1), stored(7, NOW + 2), stored(30, NOW + 3), stored(2, NOW + 9)];
        let (waits, written) = decide(&limit(2), &counters, &[vec![0, 1, 2], vec![0, 1, 2], vec![3, 1, 2], vec![3]]);
        assert_eq!(waits, [0, 2, 9, 9], "a /56 has four times the limit");
        assert_eq!(written[3], (0, None, NOW + 9));
        assert_eq!(
            written.iter().map(|counter| counter.0).collect::<Vec<_>>(),
            [1, 1, 1, 0],
            "refused by one, counted by none"
        );
        let others: Vec<usize> = (0..10).collect();
        let counters = vec!["null"; 11]; // the last is the /56 of all ten
        let in_56: Vec<[usize; 2]> = others.iter().map(|at| [*at, 10]).collect();
        let (waits, _) = decide(&limit(1), &counters, &in_56);
        assert_eq!(waits.iter().filter(|wait| **wait == 0).count(), 4);
        let counters = vec!["null"; 41];
        let in_48: Vec<[usize; 3]> = (0..20).map(|at| [at, 20 + at, 40]).collect();
        let (waits, _) = decide(&limit(1), &counters, &in_48);
        assert_eq!(waits.iter().filter(|wait| **wait == 0).count(), 16, "a /48 has sixteen times the limit");
    }

    #[test]
    fn what_an_earlier_try_of_the_group_has_written_counts_once() {
        let until = NOW + 7;
        let (waits, counters) = decide_again(&limit(4), &[(stored(4, until), 2)], &[&[0]; 2]);
        assert_eq!((waits, counters), (vec![0, 0], vec![(2, None, until)]));
        // Another process has counted a request since, and there is room for one less.
        let (waits, counters) = decide_again(&limit(4), &[(stored(4, until), 1)], &[&[0]; 2]);
        assert_eq!((waits, counters), (vec![0, 7], vec![(1, None, until)]));
        // It is taken back if another counter is full now.
        let full = [(stored(3, until), 1), (stored(16, until), 0)];
        let (waits, counters) = decide_again(&limit(4), &full, &[&[0, 1]]);
        assert_eq!((waits, counters[0].clone()), (vec![7], (0, Some(stored(2, until)), until)));
        // The window has ended in between.
        let (_, counters) = decide_again(&limit(4), &[("null", 2)], &[&[0]]);
        assert_eq!(counters, [(1, Some(stored(1, NOW + WINDOW)), NOW + WINDOW)]);
    }

    #[test]
    fn a_position_without_a_counter_and_limits_without_end_do_no_harm() {
        assert_eq!(decide(&limit(1), &["null"; 0], &[vec![0, 1, 2], vec![]]).0, [0, 0]);
        let endless = Limit { now: NOW, max: i64::MAX, per_ms: i64::MAX };
        let (waits, counters) =
            decide_again(&endless, &vec![(stored(i64::MAX - 1, NOW + 1), i64::MIN); 3], &[&[2, 1, 0]]);
        assert_eq!((waits, counters[0].0), (vec![1], 0));
    }
}
