//! Finds customers in a list, page by page.

use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::OrSuspended;
use crate::client::engine::call::output_of;
use crate::client::engine::once::make_once;
use crate::client::error::{Error, ErrorCode};
use crate::client::onboarding::flow::{FlowRun, PageSize};
use crate::client::onboarding::newest_first::NewestFirst;
use crate::value::untrusted::{Object, UntrustedValue};

/// The limits of a search: a longer list is an error, because it may never end. Both limits are the same if a page has
/// ten customers, which is the smallest default of a provider.
const MAX_PAGES: usize = 1_000;
const MAX_CUSTOMERS: i64 = 10_000;

/// What a search keeps of a page, so that no replay reads it again.
struct SearchedPage {
    found: Vec<Customer>,
    /// The order of the list up to here.
    order: NewestFirst,
    /// The query for the next page.
    next: Option<Object<'static>>,
}

/// What a search looks for, and where.
struct Search<'s> {
    list: &'static Endpoint,
    matches: &'s dyn Fn(&Customer, &Object) -> bool,
}

impl<'a> FlowRun<'_, 'a> {
    /// Reads a list page by page, in pages of `page_size` or else the provider's, until it ends or `is_enough`. Returns
    /// the customers that match. A page that leads to itself is an error.
    pub(crate) fn search(
        &mut self,
        list: &'static Endpoint,
        query: Object<'a>,
        page_size: Option<PageSize>,
        matches: &dyn Fn(&Customer, &Object) -> bool,
        is_enough: &dyn Fn(&NewestFirst, &[&Customer]) -> bool,
    ) -> OrSuspended<Result<Vec<&'a Customer>, Error>> {
        let search = Search { list, matches };
        let mut found = Vec::new();
        let mut page = self.first_page(&search, query, page_size)?;
        let mut query: Option<&Object> = None;
        for pages in 1..=MAX_PAGES {
            let SearchedPage { found: more, order, next } = match page {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            found.extend(more);
            match next {
                Some(_) if is_enough(order, &found) => return Ok(Ok(found)),
                // Such a list would be read up to the limits.
                Some(next) if query == Some(next) => {
                    let error = Error::unexpected("The list leads back to a page that it had before.");
                    return Ok(Err(list.attribute(error)));
                }
                Some(next) if pages < MAX_PAGES && order.seen < MAX_CUSTOMERS => {
                    query = Some(next);
                    page = self.page(&search, next.clone(), order)?;
                }
                Some(_) => break,
                None => return Ok(Ok(found)),
            }
        }
        let error = Error::unexpected("The list has more than 10,000 customers or 1,000 pages.");
        Ok(Err(list.attribute(error)))
    }

    /// Returns the first page of a list, in the given size. A provider that refuses the size is asked again without
    /// one, because a maximum may be undocumented. One that returns smaller pages is read in these.
    fn first_page(
        &mut self,
        search: &Search,
        query: Object<'a>,
        page_size: Option<PageSize>,
    ) -> OrSuspended<Result<&'a SearchedPage, Error>> {
        let order = NewestFirst::default();
        if let Some((name, size)) = page_size {
            let mut large = query.clone();
            large.set(name, UntrustedValue::Number(size.into()));
            match self.page(search, large, &order)? {
                Err(error) if error.code() == ErrorCode::ProviderRejected => {}
                page => return Ok(page),
            }
        }
        self.page(search, query, &order)
    }

    /// Returns what the search keeps of a page, after pages in this order.
    fn page(
        &mut self,
        Search { list, matches }: &Search,
        query: Object,
        order: &NewestFirst,
    ) -> OrSuspended<Result<&'a SearchedPage, Error>> {
        let (applicant, caller) = (self.applicant(), self.caller);
        let page = make_once(self.run, |run| {
            let output = output_of(run, list, &query.into(), caller)?;
            Ok(output.and_then(|output| {
                let Output::Page(page) = output else { return Err(ErrorCode::Internal.into()) };
                let mut order = order.clone();
                order.observe(&page.items);
                let found = page.items.into_iter().filter(|customer| matches(customer, applicant)).collect();
                Ok(SearchedPage { found, order, next: page.next })
            }))
        })?;
        Ok(page.map_err(|failed| failed.error().clone()))
    }
}
