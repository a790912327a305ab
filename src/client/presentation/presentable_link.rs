//! A link that a page wants to show, and the page.

use super::checked_link::is_plain;
use crate::client::error::Error;
use crate::client::link::rules::{LINK_OPTIONS, LinkRules};
use crate::client::link::{KycLink, TosLink};
use crate::client::webhook::decode_base64;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::secret::Secret;
use crate::value::untrusted::UntrustedValue;
use crate::value::url::absolute;

/// The page that shows a link, and the hosts that count as the provider's own beside those it documents.
#[doc(hidden)]
pub static PRESENTATION_OPTIONS: OptionTable = OptionTable::new(
    "PresentationOptions",
    &[
        /// The origin of the page that shows the link: `location.origin`.
        PackageOption::required("origin", "string"),
    ],
)
.extending(&LINK_OPTIONS);

/// The page that shows a link, and the links that it accepts.
///
/// ```
/// use kyclink::PresentationOptions;
/// assert!(PresentationOptions::new("https://app.example").is_ok());
/// assert!(PresentationOptions::new("https://app.example/").is_err(), "an origin has no path");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PresentationOptions {
    pub(super) origin: String,
    /// The links that are accepted. A host of `allow_hosts` counts as the provider's own.
    pub rules: LinkRules,
}

impl PresentationOptions {
    /// Checks the origin of the page that shows the link.
    ///
    /// # Errors
    ///
    /// `invalid_config` if it is not an origin as browsers write it: https, or http on a loopback host.
    pub fn new(origin: &str) -> Result<Self, Error> {
        let is_origin =
            absolute(origin, true).is_ok_and(|url| url.href.strip_suffix('/') == Some(origin) && is_plain(&url.host));
        match is_origin {
            true => Ok(Self { origin: origin.to_owned(), rules: LinkRules::default() }),
            false => Err(Error::config("origin must be the origin of the page, such as \"https://app.example.com\".")),
        }
    }

    /// Sets which links are accepted.
    ///
    /// ```
    /// use kyclink::{LinkRules, PresentationOptions};
    /// let options = PresentationOptions::new("http://localhost:3000")?.rules(LinkRules::default().allow_loopback(true));
    /// assert!(options.rules.allow_loopback);
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn rules(self, rules: LinkRules) -> Self {
        Self { rules, ..self }
    }
}

/// A link that can be shown: one to the check, or one to the terms.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, Way, presentation};
/// let link = PresentableLink::new("spherepay", "https://in.sumsub.com/websdk/p/x");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// assert_eq!(shown.ways, [Way::Redirect, Way::Tab]);
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone)]
pub struct PresentableLink {
    pub(crate) provider: String,
    pub(crate) url: Secret,
    pub(crate) token: Option<Token>,
}

impl PresentableLink {
    /// A link of a provider, as it was stored.
    pub fn new(provider: impl Into<String>, url: &str) -> Self {
        Self { provider: provider.into(), url: Secret::new(url), token: None }
    }

    /// Adds the token of the link, which the SDK of the company that runs the hosted page takes. An empty one is none.
    ///
    /// ```
    /// use kyclink::{PresentableLink, PresentationOptions, Way, presentation};
    /// let link = PresentableLink::new("grid", "https://in.sumsub.com/x").token("opaque");
    /// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
    /// assert!(shown.ways.contains(&Way::Sdk));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        Self { token: (!token.is_empty()).then(|| Token::decode(token)), ..self }
    }
}

impl std::fmt::Debug for PresentableLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PresentableLink({})", self.provider)
    }
}

impl From<&KycLink> for PresentableLink {
    fn from(link: &KycLink) -> Self {
        let shown = Self::new(link.provider, link.kyc_url.as_str());
        match &link.token {
            Some(token) => shown.token(token.expose()),
            None => shown,
        }
    }
}

impl From<&TosLink> for PresentableLink {
    fn from(link: &TosLink) -> Self {
        Self::new(link.provider, link.url.as_str())
    }
}

/// Which host the SDK would open with a token: the SDK obeys the token, and that host's frame gets the camera.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// The token names no host, so the SDK opens its own.
    WithoutBase,
    /// The token's claim `url`.
    Base(String),
    /// What the SDK would read of it is not known.
    Unreadable,
}

impl Token {
    /// Reads the payload of a JSON Web Token. Its signature does not matter: what counts is the host that it names.
    fn decode(token: &str) -> Self {
        let Some((_, rest)) = token.split_once('.') else { return Self::WithoutBase };
        let payload = rest.split('.').next().unwrap_or_default().replace('-', "+").replace('_', "/");
        let padding = "=".repeat(payload.len().wrapping_neg() % 4);
        let bytes = decode_base64([payload, padding].concat().as_bytes());
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| UntrustedValue::from_json(&text)).map_or(Self::Unreadable, |claims| Self::of(&claims))
    }

    /// Reads what a host has decoded of a token: nothing for a link without one, true for one without claims, or its
    /// claims.
    pub(crate) fn decoded(given: &UntrustedValue) -> Option<Self> {
        match given {
            UntrustedValue::Null => None,
            UntrustedValue::Bool(true) => Some(Self::WithoutBase),
            claims => Some(Self::of(claims)),
        }
    }

    pub(crate) fn of(claims: &UntrustedValue) -> Self {
        match (claims.object(), claims.field("url")) {
            (None, _) => Self::Unreadable,
            (_, None | Some(UntrustedValue::Null)) => Self::WithoutBase,
            (_, Some(url)) => url.text().map_or(Self::Unreadable, |url| Self::Base(url.to_owned())),
        }
    }
}
