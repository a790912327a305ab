//! The caller of a request: what `authorize` says about the person, and the onboarding of this browser.

use std::convert::Infallible;

use super::customer::CustomerRef;
use super::gate::Route;
use super::json_fields::JsonFields;
use super::page_response::link_or_next_step;
use super::response::{Content, Refusal, Response};
use super::run::{End, Flow, HandlerRun, integer};
use super::session_record::SessionRecord;
use super::step::{BodyKind, Effect};
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
    /// The onboarding of this browser.
    pub(super) session: Option<Session<'a>>,
    /// What the store knows about that session.
    pub(super) record: Option<SessionRecord<'a>>,
}

impl<'a> Caller<'a> {
    /// Returns the onboarding of this browser, or refuses the request.
    pub(super) fn require_session(&self, run: &mut HandlerRun<'a>) -> Flow<Session<'a>> {
        match self.session {
            Some(session) => Ok(session),
            None => run.refuse(Refusal::NO_SESSION),
        }
    }

    /// Returns the onboarding of this browser if it began here, or refuses the request.
    pub(super) fn require_own_session(&self, run: &mut HandlerRun<'a>) -> Flow<Session<'a>> {
        let session = self.require_session(run)?;
        if session.is_handed_over() { run.refuse(Refusal::NOT_ALLOWED) } else { Ok(session) }
    }

    /// Whether this browser has handed its onboarding over to another device, which has it now.
    pub(super) fn has_device(&self) -> bool {
        let is_own = self.session.is_some_and(|session| !session.is_handed_over());
        is_own && self.record.as_ref().is_some_and(SessionRecord::has_device)
    }
}

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
    /// Begins a session in this browser, for an onboarding that began at `began_at`.
    pub(super) fn begin(
        run: &mut HandlerRun<'a>,
        caller: &Caller<'a>,
        customer: CustomerRef<'a>,
        began_at: i64,
        country: Option<&'a str>,
    ) -> Flow<Self> {
        let id = run.require_text(|| Effect::MintId)?;
        Ok(Self { id, device: None, customer, reference: caller.reference, began_at, until: 0, country })
    }

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

/// Calls `authorize` and opens the cookie, unless the route begins a session of its own.
pub(super) fn identify_caller<'a>(run: &mut HandlerRun<'a>, route: Route) -> Flow<Caller<'a>> {
    let mut authorized = &UntrustedValue::Null;
    if run.has_hook("authorize") {
        authorized = match run.perform(|| Effect::Authorize)? {
            Ok(UntrustedValue::Bool(_)) => return run.respond(Response::new(403, Content::FromHook, None)),
            Ok(authorized) => authorized,
            Err(_) => return run.refuse(Refusal::NOT_ALLOWED),
        };
    }
    let (reference, redirect_uri) = (authorized.text_of("reference"), authorized.text_of("redirectUri"));
    let mut caller = Caller { reference, redirect_uri, session: None, record: None };
    let cookies = find_cookies(run.header("cookie").unwrap_or_default());
    if !cookies.is_empty() && !matches!(route, Route::Links) {
        let opened = run.require(|| Effect::OpenCookies { cookies })?.list().unwrap_or_default();
        if let Some(session) = opened.iter().find_map(|opened| Session::read(run, reference, opened)) {
            let record = SessionRecord::load(run, session)?;
            if record.admits(session) {
                (caller.session, caller.record) = (Some(session), Some(record));
            }
        }
    }
    Ok(caller)
}

/// Finds the values of all cookies of our name: a sibling domain may have planted one beside ours.
///
/// Only space and tab separate cookies (RFC 6265bis, section 5.6). A browser takes other white space for a part of a
/// cookie's name, and such a name lacks the prefix that keeps sibling domains out.
fn find_cookies(header: &str) -> Vec<String> {
    let pairs = header.split(';').map(|pair| pair.trim_matches([' ', '\t']));
    let values = pairs.filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
    values.map(str::to_owned).collect()
}

fn set_cookie(value: &str, max_age: &str) -> String {
    let [before, after] = ATTRIBUTES;
    [COOKIE, "=", value, before, max_age, after].concat()
}

/// Responds with the outcome of an onboarding step, and sets the cookie that ties the onboarding to this browser.
pub(super) fn respond_with_session<'a>(
    run: &mut HandlerRun<'a>,
    session: Session<'a>,
    outcome: &UntrustedValue,
    is_form: bool,
) -> End {
    let cookie = session.cookie(run)?;
    run.respond(link_or_next_step(outcome, is_form).with_header("set-cookie", cookie))
}

/// Handles `POST /end`: ends this browser's session, and with it those of the devices to which it was handed over.
pub(super) fn end_session<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    if let Some(session) = caller.session {
        SessionRecord::end(run, session)?;
    }
    let response = done(kind, run.base_path());
    run.respond::<Infallible>(response.with_header("set-cookie", set_cookie("", "0")))
}

/// Returns the response to something that is done and has no result: a form is redirected to `path`.
pub(super) fn done(kind: Option<BodyKind>, path: &str) -> Response {
    if kind == Some(BodyKind::Form) {
        return Response::new(303, Content::Empty, None).with_header("location", path.to_owned());
    }
    Response::new(204, Content::Empty, None)
}
