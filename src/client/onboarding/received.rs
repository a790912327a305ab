//! What a flow has received: the state between its steps.

use crate::client::customer::Customer;
use crate::client::exchange::attempts::Attempts;
use crate::client::http::HttpResponse;
use crate::client::onboarding::newest_first::NewestFirst;
use crate::value::untrusted::Object;

/// The responses that a flow has received so far. A step replaces the pages of a list, once it has read them, with what
/// it still needs of them, so that the next step does not read them again.
///
/// ```
/// use kyclink::{HttpResponse, Received};
/// let mut received = Received::default();
/// received.push(HttpResponse::new(201, [], br#"{"id": "Customer:1", "customerType": "INDIVIDUAL"}"#));
/// ```
#[derive(Default)]
pub struct Received<'a> {
    /// What it has received, in order.
    pub(crate) entries: Vec<Entry<'a>>,
    /// The customers that a search has found on the pages that it has read. In JavaScript the wrapper holds those of
    /// earlier steps.
    pub(crate) found: Vec<Customer>,
}

/// A part of what a flow has received.
pub(crate) enum Entry<'a> {
    /// The response to one request, and what was attempted before.
    Response(HttpResponse<'a>, Attempts),
    /// What is left of several, which were pages of a list.
    Pages(PagesRead),
}

/// What the search of a list knows after some of its pages.
#[derive(Clone, Default)]
pub(crate) struct PagesRead {
    /// How many pages it has read.
    pub(crate) count: i64,
    /// The query for the next page.
    pub(crate) next: Object<'static>,
    /// Whether they were ordered.
    pub(crate) order: NewestFirst,
}

impl<'a> Received<'a> {
    /// Adds the response to the request that the last step has returned.
    ///
    /// ```
    /// # use kyclink::{HttpResponse, Received};
    /// let mut received = Received::default();
    /// received.push(HttpResponse::new(409, [], b""));
    /// ```
    pub fn push(&mut self, response: HttpResponse<'a>) {
        self.push_last(response, Attempts::default());
    }

    /// Adds the last response to the request that the last step has returned, after several attempts to send it.
    ///
    /// ```
    /// # use kyclink::retry::Attempts;
    /// # use kyclink::{HttpResponse, Received};
    /// let (mut received, mut attempts) = (Received::default(), Attempts::default());
    /// // The response to the first attempt was lost.
    /// attempts.add_failed(true);
    /// received.push_last(HttpResponse::new(409, [], b""), attempts);
    /// ```
    pub fn push_last(&mut self, response: HttpResponse<'a>, attempts: Attempts) {
        self.entries.push(Entry::Response(response, attempts));
    }
}

impl<'a> FromIterator<HttpResponse<'a>> for Received<'a> {
    fn from_iter<I: IntoIterator<Item = HttpResponse<'a>>>(responses: I) -> Self {
        let mut received = Self::default();
        responses.into_iter().for_each(|response| received.push(response));
        received
    }
}
