//! What the models of the providers share: an account with customers, their statuses, links and codes. The models are
//! written from the providers' documents and share no code with the library; `tests/forms` has what they send.

use std::cell::RefCell;
use std::collections::HashMap;

use kyclink::HttpResponse;
use kyclink_forms as forms;
use serde_json::Value;

use crate::clock::Clock;

/// An account at a provider.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// How far its clock is ahead of the true time, in milliseconds.
    pub(crate) skew: i64,
    /// Whether contacts must be confirmed before a link (Grid).
    pub(crate) wants_contacts: bool,
    /// Whether it leads a person with a login to the same customer at any time.
    pub(crate) knows_references: bool,
    /// Whether its lists begin with the newest customer.
    pub(crate) is_newest_first: bool,
    pub(crate) customers: RefCell<Vec<Customer>>,
    /// Which customer a hosted link belongs to.
    links: RefCell<HashMap<String, usize>>,
    /// The first responses by idempotency key (Bridge, own).
    pub(crate) replies: RefCell<Replies>,
}

pub(crate) struct Customer {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) reference: Option<String>,
    /// By the provider's clock.
    pub(crate) created_at: i64,
    /// Every status that it had, by the model's own name, the latest last.
    pub(crate) history: Vec<&'static str>,
    /// Whether a review has begun.
    pub(crate) is_reviewed: bool,
    /// The true time of the latest change of the status, and of the terms (Bridge).
    pub(crate) changed_at: i64,
    /// The true time of the first change of the status.
    pub(crate) submitted_at: Option<i64>,
    pub(crate) contacts: [Contact; 2],
    /// The other parts of a link (Bridge).
    pub(crate) link: Option<KycLink>,
}

impl Customer {
    /// Returns a new customer without any data.
    pub(crate) fn new(id: String, created_at: i64) -> Self {
        Self {
            id,
            kind: String::new(),
            email: String::new(),
            phone: String::new(),
            reference: None,
            created_at,
            history: vec!["incomplete"],
            is_reviewed: false,
            changed_at: 0,
            submitted_at: None,
            contacts: [Contact::default(), Contact::default()],
            link: None,
        }
    }

    /// Returns the latest status, by the model's own name.
    pub(crate) fn status(&self) -> &'static str {
        self.history.last().copied().unwrap_or_default()
    }

    /// Returns an email address or a phone number.
    pub(crate) fn contact(&self, channel: usize) -> &str {
        if channel == 0 { &self.email } else { &self.phone }
    }

    /// Whether a contact may not change any more, for a request that began at this time.
    pub(crate) fn contact_is_final(&self, channel: usize, began: i64) -> bool {
        let verified_at = self.contacts.get(channel).and_then(|contact| contact.verified_at);
        [self.submitted_at, verified_at].into_iter().flatten().any(|at| at < began)
    }

    /// Whether an address leads to the identity check of somebody who has not accepted the terms (Bridge).
    pub(crate) fn skips_terms(&self, url: &str) -> bool {
        self.link.as_ref().is_some_and(|link| link.kyc_url == url && !link.has_accepted)
    }

    /// Returns whether somebody who was refused may try again, and when the link changed last (Bridge).
    pub(crate) fn refusal(&self) -> Option<(bool, i64)> {
        let link = self.link.as_ref().filter(|link| link.kyc_status == "rejected")?;
        Some((!link.is_hopeless, self.changed_at))
    }
}

/// The parts of a KYC link that a customer of another provider does not have.
pub(crate) struct KycLink {
    pub(crate) customer_id: String,
    /// Whether the customer exists from the beginning: the documents and a test of a public client contradict each
    /// other.
    pub(crate) is_early: bool,
    pub(crate) kyc_url: String,
    pub(crate) tos_url: String,
    /// Bridge's words.
    pub(crate) kyc_status: &'static str,
    pub(crate) has_accepted: bool,
    /// Whether a refusal is final: the customer then has an issue that says so.
    pub(crate) is_hopeless: bool,
}

/// The first responses by idempotency key.
pub(crate) type Replies = HashMap<String, First>;

pub(crate) struct First {
    pub(crate) at: i64,
    pub(crate) request: String,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// An email address or a phone number that may have to be confirmed.
#[derive(Clone, Default)]
pub(crate) struct Contact {
    pub(crate) is_required: bool,
    /// The true time at which it was confirmed.
    pub(crate) verified_at: Option<i64>,
    /// The code that was sent last, as the person reads it.
    pub(crate) code: Option<String>,
}

impl Contact {
    /// Whether the provider wants a code for it.
    pub(crate) fn is_open(&self) -> bool {
        self.is_required && self.verified_at.is_none()
    }
}

/// A response of a provider.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after: Option<i64>,
}

impl Response {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), retry_after: None }
    }

    pub(crate) fn ok(body: Value) -> Self {
        forms::Response::ok(body).into()
    }

    pub(crate) fn response(&self) -> HttpResponse<'static> {
        let wait = self.retry_after.map(|seconds| seconds.to_string());
        let headers = wait.as_deref().map(|wait| ("retry-after", wait));
        HttpResponse::new(self.status, headers, self.body.as_bytes())
    }
}

impl From<forms::Response> for Response {
    fn from(form: forms::Response) -> Self {
        Self::new(form.status, form.body.map(|body| body.to_string()).unwrap_or_default())
    }
}

impl Provider {
    pub(crate) fn new(name: &'static str, skew: i64, wants_contacts: bool, is_newest_first: bool) -> Self {
        let (customers, links, replies) = Default::default();
        let knows_references = ["grid", "bridge"].contains(&name);
        Self { name, skew, wants_contacts, knows_references, is_newest_first, customers, links, replies }
    }

    pub(crate) fn now(&self, clock: &Clock) -> i64 {
        clock.now() + self.skew
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.customers.borrow().iter().position(|customer| customer.id == id)
    }

    /// Returns a fact about a customer.
    pub(crate) fn read<T>(&self, at: usize, fact: impl FnOnce(&Customer) -> T) -> Option<T> {
        self.customers.borrow().get(at).map(fact)
    }

    pub(crate) fn change(&self, at: usize, change: impl FnOnce(&mut Customer)) {
        self.customers.borrow_mut().get_mut(at).map(change);
    }

    /// Makes an address lead to a customer.
    pub(crate) fn lead_to(&self, address: String, at: usize) {
        self.links.borrow_mut().insert(address, at);
    }

    /// Returns the customer of a hosted link.
    pub(crate) fn customer_of_link(&self, address: &str) -> Option<String> {
        let at = *self.links.borrow().get(address)?;
        self.read(at, |customer| customer.id.clone())
    }
}

/// The end of an id, for a trace.
pub(crate) fn short(id: &str) -> &str {
    id.get(id.len().saturating_sub(6)..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
