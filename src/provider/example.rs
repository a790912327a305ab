//! An onboarding as an example, so that code which a Worker will need can run before a person comes.

use crate::client::endpoint::Endpoint;

/// An onboarding at the first provider of the registry. Its texts are JSON, and no host sends them. Only packing reads
/// it.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Example {
    /// The provider's part of a configuration.
    pub config: &'static str,
    /// The person, as the provider's composite operation takes them.
    pub applicant: &'static str,
    /// The calls until the status of the customer is known. The first one creates the customer.
    pub calls: &'static [ExampleCall],
}

/// A call of an [`Example`].
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct ExampleCall {
    /// The operation.
    pub endpoint: &'static Endpoint,
    /// Its input.
    pub input: &'static str,
    /// The body of a response with the status 200.
    pub response: &'static str,
}
