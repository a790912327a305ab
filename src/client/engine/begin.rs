//! Begins a call of a client.

use super::call::{Caller, output_of};
use super::running::{Running, random, random_key};
use crate::client::call::typed::{Call, FromOutput};
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::retry::Limits;
use crate::value::host::now_ms;

impl<T: FromOutput> Call<'_, T> {
    /// Begins the call, with a new key if the provider requires one and the caller has given none. Only a loop of your own
    /// needs it: a transport calls it.
    ///
    /// # Errors
    ///
    /// `invalid_config` if an option is malformed, or if the call needs a key and this platform has no random numbers to
    /// make one.
    ///
    /// ```
    /// # use kyclink::grid::{Client, CreateKycLink, Credentials};
    /// use kyclink::engine::{Effect, Next};
    /// use kyclink::retry::Limits;
    /// # let client = Client::new(Credentials::sandbox("id", "secret_x"))?;
    /// let call = client.create_kyc_link(&CreateKycLink::new("Customer:1"));
    /// let next = call.begin(Limits::default())?.proceed(None)?;
    /// let Next::Perform(Effect::Request { request, attempt: 1, .. }) = next else { unreachable!("nothing is sent yet") };
    /// assert!(request.url.ends_with("/customers/Customer:1/kyc-link"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn begin(&self, limits: Limits) -> Result<Running<'_, T>, Error> {
        let mut options = self.options.clone();
        if self.endpoint.requires_key() && !options.has_idempotency_key() {
            options = options.idempotency_key(random_key()?);
        }
        self.connection.check_call(&options).map_err(|error| self.endpoint.attribute(error))?;
        Ok(Running::new((now_ms(), random()), move |run| {
            // The key is for the only request, whatever it does.
            let caller = Caller { is_key_for_create: false, ..Caller::alone(self.connection, &options, limits) };
            let output = output_of(run, self.endpoint, &self.input, caller)?;
            let internal = || self.endpoint.attribute(Error::new(ErrorCode::Internal));
            Ok(output.and_then(|output| T::from_output(output).ok_or_else(internal)))
        }))
    }
}
