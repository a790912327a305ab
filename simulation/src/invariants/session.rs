//! What a session cookie says. The checks can open what the handler has sealed.

use kyclink::{Object, UntrustedValue};

use crate::parts::Parts;
use crate::server::{Handler, Reply, Request, cookie_value};

/// A session, as its cookie says.
pub(super) struct Session {
    pub(super) id: String,
    /// The device to which it was handed over.
    pub(super) device: Option<String>,
    pub(super) provider: String,
    pub(super) customer: String,
    /// The login to which it belongs.
    pub(super) reference: Option<String>,
}

/// Returns the session that the handler has given to the browser of a request, if it is one of the person's login.
pub(super) fn session_of(world: &Parts, handler: &Handler, request: &Request) -> Option<Session> {
    session_in(world, handler, request.cookie.as_deref()?).filter(|session| session.reference == request.login)
}

/// Whether a response is about a session that the login has begun, because the one in the cookie has ended.
pub(super) fn is_by_login(
    world: &Parts,
    handler: &Handler,
    request: &Request,
    reply: &Reply,
    session: &Session,
) -> bool {
    let given = reply.header("set-cookie").and_then(cookie_value);
    let given = given.and_then(|cookie| session_in(world, handler, cookie));
    request.login.is_some()
        && ["/status", "/links/renew", "/token"].iter().any(|route| request.path.ends_with(route))
        && given.is_some_and(|given| given.id != session.id && given.reference == request.login)
}

/// Returns the session in a cookie.
pub(super) fn session_in(world: &Parts, handler: &Handler, cookie: &str) -> Option<Session> {
    let content = world.vault.open(cookie, &[format!("cookie {}", handler.id)])?;
    let value = UntrustedValue::from_json(&content)?;
    let session = value.object()?;
    let customer = session.get("customer")?.object()?;
    let text = |fields: &Object, name| fields.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Session {
        id: text(session, "id")?,
        device: text(session, "device"),
        provider: text(customer, "provider")?,
        customer: text(customer, "id")?,
        reference: text(session, "reference"),
    })
}
