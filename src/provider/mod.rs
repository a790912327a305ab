//! Floor 5: the providers. A folder each, and one word each in the registry below.
//!
//! Everything that differs between providers is in its folder. Nothing outside may name a provider; a test checks it.

use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::onboarding::replay::Journey;
use crate::client::service::Service;
use crate::client::webhook::Webhook;
use crate::rules::operation::Operation;
use crate::value::untrusted::{Object, UntrustedValue};

macro_rules! registry {
    ($($provider:ident)*) => {
        $(mod $provider;)*

        /// A typed client for each provider, under the provider's name.
        pub mod clients {
            $(pub use super::$provider::client as $provider;)*
        }

        /// Every provider, in the order of the registry.
        pub static PROVIDERS: &[&Provider] = &[$(&$provider::PROVIDER),*];

        /// The operations whose input a page may validate. Apart from [`PROVIDERS`], so that the linker leaves everything
        /// else out of the form module.
        static FORM_OPERATIONS: &[&[&Operation]] = &[$($provider::FORM_OPERATIONS),*];
    };
}

registry! {
    spherepay
    grid
}

/// One provider.
pub struct Provider {
    /// Its API: name, credentials, error responses.
    pub service: &'static Service,
    /// The operations whose input a page may validate, in the order of the documents, and the composite.
    pub form_operations: &'static [&'static Operation],
    /// Its endpoints: those of the form operations first.
    pub endpoints: &'static [&'static Endpoint],
    /// How it onboards an applicant.
    pub journey: &'static Journey,
    /// How its webhooks are signed, and what they say.
    pub webhook: &'static Webhook,
    /// Warns the owner of a handler about a valid configuration that may surprise them.
    pub(crate) advice: fn(&Object) -> Option<&'static str>,
}

impl Provider {
    /// Its name in operations and results.
    pub fn name(&self) -> &'static str {
        self.service.name
    }

    /// Its operations: those for a page, then those that only a server needs.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> + use<> {
        let form = self.form_operations;
        let is_of_server = move |operation: &&Operation| !form.iter().any(|other| std::ptr::eq(*other, *operation));
        let of_endpoints = self.endpoints.iter().map(|endpoint| endpoint.operation);
        form.iter().copied().chain(of_endpoints.filter(is_of_server))
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The provider of that name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.name() == name)
}

/// Every operation of every provider.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    PROVIDERS.iter().flat_map(|provider| provider.operations())
}

/// The operation of that name.
///
/// ```
/// assert!(kyclink::operation("spherepay.createKycLink").is_some());
/// assert!(kyclink::operation("createKycLink").is_none());
/// ```
pub fn operation(name: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.name == name)
}

/// Every endpoint of every provider.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    PROVIDERS.iter().flat_map(|provider| provider.endpoints).copied()
}

/// The endpoint of the operation of that name; a composite operation has none.
///
/// ```
/// assert!(kyclink::endpoint("grid.createKycLink").is_some());
/// assert!(kyclink::endpoint("grid.onboard").is_none());
/// ```
pub fn endpoint(name: &str) -> Option<&'static Endpoint> {
    endpoints().find(|endpoint| endpoint.name() == name)
}

/// The operation of that name, or the error that tells the caller how to find one.
pub(crate) fn find_operation(name: &str) -> Result<&'static Operation, Error> {
    operation(name).ok_or_else(|| Error::config("There is no such operation: operations() lists them."))
}

/// The endpoint of the operation of that name, or the error that tells the caller why there is none.
///
/// ```
/// let error = kyclink::provider::find_endpoint("grid.onboard").err().expect("a composite has no endpoint");
/// assert_eq!(error.operation, Some("grid.onboard"));
/// ```
pub fn find_endpoint(name: &str) -> Result<&'static Endpoint, Error> {
    let operation = find_operation(name)?;
    endpoint(name).ok_or_else(|| {
        let error = Error::config("This operation is a composite: it is onboard's, and makes no request of its own.");
        match owner_of(operation) {
            Some(provider) => error.of_operation(operation.name, provider.name()),
            None => error,
        }
    })
}

/// Every operation whose input a page may validate: all that the form module knows.
pub fn form_operations() -> impl Iterator<Item = &'static Operation> {
    FORM_OPERATIONS.iter().copied().flatten().copied()
}

/// The provider that an operation belongs to.
fn owner_of(operation: &Operation) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.operations().any(|own| std::ptr::eq(own, operation)))
}

/// Maps an applicant to the input of one operation; `None` if the operation takes nothing of an applicant.
pub fn to_input<'a>(applicant: &UntrustedValue<'a>, operation: &Operation) -> Option<UntrustedValue<'a>> {
    (owner_of(operation)?.journey.to_input)(applicant.object()?, operation).map(UntrustedValue::from)
}
