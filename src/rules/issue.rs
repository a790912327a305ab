//! Issues: the closed list of codes, and one thing that is wrong with an input.
//!
//! A code, its parameters and its English sentence are defined together, so that they cannot diverge. No sentence contains
//! the given value, because issues end up in logs and responses.

use std::borrow::Cow;
use std::fmt;

use crate::value::json::{Json, Writer, decimal};
use crate::value::text::split;

macro_rules! issue_codes {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $([$($param:literal),*])? $message:literal)*) => {
        /// A stable code for what is wrong.
        ///
        /// ```
        /// use kyclink::IssueCode;
        /// let code = IssueCode::TooLong;
        /// assert_eq!((code.as_str(), code.params()), ("too_long", &["max", "actual"][..]));
        /// assert_eq!(code.template(), "Use at most {max} characters; this has {actual}.");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum IssueCode { $($(#[doc = $doc])* $variant,)* }

        impl IssueCode {
            /// Every code, in the order of this list.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// let code = IssueCode::ALL.iter().find(|code| code.as_str() == "email_format");
            /// assert_eq!(code, Some(&IssueCode::EmailFormat));
            /// ```
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the code as it appears in results.
            ///
            /// ```
            /// assert_eq!(kyclink::IssueCode::DateRange.as_str(), "date_range");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns when the code is used, for the documentation.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::EmailFormat.meaning(), "The string is not an RFC 5321 mailbox.");
            /// ```
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// Returns the English sentence, with `{name}` in place of each parameter.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::NumberRange.template(), "Enter a number from {min} to {max}.");
            /// ```
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }

            /// Returns the names of the parameters.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::NumberRange.params(), ["min", "max"]);
            /// assert!(IssueCode::Required.params().is_empty());
            /// ```
            pub const fn params(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($($param),*)?],)* }
            }
        }
    };
}

issue_codes! {
    /// A required field is absent, empty or only white space.
    Required "required" "Fill in this field."
    /// The value has another type; values are never converted. Params: `expected`, a JSON Schema type.
    InvalidType "invalid_type" ["expected"] "This must be {expected}."
    /// Warning: the operation does not have this field, so it is not sent.
    UnknownField "unknown_field" "This field is unknown and is not sent."
    /// The value is not one that the provider accepts. Params: `allowed`.
    UnknownValue "unknown_value" ["allowed"] "Choose one of: {allowed}."
    /// The string has more code points than the provider accepts. Params: `max`, `actual`.
    TooLong "too_long" ["max", "actual"] "Use at most {max} characters; this has {actual}."
    /// The string contains an invisible character that no name or address has: a control character (U+0000 to U+001F, U+007F
    /// to U+009F) or a bidirectional formatting character (U+202A to U+202E, U+2066 to U+2069).
    ControlCharacter "control_character" "Remove line breaks, tabs and other invisible characters."
    /// Another field is given that excludes this one. Params: `with`, the other field.
    MutuallyExclusive "mutually_exclusive" ["with"] "Leave this out: it cannot be combined with {with}."
    /// The number is outside the range that the provider accepts. Params: `min`, `max`.
    NumberRange "number_range" ["min", "max"] "Enter a number from {min} to {max}."
    /// The string does not match the provider's pattern. Params: `pattern`.
    Pattern "pattern" ["pattern"] "This must match the pattern {pattern}."
    /// The string is not an RFC 5321 mailbox.
    EmailFormat "email_format" "Enter an email address such as name@example.com."
    /// Warning: the domain has no dot, so email from outside does not reach it.
    EmailDomain "email_domain" "Check the email address: its domain has no ending such as .com."
    /// The string is not an E.164 number in the provider's form.
    PhoneFormat "phone_format" "Enter the phone number with its country code, such as +14155550123."
    /// Warning: no country code starts with 0.
    PhoneLeadingZero "phone_leading_zero" "Check the country code: none starts with 0."
    /// Warning: no country or service has this calling code.
    PhoneCallingCode "phone_calling_code" "Check the country code: it is not in use."
    /// Warning: no number with this calling code has this length.
    PhoneLength "phone_length" "Check the phone number: it seems too short or too long."
    /// Warning: the country code is followed by a 0 that is dialled within the country only.
    PhoneTrunkPrefix "phone_trunk_prefix" "Leave out the 0 after the country code: it is only dialled within the country."
    /// The string is not a current ISO 3166-1 code. Params: `reason` (`withdrawn`, `reserved`, `user_assigned` or `unassigned`).
    CountryUnknown "country_unknown" ["reason"] "Choose a country by its ISO 3166-1 code, such as US or USA."
    /// The country's addresses require a state and none is given.
    StateRequired "state_required" "Enter the state or province."
    /// The provider wants an ISO 3166-2 code and the string cannot be one.
    StateNotCode "state_not_code" "Enter the code of the state or province, such as IL for Illinois."
    /// The code before the hyphen belongs to another country.
    StateCountryMismatch "state_country_mismatch" "Choose a state or province of this country."
    /// Warning: the code is not among the country's ISO 3166-2 codes.
    StateUnknown "state_unknown" "Check the state or province: this code is unknown."
    /// Warning: the state is not sent, because it is not a code and the country's addresses do not need one.
    StateOmitted "state_omitted" "The state or province is not sent: addresses in this country do not need it."
    /// The country's addresses require a postal code and none is given.
    PostalCodeRequired "postal_code_required" "Enter the postal code."
    /// Warning: the string does not have the format of the country's postal codes.
    PostalCodeFormat "postal_code_format" "Check the postal code: it looks unusual for this country."
    /// Warning: the country uses postal codes without requiring them, and none is given.
    PostalCodeMissing "postal_code_missing" "Enter the postal code if the address has one."
    /// Warning: the address is not sent, because the provider requires a postal code. The country does not have postal codes,
    /// or does not require them and none is given.
    AddressOmitted "address_omitted" "The next page asks for the address, because it has no postal code."
    /// The string is not a customer id of this provider.
    CustomerIdFormat "customer_id_format" "Use the customer id as the provider returned it."
    /// The string is not an absolute URL.
    UrlFormat "url_format" "Enter a full web address such as https://example.com/done."
    /// The scheme is not https, or http for a loopback host.
    UrlScheme "url_scheme" "Use an address that starts with https://."
    /// The URL contains a user name or password.
    UrlCredentials "url_credentials" "Remove the user name and password from the address."
    /// Warning: the provider cannot send people to a loopback or private host.
    UrlNotPublic "url_not_public" "The provider may refuse an address in a private network."
    /// The string is not a calendar date `YYYY-MM-DD`.
    DateFormat "date_format" "Enter a date as YYYY-MM-DD, such as 1990-01-31."
    /// The date is later than today everywhere on earth.
    DateRange "date_range" "Enter a date that is not in the future."
    /// The string is not an RFC 3339 timestamp with an offset.
    TimestampFormat "timestamp_format" "Enter an RFC 3339 timestamp with an offset, such as 2026-01-31T12:00:00Z."
    /// The provider refused the field. Params: `constraint`, if the provider states what it accepts.
    Provider "provider" "The provider did not accept this value."
}

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

/// The words of a closed list, in order.
///
/// ```
/// use kyclink::{Kind, operation};
/// let shape = operation("spherepay.createCustomer").expect("registered").shape;
/// let Kind::Choice(types) = shape.fields[0].kind else { panic!("a closed list") };
/// assert_eq!(types.iter().collect::<Vec<_>>(), ["individual", "business"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(
    // One string: an address and a length for each word would take 0.3 KB of a page's module.
    &'static str,
);

impl Words {
    /// Makes a list of words, which `|` separates.
    pub(crate) const fn new(words: &'static str) -> Self {
        Self(words)
    }

    /// Returns the words.
    ///
    /// ```
    /// use kyclink::{Kind, operation};
    /// let shape = operation("grid.onboard").expect("registered").shape;
    /// let Kind::Choice(types) = shape.fields[0].kind else { panic!("a closed list") };
    /// assert!(types.iter().any(|word| word == "individual"));
    /// ```
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        split(self.0, b'|')
    }
}

/// Makes [`Words`] of a list of literals.
macro_rules! words {
    ($first:literal $(, $other:literal)* $(,)?) => {
        crate::rules::issue::Words::new(concat!($first $(, "|", $other)*))
    };
}
pub(crate) use words;

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
    /// The path to the value. Empty if the input is not an object, or if the provider refused something that is not a field
    /// of the input.
    pub path: Vec<Segment>,
    /// The values of the code's parameters.
    pub params: Params,
    /// The provider's own message. It may echo personal data, so it is never part of [`Self::message`].
    pub provider_message: Option<String>,
    /// The provider's own pointer, unchanged, if it does not name a field of the input.
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
    /// Creates an issue that validation found. Only an issue from a provider has more fields.
    pub(crate) fn new(code: IssueCode, path: Vec<Segment>, params: Params) -> Self {
        Self { code, path, params, provider_message: None, provider_pointer: None, constraint: None }
    }

    /// Returns the path as an RFC 6901 JSON pointer, which is empty for the input itself.
    ///
    /// ```
    /// # use kyclink::{Issue, IssueCode, Params};
    /// # let (provider_message, provider_pointer, constraint) = (None, None, None);
    /// let path = vec!["a/b".into(), "c~".into()];
    /// let issue = Issue { code: IssueCode::Required, path, params: Params::None, provider_message, provider_pointer, constraint };
    /// assert_eq!(issue.pointer(), "/a~1b/c~0");
    /// ```
    pub fn pointer(&self) -> String {
        json_pointer(&self.path)
    }

    /// Returns the pointer up to the first segment that is not the name of a known field or an index.
    pub(crate) fn known_pointer(&self) -> String {
        let is_known = |segment: &&Segment| !matches!(segment, Segment::Key(Cow::Owned(_)));
        let known = self.path.iter().take_while(is_known).count();
        json_pointer(self.path.get(..known).unwrap_or_default())
    }

    /// Returns the English sentence. It never contains the given value.
    ///
    /// ```
    /// # use kyclink::{Issue, IssueCode, Params};
    /// # let (provider_message, provider_pointer, constraint) = (None, None, None);
    /// # let path = vec!["city".into()];
    /// let (code, params) = (IssueCode::TooLong, Params::Counts([40, 41]));
    /// let issue = Issue { code, path, params, provider_message, provider_pointer, constraint };
    /// assert_eq!(issue.message(), "Use at most 40 characters; this has 41.");
    /// ```
    pub fn message(&self) -> String {
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

/// Renders a path as an RFC 6901 JSON pointer.
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
            Self::Words(words) => words.0.replace('|', ", "),
        })
    }
}

/// Returns the name of a JSON Schema type with its article.
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'i', 'o']) { "an " } else { "a " };
    [article, name].concat()
}

impl Json for Segment {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Key(name) => out.text(name),
            Self::Index(at) => at.write(out),
        }
    }
}

impl Json for Words {
    fn write(&self, out: &mut Writer) {
        out.items(self.iter(), |word, out| out.text(word));
    }
}

/// Writes the values as a list. [`IssueCode::params`] has their names.
impl Json for Params {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::None => out.raw("[]"),
            Self::Text(text) => out.list(&[*text]),
            Self::Counts(counts) => out.list(counts),
            Self::Words(words) => out.list(&[*words]),
        }
    }
}

/// A string that is JSON already.
pub(crate) struct Raw<'a>(pub(crate) &'a str);

impl Json for Raw<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}

impl Json for Issue {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("code", self.code.as_str());
            fields.field("path", &self.path);
            fields.field("pointer", &self.pointer());
            fields.object("params", |fields| match &self.params {
                Params::None => fields.optional("constraint", self.constraint.as_deref().map(Raw).as_ref()),
                Params::Text(text) => self.code.params().iter().for_each(|name| fields.text(name, text)),
                Params::Counts(counts) => {
                    self.code.params().iter().zip(counts).for_each(|(name, count)| fields.field(name, count));
                }
                Params::Words(words) => self.code.params().iter().for_each(|name| fields.field(name, words)),
            });
            fields.field("message", &self.message());
            fields.optional("providerMessage", self.provider_message.as_ref());
            fields.optional("providerPointer", self.provider_pointer.as_ref());
        });
    }
}
