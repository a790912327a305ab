//! Who is asking: what `authorize` says of them, and the onboarding of this browser.

use super::answer::{Answer, Answered, Content, NO_SESSION, REFUSED, end, number, object, refuse};
use super::run::{Run, Way};
use crate::draft::Draft;

const COOKIE: &str = "__Host-kyclink";
const LASTS_MS: i64 = 30 * 24 * 3_600_000;
// Secure, Path=/ and no Domain are what the prefix demands (RFC 6265bis, section 4.1.3.2).
const ATTRIBUTES: &str = "; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax";

/// Who is asking.
pub(super) struct Caller<'a> {
    /// The caller's own id of this person.
    pub(super) reference: Option<&'a str>,
    pub(super) redirect_uri: Option<&'a str>,
    /// The onboarding of this browser: provider and customer.
    session: Option<(&'a str, &'a str)>,
}

impl<'a> Caller<'a> {
    /// Provider and customer of this browser's onboarding.
    pub(super) fn session(&self) -> Way<'a, (&'a str, &'a str)> {
        self.session.map_or_else(|| refuse(NO_SESSION), Ok)
    }

    pub(super) fn has_session(&self) -> bool {
        self.session.is_some()
    }
}

/// Asks the hook, then looks at the cookie: one of another reference is another person's.
pub(super) fn caller<'a>(run: &mut Run<'a>) -> Way<'a, Caller<'a>> {
    let said = if run.has("authorize") {
        match run.ask("authorize", vec![])? {
            Ok(Draft::Bool(_)) => return end(Answer::new(403, Content::OfHook)),
            Ok(said) => said,
            Err(_) => return refuse(REFUSED),
        }
    } else {
        &Draft::Null
    };
    let reference = said.text_of("reference");
    let mut session = None;
    if let Some(cookie) = cookie(run.header("cookie").unwrap_or_default()) {
        let opened = run.get("open", vec![cookie.into()])?;
        let is_theirs = opened.text_of("reference") == reference;
        let is_young = opened.field("until").and_then(Draft::integer).is_some_and(|until| run.now < until);
        let known = opened.text_of("provider").filter(|name| run.provider(name).is_some());
        session = known.zip(opened.text_of("customer")).filter(|_| is_theirs && is_young);
    }
    let redirect_uri = said.text_of("redirectUri").or_else(|| run.config.text_of("redirectUri"));
    Ok(Caller { reference, redirect_uri, session })
}

/// The cookie's value. Of two nobody can say which is ours.
fn cookie(header: &str) -> Option<&str> {
    let mut values = header.split(';').filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Lets the browser remember its onboarding.
pub(super) fn remember<'a>(
    run: &mut Run<'a>,
    caller: &Caller,
    provider: &str,
    customer: &str,
    answer: Answered,
) -> Way<'a, Answered> {
    let own = |text: &str| Draft::from(text.to_owned());
    let session = object([
        ("provider", own(provider)),
        ("customer", own(customer)),
        ("reference", caller.reference.map_or(Draft::Null, own)),
        ("until", number(run.now.saturating_add(LASTS_MS))),
    ]);
    let sealed = run.get("seal", vec![session.into()])?.text().unwrap_or_default();
    Ok(answer.header("set-cookie", [COOKIE, "=", sealed, ATTRIBUTES].concat()))
}
