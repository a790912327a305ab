//! `limitBy`: how many requests of one client to one route are admitted within a window of time.
//!
//! The window begins with the client's first request and has one record, whose name contains a MAC of the client's
//! address. A refused request writes nothing, so that it cannot extend the window. A swap fails only if another request
//! of the same client was counted at the same moment. So concurrent requests are never counted less than once, and a
//! request that keeps losing is refused.
//!
//! The store's clock ends a record, and the server's clock the window. If the server's clock is set back, a window does
//! not become longer than it is from now on.

mod client;

use self::client::client_of;
use crate::edge::engine::outcome::Value;
use crate::edge::engine::run::{End, HandlerRun, integer};
use crate::edge::engine::step::Effect;
use crate::edge::record::{Count, Loaded, RATE, lifetime};
use crate::edge::response::{Content, Refusal, Response};

/// How many requests of one client may be counted while one of them tries to be counted itself.
const WRITE_ATTEMPTS: usize = 64;

/// Handles `run.request`, which is `{ route, client, max, perMs }`.
#[inline(never)]
pub(super) fn run(run: &mut HandlerRun<'_>) -> End {
    let text = |name| run.request.text_of(name).unwrap_or_default();
    let (route, client) = (text("route"), client_of(text("client")));
    let max = integer(run.request, "max").unwrap_or_default();
    let effect = || Effect::ComputeMacs { purpose: "client".to_owned(), value: client.into() };
    let newest = run.require(effect, |value| match value {
        Value::Macs(macs) => macs.first(),
        _ => None,
    })?;
    let name = [route, newest];
    for _ in 0..WRITE_ATTEMPTS {
        let Loaded { sealed, content } = run.load::<Count>(&RATE, &name)?;
        let latest_end = lifetime::WINDOW.end(run, run.now);
        let window = content.filter(|window| run.now < window.until);
        let Count { count, until } = window.unwrap_or(Count { count: 0, until: latest_end });
        let until = until.min(latest_end);
        let left_ms = until.saturating_sub(run.now);
        if count >= max {
            return run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, left_ms);
        }
        let counted = Count { count: count.saturating_add(1), until };
        if run.swap(&RATE, &name, sealed, &counted, left_ms)?.is_some() {
            return run.respond(Response::new(200, Content::Empty, None));
        }
    }
    run.refuse_with_retry_after(Refusal::TOO_MANY_REQUESTS, 1)
}
