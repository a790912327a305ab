//! What libFuzzer says about a search.

use anyhow::{Context, Result, ensure};

use crate::proof::grouped;

/// The figures of a search.
pub(super) struct Stats {
    pub(super) executions: u64,
    /// The executions per second.
    rate: u64,
    /// The number of edges of the program that were reached.
    edges: u64,
    /// The number of inputs that are kept.
    pub(super) inputs: usize,
}

impl Stats {
    /// Reads the log of a search that found nothing; any other one is an error.
    pub(super) fn read(log: &str) -> Result<Self> {
        let stat = |name: &str| {
            let line = log.lines().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name)?.strip_prefix(':'));
            line.and_then(|number| number.trim().parse().ok())
                .with_context(|| format!("libFuzzer did not print {name}"))
        };
        ensure!(log.contains("\nDone "), "the search ended with a finding");
        let covered = log.lines().rev().find_map(|line| line.split_once(" cov: ")?.1.split(' ').next()?.parse().ok());
        Ok(Self {
            executions: stat("number_of_executed_units")?,
            rate: stat("average_exec_per_sec")?,
            edges: covered.context("libFuzzer did not print the coverage")?,
            inputs: 0,
        })
    }

    pub(super) fn row(&self, name: &str, property: &str) -> String {
        let Self { executions, rate, edges, inputs } = self;
        let (executions, rate) = (grouped(&executions.to_string()), grouped(&rate.to_string()));
        format!("{}{executions} | {rate} | {edges} | {inputs} |\n", start(name, property))
    }
}

fn start(name: &str, property: &str) -> String {
    format!("| `{name}` | {property} | ")
}

/// Returns the executions in the row of a target on a page; 0 if it had no row, or another property.
pub(super) fn executions_on(page: &str, name: &str, property: &str) -> u64 {
    let row = page.lines().find_map(|line| line.strip_prefix(&start(name, property)));
    let count = row.and_then(|row| row.split(' ').next()).unwrap_or_default();
    count.replace(',', "").parse().unwrap_or_default()
}

pub(super) fn head() -> String {
    let head = "| target | property | executions | per second | edges | inputs kept |\n|---|---|--:|--:|--:|--:|\n";
    head.to_owned()
}

pub(super) fn sum(executions: u64) -> String {
    format!("{} executions in total, without a finding.", grouped(&executions.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "#8\tINITED cov: 61 ft: 62 corp: 1/1b exec/s: 0 rss: 30Mb\n#9\tDONE   cov: 731 ft: 900 corp: 2/9b\n\
        Done 1234567 runs in 10 second(s)\nstat::number_of_executed_units: 1234567\nstat::average_exec_per_sec:     123456\n";

    #[test]
    fn the_figures_of_a_search_are_read() {
        let row = Stats::read(LOG).ok().map(|stats| stats.row("url", "It holds."));
        assert_eq!(row.as_deref(), Some("| `url` | It holds. | 1,234,567 | 123,456 | 731 | 0 |\n"));
    }

    #[test]
    fn a_page_has_the_executions_of_a_property() {
        let row = Stats::read(LOG).map(|stats| stats.row("url", "It holds.")).unwrap_or_default();
        assert_eq!(executions_on(&row, "url", "It holds."), 1_234_567);
        assert_eq!(executions_on(&row, "url", "It holds always."), 0);
        assert_eq!(executions_on("", "url", "It holds."), 0);
    }

    #[test]
    fn a_search_with_a_finding_is_an_error() {
        assert!(Stats::read(&LOG.replace("\nDone ", "\nSUMMARY ")).is_err());
    }
}
