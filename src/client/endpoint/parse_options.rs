//! Options of the caller for parsing responses.

use crate::client::error::Error;
use crate::client::link::rules::{LINK_OPTIONS, LinkRules};
use crate::rules::option_names::unknown_option;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::secret::{Secret, is_clean_name};
use crate::value::untrusted::{Object, UntrustedValue};

/// Options of `parseResponse`.
#[doc(hidden)]
pub static READ_OPTIONS: OptionTable = OptionTable::new(
    "ReadOptions",
    &[
        /// The verification profiles that determine a customer's `status`.
        ///
        /// Default: all profiles
        PackageOption::optional("profiles", "readonly string[]"),
    ],
)
.extending(&LINK_OPTIONS);

const NAMES: [&str; 4] = ["allowHosts", "allowLoopback", "profiles", "now"];

/// How to parse a response.
///
/// ```
/// use kyclink::{ParseOptions, UntrustedValue};
/// let options = UntrustedValue::from_json(r#"{"allowHosts": [".sumsub.com"], "now": 1790000000000}"#).expect("JSON");
/// let options = ParseOptions::parse(options.object().expect("an object"))?;
/// assert_eq!((options.now, options.links.allow_hosts), (1_790_000_000_000, vec![".sumsub.com".to_owned()]));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Which links are accepted.
    pub links: LinkRules,
    /// The verification profiles that decide a customer's status; if empty, all do.
    pub profiles: Vec<String>,
    /// The current time, in milliseconds since 1970-01-01 UTC. A date in `Retry-After` becomes a duration from it.
    pub now: i64,
    /// The credentials of the request. An error shows no code and no id that repeats one of them, as it shows none that
    /// repeats a value of the input.
    pub credentials: Vec<Secret>,
}

impl ParseOptions {
    /// Options for a response that is read at this time, in milliseconds since 1970-01-01 UTC. Every link is accepted
    /// that is safe, and every profile counts.
    ///
    /// ```
    /// use kyclink::ParseOptions;
    /// assert_eq!(ParseOptions::new(1_790_000_000_000).now, 1_790_000_000_000);
    /// ```
    #[must_use]
    pub fn new(now: i64) -> Self {
        Self { links: LinkRules::default(), profiles: vec![], now, credentials: vec![] }
    }

    /// Sets which links are accepted.
    ///
    /// ```
    /// use kyclink::{LinkRules, ParseOptions};
    /// let rules = LinkRules::default().allow_hosts([".sumsub.com"]);
    /// assert_eq!(ParseOptions::new(0).links(rules).links.allow_hosts, [".sumsub.com"]);
    /// ```
    #[must_use]
    pub fn links(mut self, links: LinkRules) -> Self {
        self.links = links;
        self
    }

    /// Sets the verification profiles that decide a customer's status. Without any, all do.
    ///
    /// ```
    /// assert_eq!(kyclink::ParseOptions::new(0).profiles(["kyc"]).profiles, ["kyc"]);
    /// ```
    #[must_use]
    pub fn profiles<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.profiles = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the credentials of the request, which no error may show.
    ///
    /// ```
    /// use kyclink::ParseOptions;
    /// assert_eq!(ParseOptions::new(0).credentials(["secret_x"]).credentials.len(), 1);
    /// ```
    #[must_use]
    pub fn credentials<T: Into<String>>(mut self, credentials: impl IntoIterator<Item = T>) -> Self {
        self.credentials = credentials.into_iter().map(Secret::new).collect();
        self
    }

    /// Parses `allowHosts`, `allowLoopback`, `profiles` and `now`.
    ///
    /// # Errors
    ///
    /// `invalid_config` if `allowHosts` or `profiles` is malformed, or if another option is given.
    pub fn parse(options: &Object) -> Result<Self, Error> {
        if let Some(message) = unknown_option(options.iter().map(|(name, _)| name), &NAMES) {
            return Err(Error::config(message));
        }
        Ok(Self {
            links: LinkRules::parse_known(options)?,
            profiles: parse_profiles(options)?,
            // Without the current time, every date in `Retry-After` has passed.
            now: options.get("now").and_then(UntrustedValue::integer).unwrap_or(i64::MAX),
            credentials: vec![],
        })
    }
}

/// Parses the names in `profiles`; none if the option is missing.
pub(crate) fn parse_profiles(options: &Object) -> Result<Vec<String>, Error> {
    options.get("profiles").map_or(Ok(vec![]), profile_names)
}

/// Returns the names in a setting that is a list of them: at least one, each as it was copied.
pub(crate) fn setting_names<'a>(given: &'a UntrustedValue) -> Option<Vec<&'a str>> {
    given.texts().filter(|names| !names.is_empty() && names.iter().all(|name| is_clean_name(name)))
}

pub(crate) fn profile_names(profiles: &UntrustedValue) -> Result<Vec<String>, Error> {
    if matches!(profiles, UntrustedValue::Null) {
        return Ok(vec![]);
    }
    setting_names(profiles).map(|names| names.into_iter().map(str::to_owned).collect()).ok_or_else(|| {
        Error::config("profiles must be a list of names of verification profiles, with at least one, and without quotes, blanks or invisible characters around them.")
    })
}
