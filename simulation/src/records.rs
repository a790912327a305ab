//! The records of the store: compare-and-set, with records that expire by the store's own clock.

use std::cell::RefCell;
use std::collections::HashMap;

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
