//! The issues and warnings of a validation in progress.

use crate::rules::issue::{Fault, Issue, IssueCode, Segment};
use crate::rules::options::{Options, Policy};

/// The state of a validation in progress: its options, what it has found and the current path.
pub(crate) struct Findings {
    pub(crate) policy: Policy,
    pub(crate) now: i64,
    pub(crate) issues: Vec<Issue>,
    pub(crate) warnings: Vec<Issue>,
    /// Whether the input is sent exactly as given: no string changed, nothing omitted, in the same order.
    pub(crate) as_given: bool,
    path: Vec<Segment>,
}

impl Findings {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            policy: options.policy,
            now: options.now,
            issues: vec![],
            warnings: vec![],
            as_given: true,
            path: vec![],
        }
    }

    /// Runs `work` with the path extended by a segment.
    pub(crate) fn at<T>(&mut self, segment: Segment, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let result = work(self);
        self.path.pop();
        result
    }

    /// Adds an issue at the current path.
    pub(crate) fn issue(&mut self, fault: Fault) {
        let issue = self.at_current_path(fault);
        self.issues.push(issue);
    }

    /// Adds a warning at the current path.
    pub(crate) fn warn(&mut self, fault: Fault) {
        let issue = self.at_current_path(fault);
        self.warnings.push(issue);
    }

    /// Adds what metadata, not the provider, says about a phone number, state or postal code: a warning, or an issue under
    /// [`Policy::Strict`].
    pub(crate) fn metadata(&mut self, fault: Option<IssueCode>) {
        if let Some(fault) = fault {
            match self.policy {
                Policy::Strict => self.issue(fault.into()),
                Policy::Schema | Policy::Postal => self.warn(fault.into()),
            }
        }
    }

    fn at_current_path(&self, fault: Fault) -> Issue {
        Issue::new(fault.code, self.path.clone(), fault.params)
    }
}
