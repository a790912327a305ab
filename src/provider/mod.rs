//! The providers: a folder each, and one line each in the registry below.
//!
//! Everything that differs between providers is a field of [`Provider`] or of one of its operations. Nothing outside a
//! provider's own folder may name it; a test holds this.

#[cfg(feature = "client")]
pub(crate) mod failure;

#[cfg(feature = "client")]
use crate::applicant::Names;
#[cfg(feature = "client")]
use crate::connection::Account;
#[cfg(feature = "client")]
use crate::draft::Object;
#[cfg(feature = "client")]
use crate::error::Error;
#[cfg(feature = "client")]
use crate::http::HttpResponse;
#[cfg(feature = "client")]
use crate::onboard::Outcome;
use crate::operation::Operation;
#[cfg(feature = "client")]
use crate::run::{Pause, Run};
#[cfg(feature = "client")]
use crate::webhook::Webhook;

macro_rules! registry {
    ($($provider:ident)*) => {
        $(mod $provider;)*

        /// Every provider, in the order of the registry.
        pub static PROVIDERS: &[&Provider] = &[$(&$provider::PROVIDER),*];
    };
}

registry! {
    spherepay
    grid
}

/// One provider.
pub struct Provider {
    /// Its name in operations and results.
    pub name: &'static str,
    /// Its operations whose input a page may check, in the order of the documents, and the composite.
    pub operations: &'static [&'static Operation],
    /// Its other operations, for servers: a page has no use for them, and its wasm does without.
    #[cfg(feature = "client")]
    pub server_operations: &'static [&'static Operation],
    /// Whether it answers a request with a known idempotency key as it did the first time; if not, it refuses it.
    #[cfg(feature = "client")]
    pub(crate) replays_keys: bool,
    /// What the owner of a handler should hear about this part of its configuration, though it is valid.
    #[cfg(feature = "client")]
    pub(crate) advice: fn(&Object) -> Option<&'static str>,
    /// Base URL and credentials from the caller's configuration.
    #[cfg(feature = "client")]
    pub(crate) account: fn(&Object) -> Result<Account, Error>,
    /// What an error answer says, by its shape.
    #[cfg(feature = "client")]
    pub(crate) complaint: fn(&HttpResponse) -> failure::Complaint,
    /// An applicant as the input of one of the operations.
    #[cfg(feature = "client")]
    pub(crate) to_input: for<'a> fn(&Object<'a>, &Operation) -> Option<Object<'a>>,
    /// The fields of its operations that an applicant fills.
    #[cfg(feature = "client")]
    pub(crate) names: Names,
    /// The list that an applicant's customer is in, whoever made it, and the query that narrows it down.
    #[cfg(feature = "client")]
    pub(crate) list_of: for<'a> fn(&Object<'a>) -> Result<(&'static Operation, Object<'a>), Error>,
    /// The whole way from an applicant to a link.
    #[cfg(feature = "client")]
    pub(crate) onboard: fn(&mut Run<'_>) -> Result<Outcome, Pause>,
    /// How its webhooks are signed, and what they say.
    #[cfg(feature = "client")]
    pub(crate) webhook: &'static Webhook,
}

impl Provider {
    /// Its operations.
    pub fn all(&self) -> impl Iterator<Item = &'static Operation> + use<> {
        #[cfg(feature = "client")]
        return self.operations.iter().chain(self.server_operations).copied();
        #[cfg(not(feature = "client"))]
        self.operations.iter().copied()
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The provider of that name.
pub fn provider(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.name == name)
}

/// Every operation of every provider.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    PROVIDERS.iter().flat_map(|provider| provider.all())
}

/// Those operations whose input a page may check: all that there are without the feature `client`.
pub fn form_operations() -> impl Iterator<Item = &'static Operation> {
    PROVIDERS.iter().flat_map(|provider| provider.operations).copied()
}

/// The operation of that name.
///
/// ```
/// assert!(kyclink::operation("spherepay.createKycLink").is_some());
/// assert!(kyclink::operation("createKycLink").is_none());
/// ```
pub fn operation(name: &str) -> Option<&'static Operation> {
    PROVIDERS.iter().find_map(|provider| provider.all().find(|operation| operation.name == name))
}
