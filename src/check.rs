//! The walk over an input: where it stands, how strict it is, what it found.

use crate::arena::release;
use crate::draft::Draft;
use crate::error::Error;
use crate::issue::{Issue, IssueCode, Params, Segment};

/// How much an input must satisfy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Only what the provider's published schema demands.
    Schema,
    /// Also what the postal format of the country requires: a state, a postal code.
    #[default]
    Postal,
    /// Warnings about phone, state and postal code become issues.
    Strict,
}

impl Policy {
    /// Reads a policy's name; the default where none is given.
    pub(crate) fn read(name: &Draft) -> Result<Self, Error> {
        match name.text().unwrap_or_default() {
            "postal" => Ok(Self::Postal),
            "schema" => Ok(Self::Schema),
            "strict" => Ok(Self::Strict),
            _ if name.is_absent() => Ok(Self::Postal),
            _ => Err(Error::config("policy is \"schema\", \"postal\" or \"strict\".")),
        }
    }
}

/// How to validate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How much the input must satisfy.
    pub policy: Policy,
    /// Whether to [normalize](crate::normalize) the input first.
    pub normalize: bool,
    /// The time, in milliseconds since 1970-01-01 UTC: dates later than today are refused.
    pub now: i64,
}

impl Options {
    /// Reads `policy`, `normalize` and `now`: `Draft::Null` stands for the default of each.
    pub fn read([policy, normalize, now]: [&Draft; 3]) -> Result<Self, Error> {
        Ok(Self {
            policy: Policy::read(policy)?,
            normalize: normalize.is_true(),
            now: match now {
                // Without a clock, no date is in the future.
                Draft::Null => i64::MAX,
                now => now.integer().ok_or_else(|| Error::config("now is a number of milliseconds."))?,
            },
        })
    }
}

/// What one field's text is wrong about, before the place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub code: IssueCode,
    /// The figures behind it.
    pub params: Params,
}

impl Fault {
    pub(crate) const fn with(code: IssueCode, text: &'static str) -> Self {
        Self { code, params: Params::Text(text) }
    }

    pub(crate) const fn invalid_type(expected: &'static str) -> Self {
        Self::with(IssueCode::InvalidType, expected)
    }

    pub(crate) const fn too_long(max: usize, actual: usize) -> Self {
        Self { code: IssueCode::TooLong, params: Params::Counts([max, actual]) }
    }
}

impl From<IssueCode> for Fault {
    fn from(code: IssueCode) -> Self {
        Self { code, params: Params::None }
    }
}

/// The state of one validation.
pub(crate) struct Check {
    pub(crate) policy: Policy,
    pub(crate) now: i64,
    pub(crate) issues: Vec<Issue>,
    pub(crate) warnings: Vec<Issue>,
    /// Whether what is to be sent is exactly what was given: no text changed, nothing left out, in the same order.
    pub(crate) as_given: bool,
    path: Vec<Segment>,
}

impl Check {
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

    /// What was found: issues, warnings, and whether the input is to be sent as it was given.
    pub(crate) fn end(self) -> (Vec<Issue>, Vec<Issue>, bool) {
        release(self.path);
        (self.issues, self.warnings, self.as_given)
    }

    /// Runs `walk` one step deeper.
    pub(crate) fn at<T>(&mut self, segment: Segment, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let result = walk(self);
        release(self.path.pop());
        result
    }

    pub(crate) fn issue(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.issues.push(issue);
    }

    pub(crate) fn warn(&mut self, fault: Fault) {
        let issue = self.here(fault);
        self.warnings.push(issue);
    }

    /// What metadata says about phone, state and postal code, not the provider: a warning, except under `strict`.
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
