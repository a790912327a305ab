//! No credential and no personal data leaves except to the provider and the hooks. Whatever is secret or personal in a
//! world contains one of a few words.

use kyclink::HttpRequest;

use crate::accounts::{bridge, grid, spherepay};
use crate::own_providers;
use crate::parts::Parts;
use crate::server::Reply;
use crate::signature;

/// Personal data, and the beginnings of the providers' ids of customers.
const PERSONAL: [&str; 6] = ["mail.example", "MAIL.EXAMPLE", "canary", "Canary", "CANARY", "+350"];
const IDS: [&str; 5] = ["customer_", own_providers::CUSTOMER_ID, "Customer:", bridge::LINK_ID, bridge::CUSTOMER_ID];

pub(super) fn check_reply(world: &Parts, reply: &Reply) {
    let headers = reply.headers.iter().map(|(_, value)| value.as_str());
    for text in headers.chain([reply.body.as_str()]) {
        if let Some(word) = PERSONAL.iter().chain(&IDS).chain(&secrets()).find(|word| text.contains(**word)) {
            world.violated("leaks", format!("a response with status {} contains {word:?}", reply.status));
        }
    }
}

/// Sealed values may name the customer, but neither the person nor our secrets.
pub(super) fn check_sealed(world: &Parts, place: &str, content: &str) {
    if let Some(word) = PERSONAL.iter().chain(&secrets()).find(|word| content.contains(**word)) {
        world.violated("leaks", format!("{place} contains {word:?}"));
    }
}

/// Credentials go to their provider only, in their header only.
pub(super) fn check_request(world: &Parts, provider: &str, request: &HttpRequest) {
    let (base, own) = match provider {
        "grid" => (grid::BASE, "Authorization"),
        "bridge" => (bridge::BASE, "Api-Key"),
        // The path is the function, and only the functions have credentials.
        own if own_providers::is_own(own) => ("/", ""),
        _ => (spherepay::BASE, "Authorization"),
    };
    if !request.url.starts_with(base) {
        world.violated("leaks", "a request goes to another host");
    }
    let places = [Some(&request.url), request.body.as_ref()];
    let headers = request.headers.iter().filter(|(name, _)| name != own).map(|(_, value)| value);
    for text in places.into_iter().flatten().chain(headers) {
        if secrets().iter().any(|secret| text.contains(*secret)) {
            world.violated("leaks", "a request contains a secret outside its header");
        }
    }
    let credentials = [("spherepay", spherepay::KEY), ("grid", "c2ltdWxhdGVkOmZl"), ("bridge", bridge::KEY)];
    let is_other = |value: &str| credentials.iter().any(|(name, word)| *name != provider && value.contains(word));
    if request.headers.iter().any(|(_, value)| is_other(value)) {
        world.violated("leaks", "a request has the credentials of another provider");
    }
}

fn secrets() -> [&'static str; 5] {
    [spherepay::KEY, bridge::KEY, grid::CLIENT_SECRET, signature::SPHEREPAY_KEY, "secret of the handler"]
}
