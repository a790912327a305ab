//! Servers and handlers, and the requests and replies that they exchange with browsers and providers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::future::AbortHandle;
use kyclink::UntrustedValue;

use crate::clock::{Clock, SECOND};

pub(crate) const ORIGIN: &str = "https://app.example";
/// The tenants over the store. All handlers of one share what protects its customers.
pub(crate) const OURS: &str = "ours";
pub(crate) const THEIRS: &str = "theirs";

/// A server, with a clock of its own.
pub(crate) struct Server {
    pub(crate) name: usize,
    /// How far its clock is ahead of the true time, in milliseconds.
    pub(crate) skew: i64,
    pub(crate) is_up: Cell<bool>,
    /// The requests that it handles, by number.
    pub(crate) running: RefCell<BTreeMap<u64, AbortHandle>>,
}

/// A handler: the same configuration on every server.
pub(crate) struct Handler {
    pub(crate) id: &'static str,
    pub(crate) config: Rc<UntrustedValue<'static>>,
    pub(crate) timeout: i64,
    pub(crate) secrets: Vec<String>,
    pub(crate) has_logins: bool,
}

/// The method of a request that is a command of an operator: its body is the command, and its path the function.
pub(crate) const OPERATE: &str = "OPERATE";

/// A request of a browser or of a provider, or a command of an operator.
#[derive(Clone)]
pub(crate) struct Request {
    /// Who sends it; `None` for a provider.
    pub(crate) person: Option<usize>,
    /// The session cookie that the handler has set in this browser, whatever else is in the header.
    pub(crate) cookie: Option<String>,
    pub(crate) number: u64,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: UntrustedValue<'static>,
    /// The bytes of a webhook delivery.
    pub(crate) bytes: String,
    /// The field `idempotencyKey` of a form.
    pub(crate) form_key: Option<String>,
    /// The application's own id of the person who is logged in.
    pub(crate) login: Option<String>,
}

/// A response as it leaves the server.
#[derive(Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Handler {
    /// Whether the handler has credentials of this provider.
    pub(crate) fn has(&self, provider: &str) -> bool {
        let connections = self.config.object().and_then(|config| config.get("connections")?.object());
        connections.is_some_and(|connections| connections.get(provider).is_some())
    }
}

impl Server {
    pub(crate) fn new(name: usize, skew: i64) -> Self {
        Self { name, skew, is_up: Cell::new(true), running: RefCell::default() }
    }

    /// Returns the time by this server's clock.
    pub(crate) fn now(&self, clock: &Clock) -> i64 {
        clock.now() + self.skew
    }
}

/// Names the sender of a request in a trace.
pub(crate) fn who(request: &Request) -> String {
    match request.person {
        Some(person) => format!("person {person} (request {:04x})", request.number & 0xffff),
        None if request.method == OPERATE => "support".to_owned(),
        None => "a provider".to_owned(),
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a string field of a JSON body.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let body = UntrustedValue::from_json(&self.body)?;
        body.object()?.text(name).map(str::to_owned)
    }

    /// Returns how long the client should wait, in milliseconds.
    pub(crate) fn wait_ms(&self) -> Option<i64> {
        self.header("retry-after")?.parse::<i64>().ok().map(|seconds| seconds.saturating_mul(SECOND))
    }
}

/// Returns the value of the session cookie in a header.
pub(crate) fn cookie_value(header: &str) -> Option<&str> {
    let (_, rest) = header.split_once("__Host-kyclink=")?;
    rest.split(';').next()
}
