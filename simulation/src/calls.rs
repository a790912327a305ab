//! Calls of a provider with retries, as `pkg-template/lib/attempts.js` and `onboard.js` make them.

use std::rc::Rc;
use std::time::Duration;

use kyclink::reconcile::{Window, candidates};
use kyclink::retry::{Attempts, FailedAttempt, Limits, Progress, wait_ms};
use kyclink::{
    CallOptions, Connection, Customer, Endpoint, Error, HttpRequest, HttpResponse, Onboarding, Output, Provider,
    Received, Step, UntrustedValue, build_request, no_response, onboard, parse_response,
};

use crate::invariants::Tag;
use crate::network::fetch;
use crate::server::Server;
use crate::world::World;

const MAX_RETRIES: u32 = 2;

/// Calls a provider for one effect of the handler.
pub(crate) struct Calls<'a> {
    pub(crate) world: &'a Rc<World>,
    pub(crate) server: &'a Server,
    pub(crate) provider: &'static Provider,
    pub(crate) connection: &'a Connection,
    /// The longest time of one attempt, and of all, in milliseconds.
    pub(crate) timeout: i64,
    pub(crate) deadline: i64,
    pub(crate) tag: Tag,
}

impl Calls<'_> {
    /// Onboards an applicant.
    pub(crate) async fn onboard(
        &self,
        applicant: UntrustedValue<'static>,
        idempotency_key: Option<String>,
    ) -> Result<Onboarding, Error> {
        let flow = self.provider.onboarding;
        let (mut received, began) = (Received::default(), self.world.clock.now());
        let options = CallOptions::default();
        let options = match idempotency_key.or_else(|| self.own_key()) {
            Some(key) => options.idempotency_key(key),
            None => options,
        };
        loop {
            let step = onboard::step_with(flow, &applicant, self.connection, &options, &mut received, self.now());
            match step? {
                Step::Send { endpoint, request, customer_id } => {
                    let response = self.exchange(endpoint, &request, MAX_RETRIES, began).await;
                    let (response, earlier) = response.map_err(|error| match customer_id {
                        Some(id) => error.with_existing_customer(&id),
                        None => error,
                    })?;
                    received.push_last(response, earlier);
                }
                Step::Done(onboarding) => return Ok(onboarding),
            }
        }
    }

    /// Makes a key for a create without one, where the provider requires one.
    fn own_key(&self) -> Option<String> {
        let requires_key = self.provider.endpoints.iter().any(|endpoint| endpoint.requires_key());
        requires_key.then(|| format!("{:016x}{:016x}", self.world.word(), self.world.word()))
    }

    /// Finds the customers that a lost create may have made.
    pub(crate) async fn candidates(
        &self,
        applicant: UntrustedValue<'static>,
        sent_at: i64,
        ended_at: i64,
    ) -> Result<Vec<Customer>, Error> {
        let flow = self.provider.onboarding;
        let (mut received, began) = (Received::default(), self.world.clock.now());
        let window = Window { sent_at, ended_at };
        loop {
            let step = candidates(flow, &applicant, self.connection, window, &mut received, self.now());
            match step? {
                Step::Send { endpoint, request, .. } => {
                    received.push(self.exchange(endpoint, &request, MAX_RETRIES, began).await?.0);
                }
                Step::Done(found) => return Ok(found),
            }
        }
    }

    /// Calls an operation.
    pub(crate) async fn call(
        &self,
        endpoint: &'static Endpoint,
        input: &UntrustedValue<'static>,
        max_retries: Option<u8>,
    ) -> Result<Output, Error> {
        let request = build_request(endpoint, input, self.connection, self.now())?;
        let retries = max_retries.map_or(MAX_RETRIES, u32::from);
        let (response, _) = self.exchange(endpoint, &request, retries, self.world.clock.now()).await?;
        let options = self.connection.parse_options(self.now());
        parse_response(endpoint, &response, Some(input), &options)
    }

    /// Sends a request, and retries it where the crate says so. Returns the last response, with the attempts before it.
    async fn exchange(
        &self,
        endpoint: &'static Endpoint,
        request: &HttpRequest,
        max_retries: u32,
        began: i64,
    ) -> Result<(HttpResponse<'static>, Attempts), Error> {
        let mut earlier = Attempts::of(request);
        let elapsed = || self.world.clock.now() - began;
        let limits =
            Limits::new().max_retries(max_retries).deadline(Duration::from_millis(self.deadline.unsigned_abs()));
        for attempts in 1.. {
            let left = self.timeout.min((self.deadline - elapsed()).max(1));
            let result = fetch(self.world, self.provider.name(), endpoint, request, left, &self.tag).await;
            let last = match result {
                Ok(response) if response.status < 300 => return Ok((response, earlier)),
                last => last,
            };
            let failure = match &last {
                Ok(response) => FailedAttempt::Response(response),
                Err(code) => FailedAttempt::NoResponse(*code),
            };
            let random = self.world.random_u32();
            let is_keyed = earlier.is_keyed();
            let progress = Progress { attempts, elapsed_ms: elapsed(), now: self.now(), random, is_keyed };
            match (wait_ms(endpoint, &failure, limits, progress), last) {
                (Some(wait_ms), _) => {
                    earlier.add_failed(true);
                    self.world.clock.sleep(wait_ms).await;
                }
                (None, Ok(response)) => return Ok((response, earlier)),
                (None, Err(code)) => return Err(earlier.conclude(endpoint, no_response(endpoint, code, true))),
            }
        }
        Err(no_response(endpoint, kyclink::ErrorCode::Internal, true))
    }

    fn now(&self) -> i64 {
        self.server.now(self.world)
    }
}
