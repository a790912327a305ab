//! One thing that is wrong with an input: its code, its place and the values of its parameters.
//!
//! No message contains the given value, because issues end up in logs and responses.

use std::borrow::Cow;
use std::fmt;

use crate::rules::issue_code::missing_field;
pub use crate::rules::issue_code::{IssueCode, MISSING_FIELDS};
use crate::rules::words::Words;
use crate::value::json::decimal;

/// One segment of a path: a field's name or an index in a list.
///
/// ```
/// use kyclink::Segment;
/// let path = [Segment::from("addresses"), Segment::Index(0), Segment::Key("city".into())];
/// assert_eq!(path[1], Segment::Index(0));
/// assert_eq!(path[2], Segment::from("city"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A field's name.
    Key(Cow<'static, str>),
    /// An index in a list, from 0.
    Index(usize),
}

impl Segment {
    /// The field's name, if it is not an index.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Key(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}

impl From<&'static str> for Segment {
    fn from(name: &'static str) -> Self {
        Self::Key(name.into())
    }
}

/// The values of a code's parameters, in the order of [`IssueCode::params`]. None contains the given value.
///
/// ```
/// use kyclink::{IssueCode, Params, json::Json};
/// let params = Params::Counts([40, 41]);
/// assert_eq!(IssueCode::TooLong.params(), ["max", "actual"]);
/// assert_eq!(params.to_json(), "[40,41]");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Params {
    /// No parameters.
    None,
    /// A string.
    Text(&'static str),
    /// Two counts.
    Counts([usize; 2]),
    /// The allowed words.
    Words(Words),
}

/// What is wrong with a value, without its path.
///
/// ```
/// use kyclink::{Fault, IssueCode, Params};
/// let fault = Fault::from(IssueCode::Required);
/// assert_eq!(fault, Fault { code: IssueCode::Required, params: Params::None });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub code: IssueCode,
    /// The values of the code's parameters.
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

/// One thing that is wrong with an input.
///
/// ```
/// use kyclink::{Issue, Options, UntrustedValue, operation, validate};
/// let operation = operation("grid.confirmEmail").expect("registered");
/// let input = UntrustedValue::from_json(r#"{"customerId": 5}"#).expect("JSON");
/// let issues: Vec<Issue> = validate(operation, input, &Options::default()).result.err().expect("it is not valid");
/// assert_eq!((issues[0].pointer().as_str(), issues[0].code.as_str()), ("/customerId", "invalid_type"));
/// assert_eq!(issues[0].message(), "This must be a string.");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    /// What is wrong.
    pub code: IssueCode,
    /// The path to the value. Empty if the input is not an object, or if the provider refused something that is not a
    /// field of the input.
    pub path: Vec<Segment>,
    /// The values of the code's parameters.
    pub params: Params,
    /// The provider's own message. It may echo personal data, so it is never part of [`Self::message`] or of the JSON.
    pub provider_message: Option<String>,
    /// The provider's own pointer, unchanged, if it does not name a field of the input. The JSON does not contain it.
    pub provider_pointer: Option<String>,
    /// The constraint that the provider states for the field, as JSON: a format, a pattern, allowed words, lengths.
    pub constraint: Option<String>,
}

/// Leaves out the provider's own strings, which may echo personal data.
impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, path, params, .. } = self;
        f.debug_struct("Issue").field("code", code).field("path", path).field("params", params).finish_non_exhaustive()
    }
}

impl Issue {
    /// Returns what is wrong, without where.
    pub(crate) fn fault(&self) -> Fault {
        Fault { code: self.code, params: self.params }
    }

    /// Whether a provider has reported it, and it may have more than a code, a path and params.
    pub(crate) fn is_from_provider(&self) -> bool {
        self.code == IssueCode::Provider || self.provider_message.is_some()
    }

    /// Creates an issue that validation found. Only an issue from a provider has more fields.
    pub(crate) fn new(code: IssueCode, path: Vec<Segment>, params: Params) -> Self {
        Self { code, path, params, provider_message: None, provider_pointer: None, constraint: None }
    }

    /// Returns the path as an RFC 6901 JSON pointer, which is empty for the input itself.
    pub fn pointer(&self) -> String {
        json_pointer(&self.path)
    }

    /// Returns the pointer up to the first segment that is not the name of a known field or an index.
    pub(crate) fn known_pointer(&self) -> String {
        let is_known = |segment: &&Segment| !matches!(segment, Segment::Key(Cow::Owned(_)));
        let known = self.path.iter().take_while(is_known).count();
        json_pointer(self.path.get(..known).unwrap_or_default())
    }

    /// Returns the English sentence. It names a missing field, and never contains the given value.
    pub fn message(&self) -> String {
        if self.code == IssueCode::Required {
            let mut names = self.path.iter().rev().filter_map(Segment::name);
            if let Some(sentence) = names.next().and_then(|last| missing_field(last, names.next().unwrap_or_default()))
            {
                return sentence.to_owned();
            }
        }
        let mut message = String::new();
        for piece in self.code.template().split('{') {
            match piece.split_once('}') {
                Some((name, rest)) => {
                    let index = self.code.params().iter().position(|param| *param == name);
                    if let Some(param) = index.and_then(|index| self.params.render_param(index)) {
                        message.push_str(&if name == "expected" { with_article(&param) } else { param });
                    }
                    message.push_str(rest);
                }
                None => message.push_str(piece),
            }
        }
        message
    }
}

fn json_pointer(path: &[Segment]) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Key(name) => {
                for c in name.chars() {
                    match c {
                        '~' => pointer.push_str("~0"),
                        '/' => pointer.push_str("~1"),
                        _ => pointer.push(c),
                    }
                }
            }
            Segment::Index(at) => pointer.push_str(&decimal(*at)),
        }
    }
    pointer
}

impl Params {
    /// Renders the parameter at an index for a sentence.
    fn render_param(self, index: usize) -> Option<String> {
        Some(match self {
            Self::None => return None,
            Self::Text(text) => text.to_owned(),
            Self::Counts(counts) => decimal(*counts.get(index)?),
            Self::Words(words) => words.joined(),
        })
    }
}

/// Returns the name of a JSON Schema type with its article.
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'i', 'o']) { "an " } else { "a " };
    [article, name].concat()
}
