//! Flows of several requests: how a provider onboards an applicant.
//!
//! A provider writes a flow as straight-line code that calls [`FlowRun::send`] for each request. The engine replays it:
//! what a request returned is kept, and the code goes on from there.

use crate::client::call::require_valid;
use crate::client::customer::CustomerType;
use crate::client::endpoint::service::Service;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::engine::call::{Caller, call};
use crate::client::engine::once::make_once;
use crate::client::engine::{OrSuspended, Replay};
use crate::client::error::echo::Echoes;
use crate::client::error::{Error, ErrorCode};
use crate::client::field_names::{FieldNames, applicant_name};
use crate::client::onboarding::applicant::OF_PEOPLE;
use crate::client::onboarding::outcome::Onboarding;
use crate::rules::issue::{IssueCode, Segment};
use crate::rules::operation::{Operation, Valid};
use crate::rules::options::Policy;
use crate::value::untrusted::{Object, UntrustedValue};

/// The field of a list's query for the size of a page, and the size.
pub(crate) type PageSize = (&'static str, usize);

/// Returns the list in which an applicant's customer is found, and the query. The customer was not created before this
/// time, in milliseconds since 1970-01-01 UTC.
pub(crate) type List = for<'a> fn(&OnboardingFlow, &Object<'a>, i64) -> Result<(&'static Endpoint, Object<'a>), Error>;

/// How a provider onboards an applicant: a `static` in the provider's folder.
///
/// ```
/// use kyclink::{OnboardingFlow, provider};
/// let flow: &OnboardingFlow = provider::provider("grid").expect("registered").onboarding;
/// assert_eq!((flow.service.name, flow.operation.name), ("grid", "grid.onboard"));
/// assert!(flow.operation.shape.fields.iter().any(|field| field.name == "email"));
/// ```
pub struct OnboardingFlow {
    /// The API that it uses.
    pub service: &'static Service,
    /// The composite operation, whose shape is that of an applicant.
    pub operation: &'static Operation,
    /// The fields of the provider's operations that an applicant fills.
    pub(crate) field_names: FieldNames,
    /// Those that a business fills from another field, whose path has dots.
    pub(crate) business_names: FieldNames,
    /// Maps an applicant to the input of an operation; `None` if the operation takes nothing of an applicant.
    pub(crate) to_input: for<'a> fn(&Object<'a>, &Operation) -> Option<Object<'a>>,
    /// Returns the list endpoint, and the query that finds an applicant's customer.
    pub(crate) list: List,
    /// The largest page of the list.
    pub(crate) page_size: PageSize,
    /// Whether the provider refuses a second customer with the same email address.
    pub(crate) has_unique_emails: bool,
    /// Sends the requests that lead from an applicant to a link.
    pub(crate) run: fn(&mut FlowRun) -> OrSuspended<Result<Onboarding, Error>>,
}

/// One replay of a flow.
pub(crate) struct FlowRun<'r, 'a> {
    pub(super) run: &'r mut dyn Replay<'a>,
    flow: &'static OnboardingFlow,
    /// Validated once, before the first request.
    pub(super) applicant: &'a Valid<'static>,
    pub(super) caller: Caller<'r>,
    /// The id of the customer that the flow has created or found.
    customer_id: Option<String>,
}

/// Returns what validates an applicant by a flow's rules, once the policy and the time are known.
pub(crate) fn require_applicant<'v>(
    flow: &OnboardingFlow,
    applicant: UntrustedValue<'v>,
) -> impl FnOnce(Policy, i64) -> Result<Valid<'v>, Error> {
    let (operation, service) = (flow.operation, flow.service);
    move |policy, now| require_valid(operation, service, applicant, policy, now)
}

/// Runs the code of a flow for an applicant, whom `applicant` returns.
pub(crate) fn run_flow<'a, 'v, T>(
    run: &mut dyn Replay<'a>,
    flow: &'static OnboardingFlow,
    applicant: impl FnOnce(Policy, i64) -> Result<Valid<'v>, Error>,
    caller: Caller,
    code: impl FnOnce(&mut FlowRun<'_, 'a>) -> OrSuspended<Result<T, Error>>,
) -> OrSuspended<Result<T, Error>> {
    let (Caller { connection, options, .. }, now) = (caller, run.state().place.now);
    let valid = make_once(run, |_| {
        // As in the npm package: options that no call can have are refused, whatever the applicant.
        let checked = connection.check_call(options);
        let checked = checked.map_err(|error| error.with_operation(flow.operation.name, flow.service.name));
        Ok(checked.and_then(|()| Ok(applicant(connection.policy, now)?.to_static())))
    })?;
    let applicant = match valid {
        Ok(applicant) => applicant,
        Err(failed) => return Ok(Err(failed.error().clone())),
    };
    let mut run = FlowRun { run, flow, applicant, caller, customer_id: None };
    let result = code(&mut run)?;
    Ok(result.map_err(|error| run.conclude(error)))
}

impl<'a> FlowRun<'_, 'a> {
    /// The flow that is run.
    pub(crate) fn flow(&self) -> &'static OnboardingFlow {
        self.flow
    }

    /// Records that the customer exists, so that a later error contains its id.
    pub(crate) fn customer_exists(&mut self, id: &str) {
        self.customer_id = Some(id.to_owned());
    }

    /// Returns the output of the request that sends the applicant. A person whom the provider has is not the business
    /// that was sent, nor the reverse.
    pub(crate) fn send_applicant(&mut self, endpoint: &'static Endpoint) -> OrSuspended<Result<&'a Output, Error>> {
        let output = match self.send(endpoint, self.input(endpoint))? {
            Ok(output) => output,
            Err(error) => return Ok(Err(error)),
        };
        let customer_type = match output {
            Output::Customer(customer) => Some(customer.customer_type),
            Output::KycLink(link) => link.verification.as_ref().and_then(|verification| verification.customer_type),
            _ => None,
        };
        if customer_type.is_some_and(|found| self.applicant().text("type") != Some(found.as_str())) {
            return Ok(Err(endpoint.attribute(Error::new(ErrorCode::Conflict))));
        }
        Ok(Ok(output))
    }

    /// Returns the output of a request.
    pub(crate) fn send(
        &mut self,
        endpoint: &'static Endpoint,
        input: Object<'a>,
    ) -> OrSuspended<Result<&'a Output, Error>> {
        let output = call(self.run, endpoint, &input.into(), self.caller)?;
        Ok(output.map_err(|failed| failed.error().clone()))
    }

    /// Maps the applicant to the input of an endpoint's operation.
    pub(crate) fn input(&self, endpoint: &Endpoint) -> Object<'a> {
        (self.flow.to_input)(self.applicant(), endpoint.operation).unwrap_or_default()
    }

    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub(super) fn now(&mut self) -> i64 {
        self.run.state().place.now
    }

    /// The applicant's fields.
    pub(crate) fn applicant(&self) -> &'a Object<'static> {
        self.applicant.object()
    }

    fn conclude(&mut self, error: Error) -> Error {
        let error = self.with_applicant_paths(error);
        let mut error = match &self.customer_id {
            // A second onboarding would create another customer.
            Some(id) => error.with_existing_customer(id),
            None => error,
        };
        // A request of the flow sends a part of the applicant, but the provider knows the whole.
        let Caller { connection, options, .. } = self.caller;
        let parse = connection.parse_options_of(options, self.run.state().place.now);
        let applicant = UntrustedValue::from(self.applicant().clone());
        Echoes::of(self.flow.operation, Some(&applicant), &parse.credentials).remove_from(&mut error);
        error
    }

    /// Returns the applicant's path for a field of an operation; `None` if an applicant of this type has no such field.
    fn applicant_path(&self, field: &str) -> Option<&'static str> {
        let given = self.applicant().text("type");
        let is_business = given == Some(CustomerType::Business.as_str());
        if is_business && let Some(path) = applicant_name(field, self.flow.business_names) {
            return Some(path);
        }
        let name = applicant_name(field, self.flow.field_names)?;
        let when = self.flow.operation.shape.field(name).and_then(|field| field.when);
        let is_of_others =
            when.is_some_and(|(_, value)| given != Some(*value)) || is_business && OF_PEOPLE.contains(&name);
        (!is_of_others).then_some(name)
    }

    /// Moves the issues of an error from the operation's paths to the applicant's, which are those that the caller
    /// knows.
    fn with_applicant_paths(&self, mut error: Error) -> Error {
        for issue in &mut error.details.issues {
            let name = match issue.path.first() {
                Some(Segment::Key(name)) => self.applicant_path(name),
                _ => None,
            };
            match (name, issue.path.first_mut()) {
                (Some(name), Some(_)) => drop(issue.path.splice(..1, name.split('.').map(Segment::from))),
                (_, None) => {}
                // The applicant has no such field: keep the path as the provider's pointer. Nobody can fill it in.
                _ => {
                    issue.code = IssueCode::Provider;
                    issue.provider_pointer = Some(issue.pointer());
                    issue.path.clear();
                }
            }
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::connection::Connection;
    use crate::client::connection::call_options::CallOptions;
    use crate::client::endpoint::RetrySafety;
    use crate::client::endpoint::request_template::RequestTemplate;
    use crate::client::endpoint::service::{Idempotency, ProviderAuth};
    use crate::client::engine::Effect;
    use crate::client::engine::running::Next;
    use crate::client::exchange::retry::Limits;
    use crate::client::http::provider_error::{ErrorForm, ProviderError};
    use crate::client::onboarding::onboard;
    use crate::rules::shape::{Field, Kind, Shape};
    use crate::value::secret::Secret;

    static SERVICE: Service = Service {
        name: "acme",
        options: &[],
        account: "",
        auth_header: "Authorization",
        auth: |_| Ok(ProviderAuth { base_url: String::new(), authorization: Secret::new(String::new()) }),
        parse_error: |_| ProviderError::default(),
        error_form: ErrorForm { is_code: |_| false, is_correlation_id: |_| false, formats: &[] },
        idempotency: Idempotency::MayReplay,
    };
    static CREATE: Endpoint = Endpoint::new(
        &Operation { name: "acme.create", shape: &Shape::new(&[Field::required("contact", Kind::Email)]) },
        &SERVICE,
        RetrySafety::CreatesCustomer,
        |input| Some(RequestTemplate::post("/people").json(input)),
        |_| Ok(Output::Nothing),
    );
    /// A flow with a mistake: it sends the name as the email address.
    static FLOW: OnboardingFlow = OnboardingFlow {
        service: &SERVICE,
        operation: &Operation {
            name: "acme.onboard",
            shape: &Shape::new(&[Field::required("name", Kind::Text { max: None })]),
        },
        field_names: &[("contact", "name")],
        business_names: &[],
        to_input: |applicant, _| Some([("contact", applicant.get("name")?.clone())].into_iter().collect()),
        list: |_, _, _| Ok((&CREATE, Object::new())),
        page_size: ("limit", 100),
        has_unique_emails: false,
        run: |run| {
            let sent = run.send_applicant(&CREATE)?;
            Ok(sent.map(|_| Onboarding::Approved { customer_id: String::new() }))
        },
    };

    /// What a provider's mapping makes of a valid applicant is validated before it is sent.
    #[test]
    fn an_applicant_that_maps_to_an_invalid_input_is_not_sent() {
        let begin = |name: &str| {
            let applicant: UntrustedValue =
                [("name", UntrustedValue::from(name.to_owned()))].into_iter().collect::<Object>().into();
            let connection = Connection::open_known(&SERVICE, &Object::new().into()).unwrap();
            let mut running = onboard::begin(&FLOW, applicant, &connection, &CallOptions::default(), Limits::new(), 0);
            running.proceed(None)
        };
        let error = begin("Jane").err().expect("a name is not an address");
        assert_eq!((error.code(), error.issues()[0].pointer().as_str()), (ErrorCode::InvalidRequest, "/name"));
        let next = begin("jane@example.com");
        assert!(matches!(next, Ok(Next::Perform(Effect::Request { endpoint, .. })) if endpoint.creates_customer()));
    }
}
