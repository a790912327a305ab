//! A search in a list of customers, page by page, as a part of a flow.

use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::newest_first::NewestFirst;
use crate::client::onboarding::received::{Entry, PagesRead};
use crate::client::onboarding::replay::{PageSize, Replay, Stop};
use crate::value::untrusted::{Object, UntrustedValue};

/// The limits of a search: a longer list is an error, because it may never end. Both limits are the same if a page has
/// ten customers, which is the smallest default of a provider.
const MAX_PAGES: i64 = 1_000;
const MAX_CUSTOMERS: i64 = 10_000;

impl Replay<'_> {
    /// Reads a list page by page, in pages of `page_size` or else the provider's, until it ends or `is_enough`. Returns
    /// the customers that match, except those on pages that earlier steps have read. A page that leads to itself is an
    /// error.
    pub(crate) fn search(
        &mut self,
        list: &'static Endpoint,
        query: Object<'_>,
        page_size: Option<PageSize>,
        matches: &dyn Fn(&Customer, &Object) -> bool,
        is_enough: &dyn Fn(&NewestFirst, &[Customer]) -> bool,
    ) -> Result<Vec<Customer>, Stop> {
        let start = self.position;
        let mut pages = match self.received.get(start) {
            Some(Entry::Pages(pages)) => {
                self.position += 1;
                pages.clone()
            }
            _ => PagesRead::default(),
        };
        let mut found = Vec::new();
        while pages.count < MAX_PAGES && pages.order.seen < MAX_CUSTOMERS {
            let page = if pages.count == 0 {
                self.first_page(list, &query, page_size)
            } else {
                self.send(list, pages.next.clone())
            };
            let page = match page {
                Ok(Output::Page(page)) => page,
                Ok(_) => return Err(Error::new(ErrorCode::Internal).into()),
                Err(stop) => {
                    self.pages = (pages.count > 0).then_some((start, pages, found));
                    return Err(stop);
                }
            };
            pages.count += 1;
            pages.order.observe(&page.items);
            found.extend(page.items.into_iter().filter(|customer| matches(customer, self.applicant())));
            match page.next {
                Some(next) if !is_enough(&pages.order, &found) => {
                    // Such a list would be read up to the limits.
                    if next == pages.next {
                        let error = Error::unexpected("The list leads back to a page that it had before.");
                        return Err(list.attribute(error).into());
                    }
                    pages.next = next;
                }
                _ => return Ok(found),
            }
        }
        Err(list.attribute(Error::unexpected("The list has more than 10,000 customers or 1,000 pages.")).into())
    }

    /// Returns the first page of a list, in the given size. A provider that refuses the size is asked again without
    /// one, because a maximum may be undocumented. One that returns smaller pages is read in these.
    fn first_page(
        &mut self,
        list: &'static Endpoint,
        query: &Object<'_>,
        page_size: Option<PageSize>,
    ) -> Result<Output, Stop> {
        let Some((name, size)) = page_size else { return self.send(list, query.clone()) };
        let mut large = query.clone();
        large.set(name, UntrustedValue::Number(size.into()));
        match self.send(list, large) {
            Err(Stop::Failed(error)) if error.code() == ErrorCode::ProviderRejected => self.send(list, query.clone()),
            page => page,
        }
    }
}
