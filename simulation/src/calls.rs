//! Calls of a provider with retries, as `pkg-template/lib/attempts.js` and `onboard.js` make them.

use std::rc::Rc;

use kyclink::reconcile::{Window, candidates};
use kyclink::retry::{FailedAttempt, Limits, Progress, wait_ms};
use kyclink::{
    Connection, Customer, Endpoint, Error, HttpRequest, HttpResponse, Onboarding, Output, Received, Step,
    UntrustedValue, build_request, endpoint, no_response, onboard, parse_response, provider, to_input,
};

use crate::effects::Failure;
use crate::invariants::Tag;
use crate::network::fetch;
use crate::server::Server;
use crate::values::{integer, list_of, object, optional, text};
use crate::world::World;

const MAX_RETRIES: i64 = 2;

/// What belongs to the calls of one effect.
pub(crate) struct Calls<'a> {
    pub(crate) world: &'a Rc<World>,
    pub(crate) server: &'a Server,
    pub(crate) provider: &'static str,
    pub(crate) connection: &'a Connection,
    /// The longest time of one attempt, and of all.
    pub(crate) timeout: i64,
    pub(crate) deadline: i64,
    pub(crate) tag: Tag,
}

type Value = UntrustedValue<'static>;

impl Calls<'_> {
    /// Onboards an applicant.
    pub(crate) async fn onboard(&self, applicant: Value) -> Result<Value, Failure> {
        let flow = provider::provider(self.provider).ok_or(Failure::Internal)?.onboarding;
        let (mut received, began) = (Received::default(), self.world.clock.now());
        loop {
            let step = onboard::step(flow, &applicant, self.connection, &mut received, self.now());
            match step.map_err(Failure::Error)? {
                Step::Send { endpoint, request, customer_id } => {
                    let response = self.exchange(endpoint, &request, MAX_RETRIES, began).await;
                    received.push(response.map_err(|error| match customer_id {
                        Some(id) => Failure::Error(error.with_existing_customer(&id)),
                        None => Failure::Error(error),
                    })?);
                }
                Step::Done(Onboarding::Link(link)) => return Ok(public_fields(Output::KycLink(*link))),
                Step::Done(Onboarding::VerifyContact { customer_id, channels }) => {
                    let channels = list_of(channels.into_iter().map(|channel| text(channel.as_str())));
                    return Ok(object([
                        ("customerId", text(&customer_id)),
                        ("channels", channels),
                        ("status", text("verify_contact")),
                    ]));
                }
                Step::Done(Onboarding::Approved { customer_id }) => {
                    return Ok(object([("customerId", text(&customer_id)), ("status", text("approved"))]));
                }
                Step::Done(_) => return Err(Failure::Internal),
            }
        }
    }

    /// Finds the customers that a lost create may have made.
    pub(crate) async fn candidates(&self, applicant: Value, sent_at: i64, ended_at: i64) -> Result<Value, Failure> {
        let flow = provider::provider(self.provider).ok_or(Failure::Internal)?.onboarding;
        let (mut received, began) = (Received::default(), self.world.clock.now());
        let window = Window { sent_at, ended_at };
        loop {
            let step = candidates(flow, &applicant, self.connection, window, &mut received, self.now());
            match step.map_err(Failure::Error)? {
                Step::Send { endpoint, request, .. } => {
                    let response = self.exchange(endpoint, &request, MAX_RETRIES, began).await;
                    received.push(response.map_err(Failure::Error)?);
                }
                Step::Done(found) => {
                    return Ok(list_of(
                        found.into_iter().map(|customer| public_fields(Output::Customer(Box::new(customer)))),
                    ));
                }
            }
        }
    }

    /// Calls an operation.
    pub(crate) async fn call(
        &self,
        verb: &str,
        customer_id: &str,
        mut fields: Value,
        max_retries: Option<u8>,
    ) -> Result<Value, Failure> {
        let endpoint = endpoint(&format!("{}.{verb}", self.provider)).ok_or(Failure::Internal)?;
        let code = fields.object().and_then(|fields| fields.get("code")).map(UntrustedValue::to_static);
        if let UntrustedValue::Object(fields) = &mut fields {
            // Only the wrapper needs it, for a number as it is dialled there.
            drop(fields.remove("country"));
        }
        let mut input = to_input(&fields, endpoint.operation).map_or(object([]), |input| input.to_static());
        if let UntrustedValue::Object(input) = &mut input {
            if let Some(code) = code {
                input.set("code", code);
            }
            input.set("customerId", text(customer_id));
        }
        let request = build_request(endpoint, &input, self.connection, self.now()).map_err(Failure::Error)?;
        let retries = max_retries.map_or(MAX_RETRIES, i64::from);
        let response = self.exchange(endpoint, &request, retries, self.world.clock.now()).await;
        let response = response.map_err(Failure::Error)?;
        let options = self.connection.parse_options(self.now());
        parse_response(endpoint, &response, Some(&input), &options).map(public_fields).map_err(Failure::Error)
    }

    /// Sends a request, and retries it where the crate says so. Returns the last response.
    async fn exchange(
        &self,
        endpoint: &'static Endpoint,
        request: &HttpRequest,
        max_retries: i64,
        began: i64,
    ) -> Result<HttpResponse<'static>, Error> {
        let elapsed = || self.world.clock.now() - began;
        let limits = Limits { max_retries, deadline_ms: Some(self.deadline) };
        for attempts in 1.. {
            let left = self.timeout.min((self.deadline - elapsed()).max(1));
            let result = fetch(self.world, self.provider, endpoint, request, left, &self.tag).await;
            let failure = match &result {
                Ok(response) if response.status < 300 => {
                    return result.map_err(|code| no_response(endpoint, code, true));
                }
                Ok(response) => FailedAttempt::Response(response),
                Err(code) => FailedAttempt::NoResponse(*code),
            };
            let random = self.world.random_u32();
            let progress = Progress { attempts, elapsed_ms: elapsed(), now: self.now(), random, is_keyed: false };
            match wait_ms(endpoint, &failure, limits, progress) {
                Some(wait_ms) => self.world.clock.sleep(wait_ms).await,
                None => return result.map_err(|code| no_response(endpoint, code, true)),
            }
        }
        Err(no_response(endpoint, kyclink::ErrorCode::Internal, true))
    }

    fn now(&self) -> i64 {
        self.server.now(self.world)
    }
}

/// Picks the fields of an output that decide what happens next or that a web page may see.
fn public_fields(output: Output) -> Value {
    match output {
        Output::KycLink(link) => {
            let expiry = link.expiry.as_ref();
            object([
                ("customerId", text(&link.customer_id)),
                ("channels", list_of([])),
                ("expiresAtMs", expiry.map_or(UntrustedValue::Null, |expiry| integer(expiry.ms))),
                (
                    "link",
                    object([
                        ("kycUrl", text(link.kyc_url.as_str())),
                        ("expiresAt", optional(expiry.map(|expiry| expiry.text.as_str()))),
                        ("provider", text(link.provider)),
                    ]),
                ),
            ])
        }
        Output::Customer(customer) => {
            let Customer { id, customer_type, status, created_at, email, phone, contact_verification, .. } = *customer;
            let open = contact_verification.iter().filter(|(_, state)| *state != kyclink::ContactState::Verified);
            object([
                ("id", text(&id)),
                ("type", text(customer_type.as_str())),
                ("status", text(status.as_str())),
                ("createdAt", optional(created_at.as_deref())),
                ("email", optional(email.as_deref())),
                ("phone", optional(phone.as_deref())),
                ("channels", list_of(open.map(|(channel, _)| text(channel.as_str())))),
            ])
        }
        _ => object([("channels", list_of([]))]),
    }
}
