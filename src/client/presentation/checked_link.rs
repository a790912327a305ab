//! A link whose host and path a provider may compare with what it documents.

use super::{PresentableLink, PresentationOptions, Token};
use crate::client::error::Error;
use crate::client::link::kyc_url::KycUrl;
use crate::value::host::Url;
use crate::value::secret::Secret;
use crate::value::url::{absolute, is_loopback};

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
        let after_scheme = self.text.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
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
pub(super) fn is_plain(host: &str) -> bool {
    host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
}

fn origin_of(url: &Url) -> String {
    let scheme = if url.href.starts_with("https:") { "https://" } else { "http://" };
    [scheme, &url.host].concat()
}
