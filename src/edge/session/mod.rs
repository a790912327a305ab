//! The onboarding of one browser, in its cookie.

pub(crate) mod browser;
pub(crate) mod caller;
pub(crate) mod handoff;
pub(crate) mod link_token;
pub(crate) mod member;
pub(crate) mod record;

use std::ops::RangeInclusive;

use crate::edge::customer::CustomerRef;
use crate::edge::engine::effect::Effect;
use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::{Session, lifetime};
use crate::value::json::Json;
use crate::value::text::trim_header;

/// The name of a cookie, and its attributes after its lifetime.
struct CookieKind {
    name: &'static str,
    attributes: &'static str,
}

// The prefix of the name demands Secure, Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
const SECURE: CookieKind = CookieKind { name: "__Host-kyclink", attributes: "; Secure; HttpOnly; SameSite=Lax" };
/// The cookie of WebKit on a developer's machine: unlike Chromium and Firefox, it stores no `Secure` cookie of
/// `http://localhost`.
const LOCAL: CookieKind = CookieKind { name: "kyclink", attributes: "; HttpOnly; SameSite=Lax" };
/// The names of the cookie that the form of the page sets.
const TEST: [&str; 2] = ["__Host-kyclink-test", "kyclink-test"];
/// How long a form may be open, in seconds: as long as its idempotency key counts.
const TEST_S: &str = "86400";
/// The names of the cookie with the token of a link.
const LINK: [&str; 2] = ["__Host-kyclink-link", "kyclink-link"];

/// From 12 bytes of the initialization vector, 16 of the tag and the names of a session's fields, to the longest cookie
/// that browsers keep.
const SEALED_LENGTH: RangeInclusive<usize> = 120..=4_096;
const MAX_COOKIES: usize = 8;

impl<'a> Session<'a> {
    /// Returns a session that was opened, if it counts: one that is over does not, nor one with another reference,
    /// which belongs to another person.
    pub(crate) fn admitted(self, run: &HandlerRun<'a>, reference: Option<&str>) -> Option<Self> {
        let is_whole = !self.id.is_empty() && self.began_at > 0;
        let (provider, _) = run.configured_provider(self.customer.provider.name())?;
        let is_current = run.now() < self.until && self.reference == reference;
        let customer = CustomerRef { provider, ..self.customer };
        (is_whole && is_current).then_some(Self { customer, ..self })
    }

    /// Whether another browser began the onboarding, and handed it over to this one.
    pub(crate) fn is_handed_over(&self) -> bool {
        self.device.is_some()
    }

    /// Returns the `Set-Cookie` header that ties the onboarding to this browser, from now on.
    pub(crate) fn cookie(&self, run: &mut HandlerRun<'a>) -> OrSuspended<String> {
        let until = lifetime::COOKIE.end(run, run.now()).min(lifetime::SESSION.end(run, self.began_at));
        let max_age = (until.saturating_sub(run.now()) / 1000).to_json();
        let session = Self { until, ..*self };
        let sealed = run.require_text(|| Effect::SealCookie { content: session.to_json() })?;
        Ok(CookieKind::of(run).set(sealed, &max_age))
    }
}

/// Finds the cookies of our name that may be sealed sessions: a sibling domain may have planted some beside ours.
///
/// Each is tried with each secret, so at most eight are: the last ones. A browser sends cookies of longer paths first,
/// and of one path the older ones first (RFC 6265bis, section 5.8.3). Ours has the shortest path, so that what was
/// planted before the session began is in front of it.
///
/// Only space and tab separate cookies (RFC 6265bis, section 5.6). A browser takes other white space for a part of a
/// cookie's name, and such a name lacks the prefix that keeps sibling domains out.
pub(crate) fn find_cookies(run: &HandlerRun) -> Vec<String> {
    let CookieKind { name, .. } = CookieKind::of(run);
    let pairs = run.header("cookie").unwrap_or_default().split(';').map(trim_header);
    let values = pairs.filter_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let mut last: Vec<_> = values.rev().filter(|value| may_be_sealed(value)).take(MAX_COOKIES).collect();
    last.reverse();
    last.into_iter().map(str::to_owned).collect()
}

/// Whether a cookie has the length and the characters of a sealed session, in base64url.
fn may_be_sealed(value: &str) -> bool {
    SEALED_LENGTH.contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

impl CookieKind {
    fn of(run: &HandlerRun) -> Self {
        // Chromium says that it is WebKit, too.
        let agent = run.header("user-agent").unwrap_or_default();
        let is_webkit = agent.contains("AppleWebKit/") && !agent.contains("Chrome/");
        if is_webkit && run.is_local() { LOCAL } else { SECURE }
    }

    /// The cookie with one of two names, beside the session.
    fn named(run: &HandlerRun, [secure, local]: [&'static str; 2]) -> Self {
        let kind = Self::of(run);
        Self { name: if kind.name == SECURE.name { secure } else { local }, ..kind }
    }

    /// Returns the `Set-Cookie` header with a value, which lasts for so many seconds.
    fn set(self, value: &str, max_age: &str) -> String {
        [self.name, "=", value, "; Path=/; Max-Age=", max_age, self.attributes].concat()
    }
}

/// Whether the browser has sent a cookie of ours: that of the form, or any session. It says nothing of a person.
pub(crate) fn keeps_cookies(run: &HandlerRun) -> bool {
    let names = [CookieKind::of(run).name, CookieKind::named(run, TEST).name];
    let mut sent = run.header("cookie").unwrap_or_default().split(';').map(trim_header);
    sent.any(|pair| pair.split_once('=').is_some_and(|(name, _)| names.contains(&name)))
}

/// Returns the `Set-Cookie` header of the form.
pub(crate) fn test_cookie(run: &HandlerRun) -> String {
    CookieKind::named(run, TEST).set("1", TEST_S)
}

/// Returns the `Set-Cookie` header that removes the cookie.
pub(crate) fn removed_cookie(run: &HandlerRun) -> String {
    CookieKind::of(run).set("", "0")
}
