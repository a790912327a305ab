//! One applicant under one key has at most one customer, and so has a person whom the application knows. A request gets no
//! link or cookie of a customer that another onboarding holds. No key is useful for longer than a day.

use std::collections::HashMap;

use kyclink::UntrustedValue;

use super::{Checks, Tag, key_of, session_in, session_of};
use crate::accounts::bridge;
use crate::clock::{DAY, MINUTE};
use crate::own_providers;
use crate::parts::Parts;
use crate::provider::short;
use crate::server::{Handler, Reply, Request, cookie_value};

/// How far the clocks of two servers differ at most, and a little more.
const SKEW: i64 = 2 * MINUTE + 10_000;

/// How the data of a business says that it is one.
const BUSINESS: &str = r#""type":"business""#;

/// How long an attempt may run: its lock lasts no longer.
const LONGEST_ATTEMPT: i64 = 40_000;

#[derive(Default)]
pub(super) struct Customers {
    known: HashMap<String, Known>,
    /// What was created under each key, in its latest day; without a key, for each request.
    units: HashMap<String, Unit>,
    /// Attempts to create a customer.
    attempts: Vec<Attempt>,
}

struct Known {
    provider: String,
    created: i64,
    tag: Tag,
    owner: Option<String>,
    holder: Option<usize>,
}

#[derive(Default)]
struct Unit {
    /// When the first record of the key was made. A slow store has it half a minute later.
    began: i64,
    customers: Vec<String>,
    /// What the person typed who got the customer.
    data: Option<String>,
}

struct Attempt {
    unit: String,
    began: i64,
    /// A dead attempt has no end, except that of its lock.
    ended: i64,
}

impl Customers {
    /// A new record of a key begins a day, unless the day of an earlier one has not ended. The store was `asked` before
    /// it had the record.
    pub(super) fn record_began(&mut self, asked: i64, now: i64, name: &[String]) {
        let [kind, handler, _settings, login, key] = name else { return };
        if kind == "key" {
            let name = format!("{handler} {login} {key}");
            // From now on the handler must assume that a create was sent. The time in the record is that of the request
            // to the store, even if a slow store has it later.
            self.attempts.push(Attempt { unit: name.clone(), began: asked, ended: now + LONGEST_ATTEMPT });
            let unit = self.units.entry(name).or_default();
            if now >= unit.began + DAY - SKEW {
                *unit = Unit { began: asked, ..Unit::default() };
            }
        }
    }

    pub(super) fn create_began(&mut self, now: i64, tag: &Tag) -> usize {
        self.attempts.push(Attempt { unit: tag.unit.clone(), began: now, ended: now + LONGEST_ATTEMPT });
        self.attempts.len() - 1
    }

    pub(super) fn create_ended(&mut self, now: i64, attempt: usize) {
        if let Some(attempt) = self.attempts.get_mut(attempt) {
            attempt.ended = now;
        }
    }

    pub(super) fn created(&mut self, world: &Parts, checks: &Checks, provider: &str, id: &str, tag: &Tag) {
        let created = world.clock.now();
        let is_open = |(id, known): (&String, &Known)| {
            let account = world.provider(provider);
            let status = account.find(id).and_then(|at| account.read(at, |customer| customer.status()));
            // Somebody who has got nothing of an onboarding may begin anew when its key has ended.
            let is_used = known.holder.is_some() && known.owner == tag.member.as_ref().map(|(_, login)| login.clone());
            let is_same = known.tag.member == tag.member && known.provider == provider;
            let has_type = known.tag.data.contains(BUSINESS) == tag.data.contains(BUSINESS);
            let is_known = created - known.created < 89 * DAY;
            let is_over = checks.may_be_forgotten(id) || status.is_none_or(|status| status == "expired");
            is_same && has_type && is_used && is_known && !is_over
        };
        if tag.member.is_some() && self.known.iter().any(is_open) {
            let what =
                format!("person {:?}, whom the application knows, has a second customer at {provider}", tag.person);
            world.violated("one customer", what);
        }
        let provider_name = provider.to_owned();
        let known = Known { provider: provider_name, created, tag: tag.clone(), owner: None, holder: None };
        self.known.insert(id.to_owned(), known);
        let unit = self.units.entry(tag.unit.clone()).or_default();
        // Whom support has forgotten may begin anew.
        unit.customers.retain(|known| !checks.may_be_forgotten(known));
        unit.customers.push(id.to_owned());
        unit.data = Some(tag.data.clone());
        if unit.customers.len() > 1 {
            world.violated(
                "one customer",
                format!("person {:?} has a second customer at {provider} under one key", tag.person),
            );
        }
    }

    /// A claim names the onboarding that holds a customer. It never changes before it ends.
    pub(super) fn claimed(&mut self, world: &Parts, checks: &Checks, name: &[String], value: &str) {
        let (Some(id), Some(claim)) = (name.last(), UntrustedValue::from_json(value)) else { return };
        let (Some(known), Some(owner)) = (self.known.get_mut(id), claim.object().and_then(|claim| claim.text("owner")))
        else {
            return;
        };
        // Support has forgotten the customer.
        if owner.is_empty() && checks.may_be_forgotten(id) {
            known.owner = Some(String::new());
            return;
        }
        if world.clock.now() - known.created > 91 * DAY {
            known.owner = Some(owner.to_owned());
        }
        if known.owner.get_or_insert_with(|| owner.to_owned()) != owner {
            world.violated("somebody else's", format!("the claim of customer {} changes its owner", short(id)));
        }
    }

    /// Whether somebody else than this person has got a link or a cookie of a customer.
    pub(super) fn is_of_another(&self, id: &str, person: Option<usize>) -> bool {
        self.known.get(id).and_then(|known| known.holder).is_some_and(|holder| Some(holder) != person)
    }

    /// A request of a person is about a customer.
    pub(super) fn used(&mut self, world: &Parts, request: &Request, id: &str) {
        let Some(person) = request.person else { return };
        let holder = self.known.get(id).and_then(|known| known.holder);
        if holder.is_some_and(|holder| holder != person) {
            let path = &request.path;
            world.violated(
                "somebody else's",
                format!("{path} of person {person} is about customer {} of person {holder:?}", short(id)),
            );
        }
    }

    pub(super) fn replied(&mut self, world: &Parts, tag: Tag, handler: &Handler, request: &Request, reply: &Reply) {
        let cookie = reply.header("set-cookie").and_then(cookie_value);
        let of_cookie = cookie.and_then(|cookie| session_in(world, handler, cookie)).map(|session| session.customer);
        let link = reply.field("kycUrl").or_else(|| reply.field("url"));
        let link = link.or_else(|| reply.header("location").map(str::to_owned)).unwrap_or_default();
        let of_link = world.providers().find_map(|provider| provider.customer_of_link(&link));
        let at_bridge = of_link.as_ref().and_then(|id| world.bridge.find(id));
        let skips_terms = |at| world.bridge.read(at, |customer| customer.skips_terms(&link));
        if at_bridge.and_then(skips_terms).unwrap_or_default() {
            world.violated("terms", "a person gets the link of the identity check before the terms are accepted");
        }
        if link.contains(own_providers::OTHER_HOST) {
            world.violated("somebody else's", "a link leads to a host that is not its provider's");
        }
        if of_link.is_some() {
            world.count(|counts| counts.links += 1);
        }
        if let (Some(a), Some(b)) = (&of_cookie, &of_link)
            && a != b
        {
            world.violated("somebody else's", "the link and the cookie of a response belong to two customers");
        }
        let Some(id) = of_cookie.or(of_link) else { return };
        // The browser that has a customer goes on with it, whatever the key.
        let is_own = session_of(world, handler, request).is_some_and(|session| session.customer == id);
        self.served(world, &tag, handler, request, (&id, is_own));
        if key_of(request).is_some() && reply.status < 400 && !is_own {
            self.key_was_useful(world, &tag, handler, &id);
        }
    }

    /// A person gets a link or a cookie of a customer.
    fn served(&mut self, world: &Parts, tag: &Tag, handler: &Handler, request: &Request, (id, is_own): (&str, bool)) {
        let (Some(known), Some(person)) = (self.known.get_mut(id), request.person) else {
            world.violated("somebody else's", "a link or a cookie without a customer");
            return;
        };
        // With a login, the handler knows whose customer it is from then on.
        let goes_on = handler.has_logins && known.holder == Some(person);
        let holder = *known.holder.get_or_insert(person);
        if holder != person {
            world
                .violated("somebody else's", format!("person {person} gets customer {} of person {holder}", short(id)));
        }
        let by_other = known.tag.person != Some(person);
        // Bridge names the link of an email address to anyone who posts it; only the same key, the same login or the same
        // browser may have it.
        let is_same = is_own || !by_other && (handler.has_logins || known.tag.unit == tag.unit);
        if request.path.ends_with("/links") && id.starts_with(bridge::LINK_ID) && !is_same {
            let what = format!("person {person} gets the link {} of another onboarding", short(id));
            world.violated("somebody else's", what);
        }
        // It is unknown which of two lost creates with the same data made the only customer. But it must be one of
        // them.
        let is_possible = |attempt: &&Attempt| {
            attempt.unit == tag.unit && (attempt.began - SKEW..=attempt.ended + SKEW).contains(&known.created)
        };
        if by_other
            && !goes_on
            && key_of(request).is_some()
            && !self.attempts.iter().any(|attempt| is_possible(&attempt))
        {
            let what =
                format!("person {person} gets customer {}, which none of their creates can have made", short(id));
            world.violated("somebody else's", what);
        }
    }

    /// A request with a key had success.
    fn key_was_useful(&mut self, world: &Parts, tag: &Tag, handler: &Handler, id: &str) {
        let Some(known) = self.known.get(id) else { return };
        let age = world.clock.now() - known.created;
        // With a login, the handler knows whose customer it is at any time, as it should.
        if !handler.has_logins && age > DAY + SKEW + MINUTE {
            world.violated(
                "a day",
                format!("a key leads to a customer that was created {} hours ago", age / (60 * MINUTE)),
            );
        }
        let data = self.units.get(&tag.unit).and_then(|unit| unit.data.as_ref());
        if data.is_some_and(|data| *data != tag.data) && known.tag.unit == tag.unit {
            world.violated("somebody else's", "a key leads to the customer of other data");
        }
    }
}
