//! How a link may be shown to the person: which ways its provider documents, and what a page that frames it needs.
//!
//! Each provider decides in its folder. What no document of a provider allows is not a way.

use crate::client::error::Error;
use crate::client::kyc_url::KycUrl;
use crate::client::link::{KycLink, TosLink};
use crate::client::link_rules::{LINK_OPTIONS, LinkRules};
use crate::client::webhook::decode_base64;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::host::Url;
use crate::value::json::{Fields, Json, Writer};
use crate::value::secret::Secret;
use crate::value::text::split_once;
use crate::value::untrusted::UntrustedValue;
use crate::value::url::{absolute, is_loopback};

/// The page that shows a link, and the hosts that count as the provider's own beside those it documents.
///
/// ```
/// assert!(kyclink::options::PRESENTATION_OPTIONS.names().contains(&"origin"));
/// ```
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
    origin: String,
    /// The links that are accepted. A host of `allow_hosts` counts as the provider's own.
    pub rules: LinkRules,
}

impl PresentationOptions {
    /// Checks the origin of the page that shows the link.
    ///
    /// # Errors
    ///
    /// `invalid_config` if it is not an origin as browsers write it: https, or http on a loopback host.
    ///
    /// ```
    /// use kyclink::PresentationOptions;
    /// assert!(PresentationOptions::new("http://localhost:3000").is_ok());
    /// assert!(PresentationOptions::new("null").is_err());
    /// ```
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
    ///
    /// ```
    /// let link = kyclink::PresentableLink::new("grid", "https://in.sumsub.com/x");
    /// assert_eq!(format!("{link:?}"), "PresentableLink(grid)");
    /// ```
    pub fn new(provider: impl Into<String>, url: &str) -> Self {
        Self { provider: provider.into(), url: Secret::new(url), token: None }
    }

    /// Adds the token of the link, which the SDK of the company that runs the hosted page takes.
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
        Self { token: Some(Token::decode(token)), ..self }
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
    #[allow(dead_code, reason = "only the npm package needs it")]
    pub(crate) fn decoded(given: &UntrustedValue) -> Option<Self> {
        match given {
            UntrustedValue::Null => None,
            UntrustedValue::Bool(true) => Some(Self::WithoutBase),
            claims => Some(Self::of(claims)),
        }
    }

    /// Reads the claims of a token.
    pub(crate) fn of(claims: &UntrustedValue) -> Self {
        match (claims.object(), claims.field("url")) {
            (None, _) => Self::Unreadable,
            (_, None | Some(UntrustedValue::Null)) => Self::WithoutBase,
            (_, Some(url)) => url.text().map_or(Self::Unreadable, |url| Self::Base(url.to_owned())),
        }
    }
}

/// A way to show a link.
///
/// ```
/// assert_eq!(kyclink::Way::Frame.as_str(), "frame");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Way {
    /// In the tab of the page.
    Redirect,
    /// In a new tab.
    Tab,
    /// In a frame of the page.
    Frame,
    /// By the SDK of the company that runs the hosted page, with the link's token.
    Sdk,
}

impl Way {
    /// Its name in results and options.
    ///
    /// ```
    /// assert_eq!(kyclink::Way::Tab.as_str(), "tab");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Tab => "tab",
            Self::Frame => "frame",
            Self::Sdk => "sdk",
        }
    }
}

/// Why a way is missing, or what to expect of the others.
///
/// ```
/// assert_eq!(kyclink::PresentationHint::NeverReturns.as_str(), "never_returns");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PresentationHint {
    /// The link's host or path is not one that the provider lets a page frame.
    UnknownLink,
    /// The token names a host that is not known, or cannot be read.
    UnknownToken,
    /// The hosted page does not send the person back: the page has to stay open and watch the status.
    NeverReturns,
}

impl PresentationHint {
    /// Its name in results.
    ///
    /// ```
    /// assert_eq!(kyclink::PresentationHint::UnknownLink.as_str(), "unknown_link");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownLink => "unknown_link",
            Self::UnknownToken => "unknown_token",
            Self::NeverReturns => "never_returns",
        }
    }
}

/// A frame: the attributes of its element.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, presentation};
/// let link = PresentableLink::new("bridge", "https://bridge.withpersona.com/verify?a=b");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// let frame = shown.frame.expect("its check may be framed");
/// assert_eq!(
///     frame.url.expose(),
///     "https://bridge.withpersona.com/widget?a=b&iframe-origin=https%3A%2F%2Fapp.example"
/// );
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `src`. As secret as the link.
    pub url: Secret,
    /// `allow`: the features of the browser that it may use.
    pub allow: &'static str,
    /// `sandbox`, if the page works with it.
    pub sandbox: Option<&'static str>,
    /// `title`, in English: what a screen reader says of the frame.
    pub title: &'static str,
}

/// How a link may be shown.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, presentation};
/// let link = PresentableLink::new("bridge", "https://bridge.withpersona.com/verify?a=b");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// assert_eq!(shown.frame_src, ["https://bridge.withpersona.com"]);
/// assert_eq!(shown.permissions_policy.as_deref(), Some(r#"camera=(self "https://bridge.withpersona.com")"#));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    /// The ways that the provider documents.
    pub ways: Vec<Way>,
    /// The frame, if there is one.
    pub frame: Option<Frame>,
    /// The sources of `frame-src` that the page's Content-Security-Policy has to allow.
    pub frame_src: Vec<String>,
    /// The value of the page's `Permissions-Policy`, if the page sends one.
    pub permissions_policy: Option<String>,
    /// Why a way is missing, or what to expect.
    pub hint: Option<PresentationHint>,
}

impl Presentation {
    /// A link that is opened in a tab.
    pub(crate) fn in_tabs(hint: Option<PresentationHint>) -> Self {
        Self { ways: vec![Way::Redirect, Way::Tab], frame: None, frame_src: Vec::new(), permissions_policy: None, hint }
    }

    /// Adds a frame.
    pub(crate) fn with_frame(mut self, frame: Frame, origin: String) -> Self {
        self.ways.push(Way::Frame);
        self.frame = Some(frame);
        self.frame_src.push(origin);
        self
    }
}

impl Json for Presentation {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.member("ways").items(self.ways.iter(), |way, out| out.text(way.as_str()));
            if let Some(frame) = &self.frame {
                fields.object("frame", |fields| {
                    fields.text("url", frame.url.expose());
                    fields.text("allow", frame.allow);
                    fields.optional("sandbox", frame.sandbox.as_ref());
                    fields.text("title", frame.title);
                });
            }
            fields.object("headers", |headers| self.write_headers(headers));
            fields.optional("hint", self.hint.map(PresentationHint::as_str).as_ref());
        });
    }
}

impl Presentation {
    fn write_headers(&self, headers: &mut Fields<'_>) {
        headers.object("content-security-policy", |policy| {
            policy.field("frame-src", &self.frame_src);
        });
        headers.optional("permissions-policy", self.permissions_policy.as_ref());
    }
}

/// A link that was checked, for its provider to decide about.
pub(crate) struct CheckedLink<'a> {
    text: String,
    url: Url,
    token: Option<&'a Token>,
    options: &'a PresentationOptions,
}

impl<'a> CheckedLink<'a> {
    /// Checks the link like every link to which a person is sent.
    pub(crate) fn check(link: &'a PresentableLink, options: &'a PresentationOptions) -> Result<Self, Error> {
        let given = link.url.expose();
        let normal = KycUrl::parse_completing(given, &options.rules)?;
        let has_scheme = absolute(given, options.rules.allow_loopback).is_ok();
        let text = if has_scheme { given.to_owned() } else { ["https://", given].concat() };
        let url = absolute(normal.as_str(), options.rules.allow_loopback)
            .map_err(|_| Error::unexpected("The link is not an https URL without credentials."))?;
        Ok(Self { text, url, token: link.token.as_ref(), options })
    }

    /// What the SDK would open, if the link has a token.
    pub(crate) fn token(&self) -> Option<&Token> {
        self.token
    }

    /// The link's origin.
    pub(crate) fn origin(&self) -> String {
        origin_of(&self.url)
    }

    /// Whether the link is on one of these hosts or one that the caller counts among them, and its path is literally
    /// this one.
    pub(crate) fn is_at(&self, hosts: &[&str], path: &str) -> bool {
        let after = self.after_host().strip_prefix(path);
        self.is_known(&self.url, hosts) && after.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#']))
    }

    /// Returns the origin of a URL that a token names, if it is on one of these hosts.
    pub(crate) fn origin_among(&self, url: &str, hosts: &[&str]) -> Option<String> {
        let url = absolute(url, self.options.rules.allow_loopback).ok()?;
        self.is_known(&url, hosts).then(|| origin_of(&url))
    }

    /// The link itself.
    pub(crate) fn secret(&self) -> Secret {
        Secret::new(self.text.as_str())
    }

    /// Returns the link with another path, and with the page's origin as the last parameter of its query. Every other
    /// byte stays. `None` if the query has this parameter already: which of the two counts is not known.
    pub(crate) fn with_path_and_origin(&self, path: &str, parameter: &str) -> Option<Secret> {
        let rest = self.after_host();
        let host_end = self.text.len() - rest.len();
        let (before, fragment) = match rest.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (rest, None),
        };
        let query = before.split_once('?').map(|(_, query)| query);
        // An encoded name may be the parameter, too. No link is known to have one.
        let may_be = |pair: &str| pair.split('=').next().is_some_and(|name| name == parameter || is_encoded(name));
        if query.is_some_and(|query| query.split('&').any(may_be)) {
            return None;
        }
        let mut text = [self.text.get(..host_end)?, path, "?"].concat();
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            text.extend([query, "&"]);
        }
        text.extend([parameter, "="]);
        text.push_str(
            &self.options.origin.replace(':', "%3A").replace('/', "%2F").replace('[', "%5B").replace(']', "%5D"),
        );
        if let Some(fragment) = fragment {
            text.extend(["#", fragment]);
        }
        Some(Secret::new(text))
    }

    /// The text after the host: path, query and fragment.
    fn after_host(&self) -> &str {
        let after_scheme = split_once(&self.text, b':').and_then(|(_, rest)| rest.strip_prefix("//"));
        let authority = after_scheme.unwrap_or_default();
        authority.find(['/', '?', '#']).and_then(|at| authority.get(at..)).unwrap_or_default()
    }

    fn is_known(&self, url: &Url, hosts: &[&str]) -> bool {
        let is_sandbox = url.href.starts_with("http:") && is_loopback(&url.hostname);
        let is_known =
            is_sandbox || hosts.contains(&url.host.as_str()) || self.options.rules.allow_hosts.contains(&url.host);
        is_known && is_plain(&url.host)
    }
}

/// Whether a name of a query has encoded characters other than the brackets of `fields[…]`.
fn is_encoded(name: &str) -> bool {
    let digits = name.split('%').skip(1).map(|rest| rest.get(..2).unwrap_or_default());
    digits.into_iter().any(|digits| !digits.eq_ignore_ascii_case("5b") && !digits.eq_ignore_ascii_case("5d"))
}

/// Whether a host may be written into a header. The host of a URL may contain quotes and semicolons, which would begin
/// another directive there.
fn is_plain(host: &str) -> bool {
    host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
}

fn origin_of(url: &Url) -> String {
    let scheme = if url.href.starts_with("https:") { "https://" } else { "http://" };
    [scheme, &url.host].concat()
}
