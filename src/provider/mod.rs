//! The providers. Each has a folder, and a line in the registry below.
//!
//! Everything that differs between providers is in these folders. Code outside them may not name a provider; a test
//! checks this. A file with an `ENDPOINT` is one operation. It has the same parts in the same order everywhere; a test
//! checks this, too: its head (method and path, documents, the meaning of a 409 if it is special, retry), `OPERATION`,
//! `SHAPE` and its parts, `ENDPOINT`, `Returned` (what the call returns), `request`, `response`. `cargo xtask codegen`
//! reads the comments, names and types of these files: see `client.rs`, `inputs.d.ts` and `calls.d.ts` in each folder.

pub mod agreements;
pub mod contact_codes;
pub mod customer_calls;
mod example;
mod hosted_pages;
pub(crate) mod own;
mod typed_client;

use crate::client::endpoint::Endpoint;
use crate::client::endpoint::service::Service;
use crate::client::error::Error;
use crate::client::onboarding::flow::OnboardingFlow;
use crate::client::preparation::{Checklist, Preparation};
use crate::client::presentation::{CheckedLink, PresentableLink, Presentation, PresentationOptions};
use crate::client::webhook::Webhook;
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;
use crate::value::untrusted::{Object, UntrustedValue};
use agreements::Agreements;
use contact_codes::ContactCodes;
use customer_calls::CustomerCalls;
pub use example::{Example, ExampleCall};
pub use hosted_pages::HostedPages;

macro_rules! registry {
    ($first:ident $($other:ident)*) => {
        registry! { @every $first $($other)* }

        pub use $first::EXAMPLE;
    };
    (@every $($provider:ident)*) => {
        $(mod $provider;)*

        /// A typed client for each provider, under the provider's name.
        pub mod clients {
            $(pub use super::$provider::client as $provider;)*
        }

        /// Every provider, in the order of the registry.
        ///
        /// ```
        /// use kyclink::provider::PROVIDERS;
        /// assert!(PROVIDERS.iter().all(|provider| !provider.endpoints.is_empty()));
        /// ```
        pub static PROVIDERS: &[&Provider] = &[$(&$provider::PROVIDER),*];

        /// The operations whose input a page may validate. They stand apart from [`PROVIDERS`], so that the linker can
        /// leave everything else out of the form module.
        static FORM_OPERATIONS: &[&[&Operation]] = &[$($provider::FORM_OPERATIONS),*];

        /// The hosted pages of each provider, in the order of the registry. They stand apart from [`PROVIDERS`], so
        /// that the linker can leave them out of the wasm modules: only packing reads them.
        #[doc(hidden)]
        pub static HOSTED_PAGES: &[HostedPages] = &[$($provider::HOSTED_PAGES),*];

        /// The options that only this provider has in a configuration, in the order of the registry: its credentials,
        /// and the key of its webhooks. Only packing reads them.
        ///
        /// ```
        /// use kyclink::provider::{OPTIONS, PROVIDERS};
        /// assert_eq!(OPTIONS.len(), PROVIDERS.len());
        /// ```
        pub static OPTIONS: &[&[&str]] = &[$($provider::OPTIONS),*];
    };
}

registry! {
    spherepay
    grid
    bridge
}

/// One provider.
///
/// ```
/// use kyclink::provider::PROVIDERS;
/// let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name()).collect();
/// assert!(names.contains(&"grid"));
/// ```
pub struct Provider {
    /// Its API: name, credentials, error responses.
    pub service: &'static Service,
    /// The operations whose input a page may validate, in the order of the documentation, and the composite.
    pub form_operations: &'static [&'static Operation],
    /// Its endpoints, those of the form operations first.
    pub endpoints: &'static [&'static Endpoint],
    /// How it onboards an applicant.
    pub onboarding: &'static OnboardingFlow,
    /// The operations with which a handler follows a person whom it has onboarded.
    pub customers: &'static CustomerCalls,
    /// What most of its platforms require of a person beside its schema. A handler requires it unless its configuration
    /// says otherwise.
    pub person_fields: PersonFields,
    /// How its webhooks are signed, and where their fields are.
    pub webhook: &'static Webhook,
    /// How it confirms contacts with codes, if it does.
    pub contact_codes: Option<&'static ContactCodes>,
    /// How its customers accept agreements on a page of ours, if they can.
    pub agreements: Option<&'static Agreements>,
    /// Decides how a link may be shown.
    pub(crate) presentation: fn(&CheckedLink) -> Presentation,
    /// What a person should have at hand, and what a business.
    pub(crate) preparation: [&'static Checklist; 2],
    /// Returns a warning for the owner of a handler if a valid configuration has an effect that may surprise.
    pub(crate) advice: fn(&Object) -> Option<&'static str>,
}

impl Provider {
    /// Its name in operations and results, such as `grid`.
    pub fn name(&self) -> &'static str {
        self.service.name
    }

    /// Its operations: the form operations, then those that only a server uses.
    ///
    /// ```
    /// let grid = kyclink::provider::provider("grid").expect("registered");
    /// let names: Vec<_> = grid.operations().map(|operation| operation.name).collect();
    /// assert!(names.contains(&"grid.onboard") && names.contains(&"grid.getCustomer"));
    /// ```
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> + use<> {
        let form = self.form_operations;
        let is_for_server = move |operation: &&Operation| !form.iter().any(|other| std::ptr::eq(*other, *operation));
        let operations = self.endpoints.iter().map(|endpoint| endpoint.operation);
        form.iter().copied().chain(operations.filter(is_for_server))
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Returns the provider with this name.
///
/// ```
/// use kyclink::provider::provider;
/// assert_eq!(provider("grid").map(|grid| grid.onboarding.operation.name), Some("grid.onboard"));
/// assert!(provider("nobody").is_none());
/// ```
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.name() == name)
}

/// Returns every operation of every provider.
///
/// ```
/// let names: Vec<_> = kyclink::operations().map(|operation| operation.name).collect();
/// assert!(names.contains(&"grid.onboard"), "composites, too");
/// ```
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    PROVIDERS.iter().flat_map(|provider| provider.operations())
}

/// Returns the operation with this name.
///
/// ```
/// assert!(kyclink::operation("spherepay.createKycLink").is_some());
/// assert!(kyclink::operation("createKycLink").is_none());
/// ```
pub fn operation(name: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.name == name)
}

/// Returns every endpoint of every provider.
///
/// ```
/// let names: Vec<_> = kyclink::endpoints().map(|endpoint| endpoint.name()).collect();
/// assert!(names.contains(&"grid.createKycLink"));
/// assert!(!names.contains(&"grid.onboard"), "a composite has no endpoint");
/// ```
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    PROVIDERS.iter().flat_map(|provider| provider.endpoints).copied()
}

/// Returns the endpoint of the operation with this name. A composite operation has none.
///
/// ```
/// assert!(kyclink::endpoint("grid.createKycLink").is_some());
/// assert!(kyclink::endpoint("grid.onboard").is_none());
/// ```
pub fn endpoint(name: &str) -> Option<&'static Endpoint> {
    endpoints().find(|endpoint| endpoint.name() == name)
}

/// Returns the operation with this name, or an `invalid_config` error.
pub(crate) fn find_operation(name: &str) -> Result<&'static Operation, Error> {
    operation(name).ok_or_else(|| Error::config("There is no operation with this name: operations() lists them."))
}

/// Returns the endpoint of the operation with this name.
///
/// # Errors
///
/// `invalid_config` if there is no such operation, or if it is a composite.
///
/// ```
/// let error = kyclink::provider::find_endpoint("grid.onboard").err().expect("a composite has no endpoint");
/// assert_eq!(error.operation(), Some("grid.onboard"));
/// ```
pub fn find_endpoint(name: &str) -> Result<&'static Endpoint, Error> {
    let operation = find_operation(name)?;
    endpoint(name).ok_or_else(|| {
        let error = Error::config("This operation is a composite and has no request of its own: call onboard instead.");
        match owner_of(operation) {
            Some(provider) => error.with_operation(operation.name, provider.name()),
            None => error,
        }
    })
}

/// Returns every operation whose input a page may validate. The form module has no others.
#[doc(hidden)]
pub fn form_operations() -> impl Iterator<Item = &'static Operation> {
    FORM_OPERATIONS.iter().copied().flatten().copied()
}

/// Returns every operation in the order of its number: the form module has the first ones only, with the same numbers.
#[doc(hidden)]
pub fn numbered_operations() -> impl Iterator<Item = &'static Operation> {
    let is_for_server = |operation: &&Operation| !form_operations().any(|other| std::ptr::eq(other, *operation));
    form_operations().chain(operations().filter(is_for_server))
}

fn owner_of(operation: &Operation) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.operations().any(|own| std::ptr::eq(own, operation)))
}

/// Maps an applicant to the input of one operation; `None` if the applicant is not an object or the operation is a
/// composite.
///
/// ```
/// use kyclink::{UntrustedValue, json::Json, operation, to_input};
/// let applicant = UntrustedValue::from_json(r#"{"reference":"r-1","email":"jane@example.com"}"#).expect("JSON");
/// let query = to_input(&applicant, operation("grid.listCustomers").expect("registered")).expect("a query");
/// assert_eq!(query.to_json(), r#"{"platformCustomerId":"r-1"}"#);
/// ```
pub fn to_input<'a>(applicant: &UntrustedValue<'a>, operation: &Operation) -> Option<UntrustedValue<'a>> {
    (owner_of(operation)?.onboarding.to_input)(applicant.object()?, operation).map(UntrustedValue::from)
}

/// Decides how a link may be shown to the person, and what a page that frames it needs.
///
/// # Errors
///
/// `invalid_config` if there is no such provider, `unexpected_response` if the link is not safe to open.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, Way, presentation};
/// let link = PresentableLink::new("bridge", "https://bridge.withpersona.com/verify?reference-id=x");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// assert_eq!(shown.ways, [Way::Redirect, Way::Tab, Way::Frame]);
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn presentation(link: &PresentableLink, options: &PresentationOptions) -> Result<Presentation, Error> {
    let Some(provider) = provider(&link.provider) else {
        return Err(Error::config("The link has no provider that exists."));
    };
    Ok((provider.presentation)(&CheckedLink::check(link, options)?))
}

/// Returns what an applicant should have at hand before the hosted page. Only the type, the country of the address and
/// the endorsements are read; what is missing makes the list less certain.
///
/// # Errors
///
/// `invalid_config` if there is no such provider.
///
/// ```
/// use kyclink::{UntrustedValue, preparation};
/// let business = UntrustedValue::from_json(r#"{"type": "business"}"#).expect("JSON");
/// assert_eq!(preparation("spherepay", &business)?.decision_days, Some((2, 7)));
/// # Ok::<(), kyclink::Error>(())
/// ```
pub fn preparation(provider_name: &str, applicant: &UntrustedValue) -> Result<Preparation, Error> {
    let provider = provider(provider_name).ok_or_else(|| Error::config("There is no such provider."))?;
    let [individual, business] = provider.preparation;
    let is_business = applicant.text_of("type") == Some("business");
    Ok(if is_business { business } else { individual }.of(applicant))
}
