//! Origins: which pages may send requests, and under which origin people reach the handler.

use crate::edge::customer::agreement::AGREEMENTS;
use crate::edge::engine::run::HandlerRun;
use crate::value::untrusted::UntrustedValue;

impl<'a> HandlerRun<'a> {
    /// Returns the origin of the page that sent the request, if `allowedOrigins` lists it.
    pub(crate) fn listed_origin(&self) -> Option<&'a str> {
        self.header("origin").filter(|origin| self.is_listed(origin))
    }

    /// Whether the browser says that a page of the handler's own origin sent the request.
    pub(crate) fn is_same_origin(&self) -> bool {
        self.header("sec-fetch-site") == Some("same-origin")
    }

    /// Returns the origin under which people reach the handler: `publicOrigin`, or one of `allowedOrigins`. Headers
    /// only choose among these.
    ///
    /// Behind a proxy, the URL of the request may have another scheme and another host than the browser sees.
    pub(crate) fn public_origin(&mut self) -> &'a str {
        if let Some(configured) = self.config.text_of("publicOrigin") {
            return configured;
        }
        let page = self.listed_origin();
        let seen_by_browser = page.filter(|_| self.is_same_origin());
        if let Some(known) = seen_by_browser.or_else(|| self.listed_request_origin()) {
            return known;
        }
        // A guess: often, page and handler have the same origin.
        self.advice = Some("publicOrigin");
        page.or_else(|| self.allowed_origins().next()).unwrap_or_default()
    }

    /// Returns the URL at which people accept agreements.
    pub(crate) fn agreements_url(&mut self) -> String {
        [self.public_origin(), self.base_path(), "/", AGREEMENTS].concat()
    }

    /// Returns the origin under which people reach the handler, if the configuration alone says it.
    pub(crate) fn configured_origin(&self) -> Option<&'a str> {
        let mut listed = self.allowed_origins();
        let only = listed.next().filter(|_| listed.next().is_none());
        self.config.text_of("publicOrigin").or(only)
    }

    /// Returns the origin of the request's URL if it is listed, also as https: TLS may end at a proxy.
    fn listed_request_origin(&self) -> Option<&'a str> {
        let origin = self.request.text_of("origin")?;
        if self.is_listed(origin) {
            return Some(origin);
        }
        let authority = origin.strip_prefix("http://")?;
        let authority = authority.strip_suffix(":443").unwrap_or(authority);
        self.allowed_origins().find(|listed| listed.strip_prefix("https://") == Some(authority))
    }

    /// Whether all pages are on the developer's machine.
    pub(crate) fn is_local(&self) -> bool {
        self.allowed_origins().all(|listed| local_port(listed).is_some())
    }

    /// Whether `allowedOrigins` lists an origin.
    fn is_listed(&self, origin: &str) -> bool {
        // On a developer's machine, some tools announce `localhost`, others `127.0.0.1`: two names of one server.
        let port = local_port(origin).filter(|_| self.is_local());
        self.allowed_origins().any(|listed| listed == origin || port.is_some() && local_port(listed) == port)
    }

    fn allowed_origins(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let listed = self.config.field("allowedOrigins").and_then(UntrustedValue::list).unwrap_or_default();
        listed.iter().filter_map(UntrustedValue::text)
    }
}

/// Returns the port of an http origin on this machine, with its colon; an empty string if it is the default.
fn local_port(origin: &str) -> Option<&str> {
    let authority = origin.strip_prefix("http://")?;
    let mut ports = ["localhost", "127.0.0.1", "[::1]"].into_iter().filter_map(|name| authority.strip_prefix(name));
    ports.find(|port| port.is_empty() || port.starts_with(':'))
}
