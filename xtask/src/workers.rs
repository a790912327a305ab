//! Work on several items at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Runs `work` for each item, with this many threads, and returns the results in the order of the items. `work` also
/// gets the number of its thread.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let run = |thread| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            let result = work(thread, item);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for thread in 0..threads {
            let run = &run;
            scope.spawn(move || run(thread));
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        // The first thread waits until the other one has done the rest.
        let done = AtomicUsize::new(0);
        let results = each(&[1, 2, 3, 4], 2, |thread, item| {
            while *item == 1 && done.load(Ordering::SeqCst) < 3 {
                thread::yield_now();
            }
            done.fetch_add(1, Ordering::SeqCst);
            (thread < 2, item * 10)
        });
        assert_eq!(results, [(true, 10), (true, 20), (true, 30), (true, 40)]);
    }

    #[test]
    fn more_threads_than_items_do_no_harm() {
        assert_eq!(each(&["a"], 3, |_, item| item.len()), [1]);
        assert!(each(&[], 2, |_, item: &u8| *item).is_empty());
    }
}
