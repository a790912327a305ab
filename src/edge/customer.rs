//! Customers of a provider, and the operations that concern one of them.

use super::json_fields::JsonFields;
use super::limit::Subject;
use super::run::{Flow, HandlerRun, Outcome};
use super::step::Effect;
use crate::provider::Provider;
use crate::value::json::Json;

/// A customer, by the provider and the provider's id.
#[derive(Clone, Copy)]
pub(super) struct CustomerRef<'a> {
    pub(super) provider: &'static Provider,
    pub(super) id: &'a str,
}

impl<'a> CustomerRef<'a> {
    /// Returns what identifies the customer: its provider and id, the subject of a limit.
    pub(super) fn subject(&self) -> Subject<'a> {
        [self.provider.name(), self.id]
    }

    /// Returns the name of a record about this customer.
    pub(super) fn record_name(&self, kind: &'static str) -> [&str; 3] {
        [kind, self.provider.name(), self.id]
    }
}

impl<'a> HandlerRun<'a> {
    /// Calls an operation with these fields, which have an applicant's names. The host retries where that is safe.
    pub(super) fn call(&mut self, customer: CustomerRef, verb: &'static str, fields: &JsonFields) -> Flow<Outcome<'a>> {
        self.call_provider(customer, verb, fields, None)
    }

    /// Gets a customer from the provider. The host retries.
    pub(super) fn get_customer(&mut self, customer: CustomerRef) -> Flow<Outcome<'a>> {
        self.call(customer, "getCustomer", &JsonFields(&[]))
    }

    /// Gets a customer from the provider with a single request.
    pub(super) fn get_customer_once(&mut self, customer: CustomerRef) -> Flow<Outcome<'a>> {
        self.call_provider(customer, "getCustomer", &JsonFields(&[]), Some(0))
    }

    fn call_provider(
        &mut self,
        customer: CustomerRef,
        verb: &'static str,
        fields: &JsonFields,
        max_retries: Option<u8>,
    ) -> Flow<Outcome<'a>> {
        self.perform(|| Effect::CallProvider {
            provider: customer.provider.name(),
            verb,
            customer_id: customer.id.to_owned(),
            fields: fields.to_json(),
            max_retries,
        })
    }
}
