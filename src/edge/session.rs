//! Who is asking: what `authorize` says of them, and the onboarding of this browser.

use super::answer::{Content, Map, NO_SESSION, REFUSED};
use super::links::tell;
use super::run::{Customer, Run, Way, number, text};
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

const COOKIE: &str = "__Host-kyclink";
const DAY_MS: i64 = 24 * 3_600_000;
/// How long a cookie lasts after it was last set …
const LASTS_MS: i64 = 30 * DAY_MS;
/// … and how long after the onboarding began, however often it is set.
const ENDS_MS: i64 = 90 * DAY_MS;
// Secure, Path=/ and no Domain are what the prefix demands (RFC 6265bis, section 4.1.3.2).
const ATTRIBUTES: [&str; 2] = ["; Path=/; Max-Age=", "; Secure; HttpOnly; SameSite=Lax"];

/// Who is asking.
pub(super) struct Caller<'a> {
    /// The caller's own id of this person.
    pub(super) reference: Option<&'a str>,
    pub(super) redirect_uri: Option<&'a str>,
    /// The onboarding of this browser.
    pub(super) session: Option<Customer<'a>>,
    /// When that onboarding began.
    pub(super) began_at: i64,
}

impl<'a> Caller<'a> {
    /// The customer of this browser's onboarding.
    pub(super) fn session(&self, run: &mut Run<'a>) -> Way<Customer<'a>> {
        self.session.or_else(|| run.refuse(&NO_SESSION))
    }
}

/// Asks the hook, then looks at the cookie: one of another reference is another person's.
pub(super) fn caller<'a>(run: &mut Run<'a>) -> Way<Caller<'a>> {
    let mut said = &UntrustedValue::Null;
    if run.has("authorize") {
        said = match run.ask("authorize", &[])? {
            Ok(UntrustedValue::Bool(_)) => return run.answer(403, Content::OfHook, ""),
            Ok(said) => said,
            Err(_) => return run.refuse(&REFUSED),
        };
    }
    let reference = text(said, "reference");
    let (mut session, mut began_at) = (None, run.now);
    if let Some(cookie) = cookie(run.given("cookie").unwrap_or_default()) {
        let opened = run.get("open", &[&cookie])?;
        let is_theirs = text(opened, "reference") == reference;
        let is_young = number(opened, "until").is_some_and(|until| run.now < until);
        if let (true, Some(name), Some(id), Some(at)) =
            (is_theirs && is_young, text(opened, "provider"), text(opened, "customer"), number(opened, "beganAt"))
        {
            session = run.provider(name).map(|(provider, _)| Customer { provider, id });
            began_at = at;
        }
    }
    let redirect_uri = text(said, "redirectUri").or_else(|| text(run.config, "redirectUri"));
    Some(Caller { reference, redirect_uri, session, began_at })
}

/// The cookie's value. Of two nobody can say which is ours.
fn cookie(header: &str) -> Option<&str> {
    let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Answers, and lets the browser remember its onboarding, which began at that time.
pub(super) fn remember<'a>(
    run: &mut Run<'a>,
    caller: &Caller,
    customer: Customer,
    began_at: i64,
    said: &UntrustedValue,
    is_form: bool,
) -> Way<()> {
    let until = run.now.saturating_add(LASTS_MS).min(began_at.saturating_add(ENDS_MS));
    let seconds = (until.saturating_sub(run.now) / 1000).to_json();
    let reference = caller.reference.unwrap_or_default();
    let values: [&dyn Json; 5] = [&customer.provider.name(), &customer.id, &reference, &until, &began_at];
    let session = Map("provider customer reference until beganAt", &values);
    let sealed = run.get_text("seal", &[&session])?;
    tell(run, said, is_form);
    let [before, after] = ATTRIBUTES;
    run.header("set-cookie", &[COOKIE, "=", sealed, before, &seconds, after].concat());
    None
}
