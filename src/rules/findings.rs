//! What a validation in progress reports, and where.

use crate::rules::field::country::Country;
use crate::rules::issue::{Fault, Issue, IssueCode, Segment};
use crate::rules::options::{Options, Policy};
use crate::rules::person_fields::PersonFields;

/// Receives what a validation finds. The native one collects values; that of the npm package writes numbers.
pub(crate) trait Report {
    /// Something is wrong.
    fn issue(&mut self, path: &Path, fault: Fault);
    /// Something is unusual.
    fn warning(&mut self, path: &Path, fault: Fault);
    /// A value is not sent as it was given: another string is sent instead, or nothing.
    fn change(&mut self, path: &Path, sent: Option<&str>);
    /// An optional field is null or absent, and the normal form of the input does not have it.
    fn absence(&mut self, path: &Path) {
        self.change(path, None);
    }
}

/// The place of a validation in progress, with its options and the [`Report`] that receives each finding.
pub(crate) struct Findings<'a> {
    pub(crate) policy: Policy,
    pub(crate) now: i64,
    /// What is required of the person that the whole input describes.
    pub(crate) person_fields: PersonFields,
    /// The country that decides what the provider requires ([`Field::required_in`](crate::rules::shape::Field)).
    pub(crate) deciding_country: Option<Country>,
    /// Whether the whole input describes an individual, or a business, if that decides what is required.
    pub(crate) is_individual: Option<bool>,
    /// Whether it is known that no string has a control character.
    pub(crate) is_printable: bool,
    report: &'a mut dyn Report,
    path: Path<'a>,
}

/// A path from its last step to its first. It stays on the stack, because most inputs have nothing to report.
pub(crate) struct Path<'a> {
    pub(crate) last: Option<PathStep<'a>>,
    pub(crate) parent: Option<&'a Path<'a>>,
}

#[derive(Clone, Copy)]
pub(crate) enum PathStep<'a> {
    /// A field: its name, and its position in the shape.
    Field(&'static str, usize),
    /// A member that no shape describes.
    Member(&'a str),
    /// An index in a list.
    Item(usize),
}

impl<'a> Findings<'a> {
    /// The findings about a whole input.
    pub(crate) fn new(options: &Options, is_printable: bool, report: &'a mut dyn Report) -> Self {
        let Options { policy, now, person_fields, .. } = *options;
        let path = Path { last: None, parent: None };
        let (is_individual, deciding_country) = (None, None);
        Self { policy, now, person_fields, deciding_country, is_individual, is_printable, report, path }
    }

    /// The findings about one part of the current value.
    #[inline]
    pub(crate) fn at<'b>(&'b mut self, step: PathStep<'b>) -> Findings<'b> {
        let path = Path { last: Some(step), parent: Some(&self.path) };
        Findings { report: self.report, path, person_fields: PersonFields::NONE, ..*self }
    }

    pub(crate) fn issue(&mut self, fault: Fault) {
        self.report.issue(&self.path, fault);
    }

    pub(crate) fn warn(&mut self, fault: Fault) {
        self.report.warning(&self.path, fault);
    }

    /// Reports what metadata, not the provider, says about a phone number, state or postal code: a warning, or an issue
    /// under
    /// [`Policy::Strict`].
    pub(crate) fn metadata(&mut self, fault: Option<IssueCode>) {
        if let Some(fault) = fault {
            match self.policy {
                Policy::Strict => self.issue(fault.into()),
                Policy::Schema | Policy::Postal => self.warn(fault.into()),
            }
        }
    }

    /// Reports an optional field that is null or absent.
    pub(crate) fn absence(&mut self) {
        self.report.absence(&self.path);
    }

    /// Reports that another string is sent, or nothing.
    pub(crate) fn change(&mut self, sent: Option<&str>) {
        self.report.change(&self.path, sent);
    }
}

/// Everything that a validation has found.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) issues: Vec<Issue>,
    pub(crate) warnings: Vec<Issue>,
    pub(crate) changes: Vec<Change>,
}

/// A value that is not sent as it was given.
pub(crate) struct Change {
    pub(crate) path: Vec<Segment>,
    /// The string that is sent instead; `None` if the value is not sent.
    pub(crate) sent: Option<String>,
}

impl Report for Collected {
    fn issue(&mut self, path: &Path, fault: Fault) {
        self.issues.push(Issue::new(fault.code, path.segments(), fault.params));
    }

    fn warning(&mut self, path: &Path, fault: Fault) {
        self.warnings.push(Issue::new(fault.code, path.segments(), fault.params));
    }

    fn change(&mut self, path: &Path, sent: Option<&str>) {
        self.changes.push(Change { path: path.segments(), sent: sent.map(str::to_owned) });
    }
}

impl Path<'_> {
    fn segments(&self) -> Vec<Segment> {
        let mut segments = self.parent.map(Path::segments).unwrap_or_default();
        segments.extend(self.last.map(|step| match step {
            PathStep::Field(name, _) => name.into(),
            PathStep::Member(name) => Segment::Key(name.to_owned().into()),
            PathStep::Item(index) => Segment::Index(index),
        }));
        segments
    }
}
