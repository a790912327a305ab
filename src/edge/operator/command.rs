//! Reads the command of an operator, and finds the customers that it is about.

use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;
use crate::edge::customer::CustomerRef;
use crate::edge::customer::found::{FoundCustomer, FoundPage};
use crate::edge::engine::run::{End, HandlerRun, OrSuspended};
use crate::edge::onboarding::known_customer;
use crate::edge::record::claim;
use crate::edge::record::holder;
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Content, Response};
use crate::edge::status::known_status;
use crate::provider::Provider;
use crate::provider::customer_calls::Search;
use crate::value::json::Json;
use crate::value::untrusted::{Object, UntrustedValue};

/// How many customers are read at least before a list counts as too long: more than one person has.
const MAX_CUSTOMERS: usize = 500;
/// Also a list of pages that are shorter than asked for, or empty, ends.
const MAX_PAGES: usize = 50;

pub(crate) struct Command<'a> {
    pub(crate) provider: &'static Provider,
    who: Who<'a>,
    /// The reference of the person to whom a customer is released, or who may open a link.
    pub(crate) to: Option<&'a str>,
}

/// Whom a command is about.
enum Who<'a> {
    CustomerId(&'a str),
    Email(&'a str),
    Reference(&'a str),
}

/// The customers that a command is about, the newest first.
pub(crate) struct Selected<T> {
    pub(crate) customers: Vec<T>,
    /// Whether there may be more of them, which were not read.
    pub(crate) has_more: bool,
}

/// A customer that a command is about.
pub(crate) struct SelectedCustomer<'a> {
    pub(crate) customer: CustomerRef<'a>,
    /// The status at the provider, or the last known one where the provider cannot read the customer.
    pub(crate) status: Status,
    pub(crate) found: Option<FoundCustomer<'a>>,
}

impl<'a> SelectedCustomer<'a> {
    /// Returns the reference that the provider has of the customer, if it stores one.
    pub(crate) fn stored_reference(&self) -> Option<&'a str> {
        self.found.as_ref()?.reference
    }

    /// Returns the contacts of the customer to which codes are sent.
    pub(crate) fn contacts(&self) -> Vec<(Channel, &'a str)> {
        let Some(found) = self.found.as_ref().filter(|_| self.customer.provider.contact_codes.is_some()) else {
            return vec![];
        };
        let contacts = [(Channel::Email, found.email), (Channel::Phone, found.phone)];
        contacts.into_iter().filter_map(|(channel, contact)| Some((channel, contact?))).collect()
    }
}

impl<'a> Command<'a> {
    pub(crate) fn read(run: &mut HandlerRun<'a>) -> OrSuspended<Self> {
        let given = run.request;
        let field = |name| given.field(name).filter(|value| !matches!(value, UntrustedValue::Null));
        let configured = run.config.text_of("provider");
        let name = field("provider").map_or(configured, UntrustedValue::text);
        let Some((provider, _)) = name.and_then(|name| run.configured_provider(name)) else {
            return refuse(run, "provider");
        };
        let text = |name| field(name).map(|value| value.text().filter(|text| !text.is_empty()));
        let who = match (text("customerId"), text("email"), text("reference")) {
            (Some(Some(id)), None, None) => Who::CustomerId(id),
            (None, Some(Some(email)), None) => Who::Email(email),
            (None, None, Some(Some(reference))) => Who::Reference(reference),
            _ => return refuse(run, "who"),
        };
        // If the id of a person is missing by mistake, the customer must not be left without an owner.
        match given.field("to").map(|to| to.text().filter(|to| !to.is_empty())) {
            Some(None) => refuse(run, "to"),
            to => Ok(Self { provider, who, to: to.flatten() }),
        }
    }

    pub(crate) fn customer_id(&self) -> Option<&'a str> {
        match self.who {
            Who::CustomerId(id) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn reference(&self) -> Option<&'a str> {
        match self.who {
            Who::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// Whether the command names a reference from which the customer was released: the provider still has it, and it
    /// leads to the customer also once the release has ended.
    pub(crate) fn names_former_holder(&self, run: &mut HandlerRun<'a>, found: &SelectedCustomer) -> OrSuspended<bool> {
        let is_named = self.reference().is_some() || self.to.is_some() && self.to == found.stored_reference();
        Ok(is_named && claim::was_released(run, found.customer)?)
    }

    /// Finds all customers, the newest first.
    pub(crate) fn find_customers(&self, run: &mut HandlerRun<'a>) -> OrSuspended<Vec<SelectedCustomer<'a>>> {
        let found = self.find_newest(run)?;
        if found.has_more { refuse(run, "too_many_customers") } else { Ok(found.customers) }
    }

    /// Finds the customers: those that are read, if a stranger has flooded the list.
    pub(crate) fn find_newest(&self, run: &mut HandlerRun<'a>) -> OrSuspended<Selected<SelectedCustomer<'a>>> {
        let provider = self.provider;
        let calls = provider.customers;
        let Selected { customers: found, has_more } = match self.who {
            Who::CustomerId(id) => return read(run, CustomerRef { provider, id }),
            Who::Reference(reference) if known_customer::is_only_known_here(provider) => {
                let mut customers = Vec::new();
                for id in holder::customers_of(run, provider, reference)? {
                    customers.extend(read(run, CustomerRef { provider, id })?.customers);
                }
                return Ok(Selected { customers: newest_first(customers), has_more: false });
            }
            Who::Reference(reference) => match calls.by_reference {
                Some(search) => self.list(run, search, reference, |found| found.reference == Some(reference))?,
                None => return refuse(run, "no_reference"),
            },
            Who::Email(email) => match calls.by_email {
                Some(search) => self.list_by_email(run, search, email)?,
                None => return refuse(run, "no_email"),
            },
        };
        let selected = |found: FoundCustomer<'a>| SelectedCustomer {
            customer: CustomerRef { provider, id: found.id },
            status: found.status,
            found: Some(found),
        };
        Ok(Selected { customers: newest_first(found.into_iter().map(selected)), has_more })
    }

    /// Lists the customers with an email address, whatever its case. Providers may compare it as it was written, so that
    /// it is also searched in lower case.
    fn list_by_email(
        &self,
        run: &mut HandlerRun<'a>,
        search: Search,
        email: &str,
    ) -> OrSuspended<Selected<FoundCustomer<'a>>> {
        let has_email = |found: &FoundCustomer| found.email.is_some_and(|one| one.eq_ignore_ascii_case(email));
        let as_written = self.list(run, search, email, has_email)?;
        let lower_case = email.to_ascii_lowercase();
        if !as_written.customers.is_empty() || lower_case == email {
            return Ok(as_written);
        }
        self.list(run, search, &lower_case, has_email)
    }

    /// Lists the customers that are `wanted`: a server that ignores the query must not lead to another person's. Pages
    /// are as large as the provider allows, and none of the providers can sort them.
    fn list(
        &self,
        run: &mut HandlerRun<'a>,
        search: Search,
        value: &str,
        wanted: impl Fn(&FoundCustomer) -> bool,
    ) -> OrSuspended<Selected<FoundCustomer<'a>>> {
        let (limit, size) = self.provider.onboarding.page_size;
        let mut input = Object::of_unique([(search.field, value.to_owned().into())]);
        let mut default_size = Some(input.clone());
        input.set(limit, UntrustedValue::Number(size.into()));
        let (mut customers, mut read) = (Vec::new(), 0);
        for _ in 0..MAX_PAGES {
            let FoundPage { items, next, is_cut_off } =
                match (run.call_operation(search.list, input, None, FoundPage::of)?, default_size.take()) {
                    (Ok(page), _) => page,
                    // The maximum may be undocumented.
                    (Err(failed), Some(default)) if failed.code() == ErrorCode::ProviderRejected => {
                        input = default;
                        continue;
                    }
                    (Err(failed), _) => return run.fail(failed),
                };
            read += items.len();
            customers.extend(items.into_iter().filter(&wanted));
            match next {
                // Where none is wanted, the rest may hold the person's customer: it must not count as absent.
                Some(_) if read >= MAX_CUSTOMERS && !customers.is_empty() => {
                    return Ok(Selected { customers, has_more: true });
                }
                Some(_) if read >= MAX_CUSTOMERS => break,
                Some(next) => input = next.clone(),
                // The rest may hold another customer of the same person.
                None if is_cut_off => break,
                None => return Ok(Selected { customers, has_more: false }),
            }
        }
        run.fail_with(ErrorCode::UnexpectedResponse)
    }
}

/// Responds to the command with these fields.
pub(crate) fn respond(run: &mut HandlerRun, fields: &[(&'static str, &dyn Json)]) -> End {
    let response = Response::new(200, Content::Json(JsonFields(fields).to_json()), None);
    run.respond(Response { advice: run.advice, ..response })
}

/// Refuses the command, with the word for what is wrong.
pub(crate) fn refuse<T>(run: &mut HandlerRun, word: &'static str) -> OrSuspended<T> {
    run.respond(Response::new(400, Content::Refused(word), None))
}

/// Reads one customer. A provider may be unable to read a customer of which it has sent events.
fn read<'a>(run: &mut HandlerRun<'a>, customer: CustomerRef<'a>) -> OrSuspended<Selected<SelectedCustomer<'a>>> {
    let selected = match run.get_customer(customer)? {
        Ok(found) => Some(SelectedCustomer { customer, status: found.status, found: Some(found) }),
        Err(failed) if failed.code() == ErrorCode::NotFound => {
            known_status(run, customer)?.map(|status| SelectedCustomer { customer, status, found: None })
        }
        Err(failed) => return run.fail(failed),
    };
    Ok(Selected { customers: selected.into_iter().collect(), has_more: false })
}

/// Sorts customers. They are few, and most often sorted already; the standard library's sort takes 2 KB of the module.
fn newest_first<'a>(customers: impl IntoIterator<Item = SelectedCustomer<'a>>) -> Vec<SelectedCustomer<'a>> {
    let created_at = |one: &SelectedCustomer| one.found.as_ref().and_then(|found| found.created_at_ms);
    let mut sorted: Vec<SelectedCustomer> = Vec::new();
    for customer in customers {
        let at = sorted.partition_point(|earlier| created_at(earlier) >= created_at(&customer));
        sorted.insert(at, customer);
    }
    sorted
}
