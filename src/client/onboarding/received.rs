//! What a flow has received: the state between its steps.

use crate::client::customer::Customer;
use crate::client::http::HttpResponse;
use crate::client::onboarding::newest_first::NewestFirst;
use crate::value::untrusted::Object;

/// The responses that a flow has received so far. [`step`](crate::onboard::step) replaces the pages of a list, once it has
/// read them, with what it still needs of them, so that the next step does not read them again.
///
/// ```
/// use kyclink::{HttpResponse, Received};
/// let mut received = Received::default();
/// received.push(HttpResponse::new(201, [], br#"{"id": "Customer:1", "customerType": "INDIVIDUAL"}"#));
/// ```
#[derive(Clone, Default)]
pub struct Received<'a>(Vec<Entry<'a>>);

/// A part of what a flow has received.
#[derive(Clone)]
pub(crate) enum Entry<'a> {
    /// The response to one request.
    Response(HttpResponse<'a>),
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
    pub(crate) order: NewestFirst,
    /// The customers that match. In JavaScript the wrapper holds those of earlier steps.
    pub(crate) found: Vec<Customer>,
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
        self.0.push(Entry::Response(response));
    }

    /// Replaces everything from `start` with the pages that it was.
    pub(crate) fn replace(&mut self, start: usize, pages: PagesRead) {
        self.0.truncate(start);
        self.0.push(Entry::Pages(pages));
    }

    /// What it has received, in order.
    pub(crate) fn entries(&self) -> &[Entry<'a>] {
        &self.0
    }
}

impl<'a> FromIterator<HttpResponse<'a>> for Received<'a> {
    fn from_iter<I: IntoIterator<Item = HttpResponse<'a>>>(responses: I) -> Self {
        responses.into_iter().map(Entry::Response).collect()
    }
}

impl<'a> FromIterator<Entry<'a>> for Received<'a> {
    fn from_iter<I: IntoIterator<Item = Entry<'a>>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}
