//! The caller of a request: what `authorize` says about the person, and the onboarding of this browser.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::page_response::link_or_next_step;
use super::response::{Content, Refusal, Response};
use super::run::{Flow, HandlerRun, integer};
use super::step::Effect;
use crate::value::json::{Json, Writer};
use crate::value::time::DAY_MS;
use crate::value::untrusted::UntrustedValue;

const COOKIE: &str = "__Host-kyclink";
/// How long a cookie lasts after it was last set.
const LIFETIME_MS: i64 = 30 * DAY_MS;
/// How long a cookie lasts after the onboarding began, however often it is set.
const MAX_LIFETIME_MS: i64 = 90 * DAY_MS;
// The prefix of the name demands Secure, Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
const ATTRIBUTES: [&str; 2] = ["; Path=/; Max-Age=", "; Secure; HttpOnly; SameSite=Lax"];

/// The caller of a request.
pub(super) struct Caller<'a> {
    /// The `reference` that `authorize` returned: the application's own id of this person.
    pub(super) reference: Option<&'a str>,
    /// The `redirectUri` that `authorize` returned. It is not validated.
    pub(super) redirect_uri: Option<&'a str>,
    /// The customer of this browser's onboarding.
    pub(super) customer: Option<CustomerRef<'a>>,
    /// When that onboarding began.
    pub(super) began_at: i64,
    /// The country of the applicant's address.
    pub(super) country: Option<&'a str>,
}

impl<'a> Caller<'a> {
    /// Returns the customer of this browser's onboarding, or refuses the request.
    pub(super) fn require_customer(&self, run: &mut HandlerRun<'a>) -> Flow<CustomerRef<'a>> {
        self.customer.or_else(|| run.refuse(Refusal::NO_SESSION))
    }
}

/// The onboarding of a browser: the content of its cookie, and of the record that hands it over to another device.
pub(super) struct Session<'a> {
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
        let customer = CustomerRef { provider, id: opened.text_of("customer")? };
        Some(Self {
            customer,
            reference,
            began_at: integer(opened, "beganAt")?,
            until,
            country: opened.text_of("country"),
        })
    }

    /// Returns the `Set-Cookie` header that ties the onboarding to this browser, from now on.
    pub(super) fn cookie(mut self, run: &mut HandlerRun<'a>) -> Flow<String> {
        self.until = run.now.saturating_add(LIFETIME_MS).min(self.began_at.saturating_add(MAX_LIFETIME_MS));
        let max_age = (self.until.saturating_sub(run.now) / 1000).to_json();
        let sealed = run.require_text(|| Effect::SealCookie { content: self.to_json() })?;
        let [before, after] = ATTRIBUTES;
        Some([COOKIE, "=", sealed, before, &max_age, after].concat())
    }
}

impl Json for Session<'_> {
    fn write(&self, out: &mut Writer) {
        let fields = JsonFields(&[
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

/// Calls `authorize` and opens the cookie.
pub(super) fn identify_caller<'a>(run: &mut HandlerRun<'a>) -> Flow<Caller<'a>> {
    let mut authorized = &UntrustedValue::Null;
    if run.has_hook("authorize") {
        authorized = match run.perform(|| Effect::Authorize)? {
            Ok(UntrustedValue::Bool(_)) => return run.respond(Response::new(403, Content::FromHook, None)),
            Ok(authorized) => authorized,
            Err(_) => return run.refuse(Refusal::NOT_ALLOWED),
        };
    }
    let reference = authorized.text_of("reference");
    let mut session = None;
    if let Some(cookie) = find_cookie(run.header("cookie").unwrap_or_default()) {
        let opened = run.require(|| Effect::OpenCookie { cookie: cookie.to_owned() })?;
        session = Session::read(run, reference, opened);
    }
    Some(Caller {
        reference,
        redirect_uri: authorized.text_of("redirectUri"),
        customer: session.as_ref().map(|session| session.customer),
        country: session.as_ref().and_then(|session| session.country),
        began_at: session.map_or(run.now, |session| session.began_at),
    })
}

/// Finds the value of the session cookie. Returns `None` if there are two, because it is unknown which one is ours.
fn find_cookie(header: &str) -> Option<&str> {
    let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Responds with the outcome of an onboarding that began at `began_at`, and sets the cookie that ties it to this
/// browser.
pub(super) fn respond_with_session<'a>(
    run: &mut HandlerRun<'a>,
    caller: &Caller<'a>,
    customer: CustomerRef<'a>,
    began_at: i64,
    outcome: &UntrustedValue,
    is_form: bool,
) -> Flow<()> {
    let session = Session { customer, reference: caller.reference, began_at, until: 0, country: caller.country };
    let cookie = session.cookie(run)?;
    run.respond(link_or_next_step(outcome, is_form).with_header("set-cookie", cookie))
}
