//! No credential and no personal data leaves except to the provider and the hooks. Whatever is secret or personal in a
//! world contains one of a few words.

use kyclink::HttpRequest;

use crate::server::Reply;
use crate::world::World;
use crate::{grid, signature, spherepay};

/// Personal data and the providers' ids of customers.
const PERSONAL: [&str; 8] =
    ["mail.example", "MAIL.EXAMPLE", "canary", "Canary", "CANARY", "+350", "customer_", "Customer:"];

pub(super) fn check_reply(world: &World, reply: &Reply) {
    let headers = reply.headers.iter().map(|(_, value)| value.as_str());
    for text in headers.chain([reply.body.as_str()]) {
        if let Some(word) = PERSONAL.iter().chain(&secrets()).find(|word| text.contains(**word)) {
            world.violated("leaks", format!("a response with status {} contains {word:?}", reply.status));
        }
    }
}

/// Sealed values may name the customer, but neither the person nor our secrets.
pub(super) fn check_sealed(world: &World, place: &str, content: &str) {
    let is_personal = |word: &&&str| !word.starts_with("customer_") && !word.starts_with("Customer:");
    let words = PERSONAL.iter().filter(is_personal).chain(&[]);
    if let Some(word) = words.chain(&secrets()).find(|word| content.contains(**word)) {
        world.violated("leaks", format!("{place} contains {word:?}"));
    }
}

/// Credentials go to their provider only, in their header only.
pub(super) fn check_request(world: &World, provider: &str, request: &HttpRequest) {
    let base = if provider == "grid" { grid::BASE } else { spherepay::BASE };
    if !request.url.starts_with(base) {
        world.violated("leaks", "a request goes to another host");
    }
    let places = [Some(&request.url), request.body.as_ref()];
    let headers = request.headers.iter().filter(|(name, _)| name != "Authorization").map(|(_, value)| value);
    for text in places.into_iter().flatten().chain(headers) {
        if secrets().iter().any(|secret| text.contains(*secret)) {
            world.violated("leaks", "a request contains a secret outside its header");
        }
    }
    let other = if provider == "grid" { spherepay::KEY } else { "c2ltdWxhdGVkOmZl" };
    if request.headers.iter().any(|(_, value)| value.contains(other)) {
        world.violated("leaks", "a request has the credentials of another provider");
    }
}

fn secrets() -> [&'static str; 4] {
    [spherepay::KEY, grid::CLIENT_SECRET, signature::SPHEREPAY_KEY, "secret of the handler"]
}
