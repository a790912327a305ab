//! The onboarding of one browser, in its cookie.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::run::{Flow, HandlerRun, integer};
use super::step::Effect;
use crate::value::json::{Json, Writer};
use crate::value::text::trim_header;
use crate::value::time::DAY_MS;
use crate::value::untrusted::UntrustedValue;

const COOKIE: &str = "__Host-kyclink";
/// How long a cookie lasts after it was last set.
const LIFETIME_MS: i64 = 30 * DAY_MS;
/// How long a cookie lasts after the onboarding began, however often it is set.
pub(super) const MAX_LIFETIME_MS: i64 = 90 * DAY_MS;
// The prefix of the name demands Secure, Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
const ATTRIBUTES: [&str; 2] = ["; Path=/; Max-Age=", "; Secure; HttpOnly; SameSite=Lax"];

/// The onboarding of a browser: the content of its cookie, and of the record that hands it over to another device.
#[derive(Clone, Copy)]
pub(super) struct Session<'a> {
    /// The id of the session, which a device shares with the browser in which it began.
    pub(super) id: &'a str,
    /// The id of the device to which the onboarding was handed over. `None` in the browser in which it began.
    pub(super) device: Option<&'a str>,
    pub(super) customer: CustomerRef<'a>,
    /// The `reference` of the person to whom the onboarding belongs.
    pub(super) reference: Option<&'a str>,
    /// When the onboarding began.
    pub(super) began_at: i64,
    /// When this session ends.
    pub(super) until: i64,
    /// The country of the applicant's address.
    pub(super) country: Option<&'a str>,
}

impl<'a> Session<'a> {
    /// Reads a session that was opened. One that is over does not count, nor one with another reference: it belongs to
    /// another person.
    pub(super) fn read(
        run: &HandlerRun<'a>,
        reference: Option<&'a str>,
        opened: &'a UntrustedValue<'a>,
    ) -> Option<Self> {
        let until = integer(opened, "until")?;
        if run.now >= until || opened.text_of("reference") != reference {
            return None;
        }
        let (provider, _) = run.configured_provider(opened.text_of("provider")?)?;
        Some(Self {
            id: opened.text_of("session")?,
            device: opened.text_of("device"),
            customer: CustomerRef { provider, id: opened.text_of("customer")? },
            reference,
            began_at: integer(opened, "beganAt")?,
            until,
            country: opened.text_of("country"),
        })
    }

    /// Whether another browser began the onboarding, and handed it over to this one.
    pub(super) fn is_handed_over(&self) -> bool {
        self.device.is_some()
    }

    /// When the session ends at the latest, however often its cookie is set.
    pub(super) fn ends_at(&self) -> i64 {
        self.began_at.saturating_add(MAX_LIFETIME_MS)
    }

    /// Returns the `Set-Cookie` header that ties the onboarding to this browser, from now on.
    pub(super) fn cookie(mut self, run: &mut HandlerRun<'a>) -> Flow<String> {
        self.until = run.now.saturating_add(LIFETIME_MS).min(self.ends_at());
        let max_age = (self.until.saturating_sub(run.now) / 1000).to_json();
        let sealed = run.require_text(|| Effect::SealCookie { content: self.to_json() })?;
        Ok(set_cookie(sealed, &max_age))
    }
}

impl Json for Session<'_> {
    fn write(&self, out: &mut Writer) {
        let fields = JsonFields(&[
            ("session", &self.id),
            ("device", &self.device.unwrap_or_default()),
            ("provider", &self.customer.provider.name()),
            ("customer", &self.customer.id),
            ("reference", &self.reference.unwrap_or_default()),
            ("until", &self.until),
            ("beganAt", &self.began_at),
            ("country", &self.country.unwrap_or_default()),
        ]);
        fields.write(out);
    }
}

/// Finds the values of all cookies of our name: a sibling domain may have planted one beside ours.
///
/// Only space and tab separate cookies (RFC 6265bis, section 5.6). A browser takes other white space for a part of a
/// cookie's name, and such a name lacks the prefix that keeps sibling domains out.
pub(super) fn find_cookies(header: &str) -> Vec<String> {
    let pairs = header.split(';').map(trim_header);
    let values = pairs.filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
    values.map(str::to_owned).collect()
}

fn set_cookie(value: &str, max_age: &str) -> String {
    let [before, after] = ATTRIBUTES;
    [COOKIE, "=", value, before, max_age, after].concat()
}

/// Returns the `Set-Cookie` header that removes the cookie.
pub(super) fn removed_cookie() -> String {
    set_cookie("", "0")
}
