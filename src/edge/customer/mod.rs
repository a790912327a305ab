//! Customers of a provider, and the operations that concern one of them.

pub(crate) mod agreement;
pub(crate) mod found;
pub(crate) mod masked;
pub(crate) mod next_action;
pub(crate) mod next_step;
pub(crate) mod requirement;

use crate::client::customer::Status;
use crate::client::customer::capability::Capability;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::Error;
use crate::client::requirement::Requirement;
use crate::edge::customer::found::{FoundCustomer, subject_of};
use crate::edge::engine::run::{HandlerRun, OrSuspended, Performed};
use crate::edge::response::json_fields::JsonFields;
use crate::provider::{Provider, own};
use crate::rules::operation::{Operation, normalize};
use crate::rules::options::PhoneCountry;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// A customer, by the provider and the provider's id.
#[derive(Clone, Copy)]
pub(crate) struct CustomerRef<'a> {
    pub(crate) provider: &'static Provider,
    pub(crate) id: &'a str,
}

impl<'a> CustomerRef<'a> {
    /// Returns what identifies the customer, in the names of records: its provider and id.
    pub(crate) fn subject(&self) -> [&'a str; 2] {
        [self.provider.name(), self.id]
    }

    /// Reads a stored customer; `None` if nobody knows the provider. [`Session::admitted`](crate::edge::record::Session)
    /// puts the configured provider in the place of one of the program's own, which may be another of the same name.
    pub(crate) fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        let id = stored.text_of("id").filter(|id| !id.is_empty())?;
        Some(Self { provider: own::known(stored.text_of("provider")?)?, id })
    }
}

impl Json for CustomerRef<'_> {
    fn write(&self, out: &mut Writer) {
        JsonFields(&[("provider", &self.provider.name()), ("id", &self.id)]).write(out);
    }
}

impl<'a> HandlerRun<'a> {
    /// Calls an operation about a customer, and returns what `pick` finds in its output. `input` is the rest of its
    /// input. A failed request is sent again where that is safe.
    pub(crate) fn call<T>(
        &mut self,
        customer: CustomerRef,
        endpoint: &'static Endpoint,
        input: Object<'static>,
        pick: impl FnOnce(&'a Output) -> Option<T>,
    ) -> OrSuspended<Performed<'a, T>> {
        self.call_provider(customer, endpoint, input, None, pick)
    }

    /// Returns what is known of a customer. Where the provider tells the rest with another operation, that takes a single
    /// request; `None` if it fails, which is reported.
    pub(crate) fn details_of(
        &mut self,
        provider: &'static Provider,
        found: &FoundCustomer<'a>,
    ) -> OrSuspended<Option<Details>> {
        let (Some(read), Some(id)) = (provider.customers.details, found.customer_of_link) else {
            let requirements = self.requirements_of(provider, found);
            let capabilities = found.capabilities.to_vec();
            return Ok(Some(self.settle(
                provider,
                Details { status: found.status, requirements, capabilities, said: None },
                false,
            )));
        };
        let input = Object::of_unique([("customerId", id.to_owned().into())]);
        Ok(match self.call_operation(read, input, Some(0), |output| Details::of(output, id, found.status))? {
            Ok(details) => Some(self.settle(provider, details, true)),
            Err(failed) => {
                self.report(failed)?;
                None
            }
        })
    }

    /// Returns the products without which a customer is not approved; `None` where the configuration does not say it, at a
    /// provider that opens several.
    pub(crate) fn wanted_products(&self, provider: &'static Provider) -> Option<Vec<&'a str>> {
        let Some(product) = provider.customers.product else { return Some(vec![]) };
        self.option_of(provider, product.option).and_then(UntrustedValue::texts)
    }

    /// Leaves of what a customer needs only what belongs to the wanted products, and derives its status from them: from
    /// those that it has, if they were read.
    fn settle(&self, provider: &'static Provider, mut details: Details, is_read: bool) -> Details {
        let wanted = self.wanted_products(provider);
        // Nothing says which product a refusal is about.
        if let Some(wanted) = wanted.as_deref().filter(|wanted| !wanted.is_empty())
            && details.status != Status::Rejected
        {
            let is_wanted = |name: &String| wanted.contains(&name.as_str());
            details.requirements.retain(|one| one.of.is_empty() || one.of.iter().any(is_wanted));
        }
        let all = if is_read { Some(&details.capabilities[..]) } else { Capability::known(&details.capabilities) };
        details.status = Capability::status_with(all, wanted.as_deref(), details.status);
        details
    }

    /// Returns the country in which a number without a prefix is dialled, if pages write numbers like that.
    pub(crate) fn phone_country(&self) -> Option<PhoneCountry> {
        self.config.field("phoneCountry").and_then(|given| PhoneCountry::parse(given).ok()?)
    }

    /// Returns the input of an operation that takes these fields of an applicant, normalized as an applicant is: a
    /// number may be written as it is dialled in the country of the address.
    pub(crate) fn input_of(
        &self,
        provider: &'static Provider,
        operation: &Operation,
        fields: impl IntoIterator<Item = (&'static str, UntrustedValue<'static>)>,
    ) -> Object<'static> {
        let applicant = Object::of_unique(fields).into();
        let applicant = normalize(provider.onboarding.operation, applicant, self.phone_country());
        let input = applicant.object().and_then(|applicant| (provider.onboarding.to_input)(applicant, operation));
        input.unwrap_or_default()
    }

    pub(crate) fn call_provider<T>(
        &mut self,
        customer: CustomerRef,
        endpoint: &'static Endpoint,
        mut input: Object<'static>,
        max_retries: Option<u32>,
        pick: impl FnOnce(&'a Output) -> Option<T>,
    ) -> OrSuspended<Performed<'a, T>> {
        input.set(customer.provider.customers.id_field, customer.id.to_owned().into());
        self.call_operation(endpoint, input, max_retries, |output| {
            // A cache or a gateway in between must not approve a person with the status of another one.
            if subject_of(output).is_some_and(|id| id != customer.id) { None } else { pick(output) }
        })
    }

    /// Calls an operation with this input, and returns what `pick` finds in its output.
    pub(crate) fn call_operation<T>(
        &mut self,
        endpoint: &'static Endpoint,
        input: Object<'static>,
        max_retries: Option<u32>,
        pick: impl FnOnce(&'a Output) -> Option<T>,
    ) -> OrSuspended<Performed<'a, T>> {
        Ok(match self.call_endpoint(endpoint, &input.into(), max_retries)? {
            Ok(returned) => pick(returned).ok_or_else(|| {
                let hint = "The response is about another customer, or lacks what was requested.";
                self.failed(endpoint.attribute(Error::unexpected(hint)))
            }),
            Err(failed) => Err(failed),
        })
    }
}

/// What is known of a customer beside what a link says.
pub(crate) struct Details {
    /// The status, over the products that the configuration wants.
    pub(crate) status: Status,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) capabilities: Vec<Capability>,
    /// The link's approval, where `status` is another one because the products were not read.
    pub(crate) said: Option<Status>,
}

impl Details {
    /// Reads an output that only describes this customer, whose link has this status. The products of another one approve
    /// nobody here.
    fn of(output: &Output, id: &str, status: Status) -> Option<Self> {
        let Output::Data(customer) = output else { return None };
        if customer.text_of("id") != Some(id) {
            return None;
        }
        let list = |name| customer.field(name)?.list();
        Some(Self {
            status,
            requirements: list("requirements")?.iter().filter_map(Requirement::read).collect(),
            capabilities: list("capabilities")?.iter().filter_map(Capability::read).collect(),
            said: None,
        })
    }
}
