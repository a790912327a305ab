//! What a validation in progress has found, and where it is.

use crate::rules::issue::{Fault, Issue, IssueCode, Segment};
use crate::rules::options::{Options, Policy};

/// What a validation has found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) issues: Vec<Issue>,
    pub(crate) warnings: Vec<Issue>,
    pub(crate) changes: Vec<Change>,
    /// Whether the input must be read as a tree instead: a record cannot represent what decides about it.
    pub(crate) is_declined: bool,
}

/// A value that is not sent as it was given.
pub(crate) struct Change {
    pub(crate) path: Vec<Segment>,
    /// The string that is sent instead; `None` if the value is not sent.
    pub(crate) sent: Option<String>,
}

/// The place of a validation in progress, with its options and what it has found.
pub(crate) struct Findings<'a> {
    pub(crate) policy: Policy,
    pub(crate) now: i64,
    found: &'a mut Found,
    path: Path<'a>,
}

/// A path from its last segment to its first. It stays on the stack, because most inputs have nothing to report.
struct Path<'a> {
    last: Option<Step<'a>>,
    parent: Option<&'a Path<'a>>,
}

/// One segment of a path.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    /// A field of a shape.
    Field(&'static str),
    /// A member that no shape describes.
    Member(&'a str),
    /// An index in a list.
    Item(usize),
}

impl<'a> Findings<'a> {
    /// The findings about a whole input.
    pub(crate) fn new(options: &Options, found: &'a mut Found) -> Self {
        Self { policy: options.policy, now: options.now, found, path: Path { last: None, parent: None } }
    }

    /// The findings about one part of the current value.
    pub(crate) fn at<'b>(&'b mut self, step: Step<'b>) -> Findings<'b> {
        Findings {
            policy: self.policy,
            now: self.now,
            found: self.found,
            path: Path { last: Some(step), parent: Some(&self.path) },
        }
    }

    /// Adds an issue.
    pub(crate) fn issue(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.found.issues.push(issue);
    }

    /// Adds a warning.
    pub(crate) fn warn(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.found.warnings.push(issue);
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

    /// Records that another string is sent, or nothing.
    pub(crate) fn change(&mut self, sent: Option<String>) {
        let path = self.path.segments();
        self.found.changes.push(Change { path, sent });
    }

    /// Records that the input must be read as a tree instead.
    pub(crate) fn decline(&mut self) {
        self.found.is_declined = true;
    }

    fn here(&self, fault: Fault) -> Issue {
        Issue::new(fault.code, self.path.segments(), fault.params)
    }
}

impl Path<'_> {
    fn segments(&self) -> Vec<Segment> {
        let mut segments = self.parent.map(Path::segments).unwrap_or_default();
        segments.extend(self.last.map(|step| match step {
            Step::Field(name) => name.into(),
            Step::Member(name) => Segment::Key(name.to_owned().into()),
            Step::Item(index) => Segment::Index(index),
        }));
        segments
    }
}
