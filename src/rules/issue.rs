//! What can be wrong with an input: the closed list of codes, and one finding.
//!
//! A code, its parameters and its English sentence stand in one row, so that they cannot drift apart. No sentence ever
//! holds the value that was given: issues end up in logs and in answers.

use std::borrow::Cow;
use std::fmt;

use crate::value::json::{Json, Writer, decimal};

macro_rules! issue_codes {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $([$($param:literal),*])? $message:literal)*) => {
        /// What is wrong, as a stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IssueCode { $($(#[doc = $doc])* $variant,)* }

        impl IssueCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands in results.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// When it is given, for the documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// The English sentence, with a `{name}` where a parameter goes.
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }

            /// The names of its parameters.
            pub const fn params(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($($param),*)?],)* }
            }
        }
    };
}

issue_codes! {
    /// A required field is absent, empty or only white space.
    Required "required" "Fill in this field."
    /// The value is of another type; nothing is converted. Params: `expected`, a type of JSON Schema.
    InvalidType "invalid_type" ["expected"] "This must be of type {expected}."
    /// A warning: the field is not one of the operation's and is not sent.
    UnknownField "unknown_field" "This field is unknown and not sent."
    /// Not one of the values the provider takes. Params: `allowed`.
    UnknownValue "unknown_value" ["allowed"] "Choose one of: {allowed}."
    /// More code points than the provider takes. Params: `max`, `actual`.
    TooLong "too_long" ["max", "actual"] "Use at most {max} characters; this has {actual}."
    /// A control character (U+0000 to U+001F, U+007F to U+009F) or a bidirectional one (U+202A to U+202E, U+2066 to
    /// U+2069): no name or address has one, and a screen does not show it.
    ControlCharacter "control_character" "Remove line breaks, tabs and other characters that cannot be seen."
    /// Another field is given that excludes this one. Params: `with`, that field.
    MutuallyExclusive "mutually_exclusive" ["with"] "Leave this out: it cannot go together with {with}."
    /// A number outside of what the provider takes. Params: `min`, `max`.
    NumberRange "number_range" ["min", "max"] "Give a number from {min} to {max}."
    /// Not of the provider's form. Params: `pattern`.
    Pattern "pattern" ["pattern"] "Use the form {pattern}."
    /// Not an RFC 5321 mailbox.
    EmailFormat "email_format" "Enter an email address such as name@example.com."
    /// A warning: the domain has no dot, so that no mail reaches it from outside.
    EmailDomain "email_domain" "Check the email address: its domain has no ending such as .com."
    /// Not the provider's form of an E.164 number.
    PhoneFormat "phone_format" "Enter the phone number with its country code, such as +14155550123."
    /// A warning: no country code starts with 0.
    PhoneLeadingZero "phone_leading_zero" "Check the country code: none starts with 0."
    /// A warning: no country or service has this calling code.
    PhoneCallingCode "phone_calling_code" "Check the country code: it is not in use."
    /// A warning: no number of this calling code has this length.
    PhoneLength "phone_length" "Check the phone number: it seems too short or too long."
    /// A warning: a 0 stands right after the country code, and this country's numbers do not keep it there.
    PhoneTrunkPrefix "phone_trunk_prefix" "Leave out the 0 after the country code: it is dialled within the country only."
    /// Not a current ISO 3166-1 code. Params: `reason` (`withdrawn`, `reserved`, `user_assigned` or `unassigned`).
    CountryUnknown "country_unknown" ["reason"] "Choose a country by its ISO 3166-1 code, such as US or USA."
    /// The country's addresses have a state and none is given.
    StateRequired "state_required" "Enter the state or province."
    /// The provider wants an ISO 3166-2 code and this cannot be one.
    StateNotCode "state_not_code" "Enter the state or province by its code, such as IL for Illinois."
    /// The code before the hyphen is another country's.
    StateCountryMismatch "state_country_mismatch" "Choose a state or province of this country."
    /// A warning: not among the country's ISO 3166-2 codes.
    StateUnknown "state_unknown" "Check the state or province: this code is unknown."
    /// A warning: the state is not sent, because the country's addresses do without one and this is not a code.
    StateOmitted "state_omitted" "The state or province is not sent: this country's addresses do without it."
    /// The country's addresses have a postal code and none is given.
    PostalCodeRequired "postal_code_required" "Enter the postal code."
    /// A warning: not of the form that the country's postal codes have.
    PostalCodeFormat "postal_code_format" "Check the postal code: it looks unusual for this country."
    /// A warning: the country uses postal codes without requiring them, and none is given.
    PostalCodeMissing "postal_code_missing" "Enter the postal code if the address has one."
    /// A warning: the provider takes no address without a postal code. This country has none, or uses them without
    /// requiring them and none is given, so no address is sent.
    AddressOmitted "address_omitted" "The address is asked for on the next page: it has no postal code."
    /// Not a customer id of this provider.
    CustomerIdFormat "customer_id_format" "Use the customer id as the provider gave it."
    /// Not an absolute URL.
    UrlFormat "url_format" "Enter a full web address such as https://example.com/done."
    /// Neither https nor, for a loopback host, http.
    UrlScheme "url_scheme" "Use an address that starts with https://."
    /// A user name or password stands in the URL.
    UrlCredentials "url_credentials" "Remove the user name and password from the address."
    /// A warning: a loopback or private host that the provider cannot send people to.
    UrlNotPublic "url_not_public" "The provider may refuse an address of a private network."
    /// Not a calendar date `YYYY-MM-DD`.
    DateFormat "date_format" "Enter a date as YYYY-MM-DD, such as 1990-01-31."
    /// Later than today anywhere on earth.
    DateRange "date_range" "Enter a date that is not in the future."
    /// Not an RFC 3339 timestamp with an offset.
    TimestampFormat "timestamp_format" "Give an RFC 3339 timestamp with an offset, such as 2026-01-31T12:00:00Z."
    /// The provider refused the field. Params: `constraint`, where the provider states what it takes.
    Provider "provider" "The provider did not accept this value."
}

/// One step of a path: a field's name, or a place in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A field's name.
    Key(Cow<'static, str>),
    /// A place in a list, from 0.
    Index(usize),
}

impl From<&'static str> for Segment {
    fn from(name: &'static str) -> Self {
        Self::Key(name.into())
    }
}

/// The figures behind a code, in the order of [`IssueCode::params`]. None comes from the value that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Params {
    /// There are none.
    None,
    /// A text.
    Text(&'static str),
    /// Two counts.
    Counts([usize; 2]),
    /// Words to choose from.
    Words(Words),
}

/// The words of a closed list, in order.
pub type Words = &'static [&'static str];

/// What is wrong with one value, before its place is known.
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

/// One thing that is wrong with an input.
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    /// What is wrong.
    pub code: IssueCode,
    /// Where: empty only where the input itself is not an object, or a provider complains about no field of ours.
    pub path: Vec<Segment>,
    /// The figures behind the code.
    pub params: Params,
    /// The provider's own text. It may echo a person's data: it is kept apart and never part of [`Self::message`].
    pub provider_message: Option<String>,
    /// The provider's own pointer, as it came, where it names no field of ours.
    pub provider_pointer: Option<String>,
    /// The constraint that the provider states for the field, as JSON: a format, a pattern, words, lengths.
    pub constraint: Option<String>,
}

/// What a provider has said may echo a person's data: it is not shown.
impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, path, params, .. } = self;
        f.debug_struct("Issue").field("code", code).field("path", path).field("params", params).finish_non_exhaustive()
    }
}

impl Issue {
    /// An issue of our own: only a provider's has more.
    pub(crate) fn new(code: IssueCode, path: Vec<Segment>, params: Params) -> Self {
        Self { code, path, params, provider_message: None, provider_pointer: None, constraint: None }
    }

    /// The place as an RFC 6901 JSON pointer; empty for the input itself.
    ///
    /// ```
    /// # use kyclink::{Issue, IssueCode, Params};
    /// # let (provider_message, provider_pointer, constraint) = (None, None, None);
    /// let path = vec!["a/b".into(), "c~".into()];
    /// let issue = Issue { code: IssueCode::Required, path, params: Params::None, provider_message, provider_pointer, constraint };
    /// assert_eq!(issue.pointer(), "/a~1b/c~0");
    /// ```
    pub fn pointer(&self) -> String {
        render(&self.path)
    }

    /// The pointer as far as it is made of our own fields' names.
    pub(crate) fn known_pointer(&self) -> String {
        let is_ours = |segment: &&Segment| !matches!(segment, Segment::Key(Cow::Owned(_)));
        let known = self.path.iter().take_while(is_ours).count();
        render(self.path.get(..known).unwrap_or_default())
    }

    /// The English sentence. It never holds the value that was given.
    pub fn message(&self) -> String {
        let mut message = String::new();
        for piece in self.code.template().split('{') {
            match piece.split_once('}') {
                Some((name, rest)) => {
                    let place = self.code.params().iter().position(|param| *param == name);
                    message.push_str(&place.and_then(|place| self.params.told(place)).unwrap_or_default());
                    message.push_str(rest);
                }
                None => message.push_str(piece),
            }
        }
        message
    }
}

/// A path as an RFC 6901 JSON pointer.
fn render(path: &[Segment]) -> String {
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
    /// The one at that place, as it stands in a sentence.
    fn told(self, place: usize) -> Option<String> {
        Some(match self {
            Self::None => return None,
            Self::Text(text) => text.to_owned(),
            Self::Counts(counts) => decimal(*counts.get(place)?),
            Self::Words(words) => words.join(", "),
        })
    }
}

impl Json for Segment {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Key(name) => out.text(name),
            Self::Index(at) => at.write(out),
        }
    }
}

/// As a list: the names are the code's.
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

/// Text that is JSON already.
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
