//! What one validation has found so far, and where in the input it stands.

use crate::rules::issue::{Fault, Issue, IssueCode, Segment};
use crate::rules::options::{Options, Policy};

/// The state of one validation.
pub(crate) struct Findings {
    pub(crate) policy: Policy,
    pub(crate) now: i64,
    pub(crate) issues: Vec<Issue>,
    pub(crate) warnings: Vec<Issue>,
    /// Whether the input is sent exactly as given: no string changed, nothing left out, in the same order.
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

    /// Runs `check` one segment deeper.
    pub(crate) fn at<T>(&mut self, segment: Segment, check: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let result = check(self);
        self.path.pop();
        result
    }

    /// Adds an issue at the current path.
    pub(crate) fn issue(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.issues.push(issue);
    }

    /// Adds a warning at the current path.
    pub(crate) fn warn(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.warnings.push(issue);
    }

    /// Adds what metadata says about phone, state and postal code: a warning, because the provider does not say it, and
    /// an issue under [`Policy::Strict`].
    pub(crate) fn metadata(&mut self, fault: Option<IssueCode>) {
        if let Some(fault) = fault {
            match self.policy {
                Policy::Strict => self.issue(fault.into()),
                Policy::Schema | Policy::Postal => self.warn(fault.into()),
            }
        }
    }

    fn here(&self, fault: Fault) -> Issue {
        Issue::new(fault.code, self.path.clone(), fault.params)
    }
}
