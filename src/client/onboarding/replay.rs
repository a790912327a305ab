//! Flows of several requests, as a machine without I/O.
//!
//! A provider writes a flow as straight-line code that calls [`Replay::send`] for each request. Each step runs this
//! code from its start: `send` returns the outputs of the responses received so far, and the first `send` without a
//! response ends the step with a [`Step::Send`]. The caller sends that request, adds the response, and takes the next
//! step.
//!
//! So the whole state is what the flow has received. It is plain data, which JavaScript holds: a wasm instance may be
//! replaced between two steps. The price is that every step parses the earlier responses again. A flow has few, except
//! for the pages of a list: [`Replay::search`] replaces those that it has read.

use crate::client::call::{build_template, parse_response, require_valid};
use crate::client::customer::{Customer, CustomerType};
use crate::client::endpoint::parse_options::ParseOptions;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::service::Service;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::echo::Echoes;
use crate::client::error::{Error, ErrorCode};
use crate::client::field_names::{FieldNames, applicant_name};
use crate::client::onboarding::applicant::OF_PEOPLE;
use crate::client::onboarding::outcome::Onboarding;
use crate::client::onboarding::received::{Entry, PagesRead, Received};
use crate::client::onboarding::step::Step;
use crate::rules::issue::Segment;
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
    /// What `list` and `run` call at a provider that was not there when they were compiled.
    pub(crate) calls: &'static [&'static Endpoint],
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
    pub(crate) run: fn(&mut Replay<'_>) -> Result<Onboarding, Stop>,
}

/// Why a replay stops before the end of the flow.
pub(crate) enum Stop {
    /// It is suspended until this request has a response.
    Suspended(&'static Endpoint, RequestTemplate),
    /// It has failed.
    Failed(Error),
}

/// The applicant of a flow. It is validated once, before the first request.
enum Applicant<'a> {
    /// Before the first request: with countries in the provider's form.
    Validated(Valid<'a>),
    /// Afterwards, as it was given.
    Given(&'a Object<'a>),
}

/// Stands for an applicant that is no object. A flow with responses has refused it before the first request.
static NOTHING: Object = Object::new();

/// One run of a flow from its start, over what it has received so far.
pub(crate) struct Replay<'a> {
    applicant: Applicant<'a>,
    flow: &'static OnboardingFlow,
    policy: Policy,
    pub(super) options: ParseOptions,
    pub(super) received: &'a [Entry<'a>],
    /// How much of it the flow has read.
    pub(super) position: usize,
    /// The pages that a search has read before it was suspended, the position from which they were received, and the
    /// customers that it has found on them.
    pub(super) pages: Option<(usize, PagesRead, Vec<Customer>)>,
    /// The id of the customer that the flow has created or found.
    customer_id: Option<String>,
}

impl<'a> Replay<'a> {
    /// Runs the code of a flow, as far as the responses reach. Validates the applicant before the first request.
    pub(crate) fn next_step<T>(
        flow: &'static OnboardingFlow,
        applicant: &UntrustedValue<'_>,
        policy: Policy,
        options: ParseOptions,
        received: &mut Received<'_>,
        code: impl FnOnce(&mut Replay<'_>) -> Result<T, Stop>,
    ) -> Result<Step<T, RequestTemplate>, Error> {
        let applicant = if received.entries.is_empty() {
            let given = applicant.clone();
            Applicant::Validated(require_valid(flow.operation, flow.service, given, policy, options.now)?)
        } else {
            Applicant::Given(applicant.object().unwrap_or(&NOTHING))
        };
        let entries = &received.entries;
        let mut replay =
            Replay { applicant, flow, policy, options, received: entries, position: 0, pages: None, customer_id: None };
        match code(&mut replay) {
            Ok(outcome) => Ok(Step::Done(outcome)),
            Err(Stop::Suspended(endpoint, request)) => {
                let customer_id = replay.customer_id.take().filter(|id| !replay.echoes().are_in_customer_id(id));
                if let Some((start, pages, found)) = replay.pages.take() {
                    received.entries.truncate(start);
                    received.entries.push(Entry::Pages(pages));
                    received.found.extend(found);
                }
                Ok(Step::Send { endpoint, request, customer_id })
            }
            Err(Stop::Failed(error)) => {
                let error = replay.with_applicant_paths(error);
                let mut error = match &replay.customer_id {
                    Some(id) => error.with_existing_customer(id),
                    None => error,
                };
                // A request of the flow sends a part of the applicant, but the provider knows the whole.
                replay.echoes().remove_from(&mut error);
                Err(error)
            }
        }
    }

    /// What the flow calls at a declared provider.
    pub(crate) fn calls(&self) -> &'static [&'static Endpoint] {
        self.flow.calls
    }

    /// Records that the customer exists, so that a later error contains its id.
    pub(crate) fn customer_exists(&mut self, id: &str) {
        self.customer_id = Some(id.to_owned());
    }

    /// Returns the output of the request that sends the applicant, or suspends the flow until its response is there. A
    /// person whom the provider has is not the business that was sent, nor the reverse.
    pub(crate) fn send_applicant(&mut self, endpoint: &'static Endpoint) -> Result<Output, Stop> {
        let output = self.send(endpoint, self.input(endpoint))?;
        let customer_type = match &output {
            Output::Customer(customer) => Some(customer.customer_type),
            Output::KycLink(link) => link.verification.as_ref().and_then(|verification| verification.customer_type),
            _ => None,
        };
        if customer_type.is_some_and(|found| self.applicant().text("type") != Some(found.as_str())) {
            return Err(endpoint.attribute(Error::new(ErrorCode::Conflict)).into());
        }
        Ok(output)
    }

    /// Returns the output of a request, or suspends the flow until its response is there.
    pub(crate) fn send(&mut self, endpoint: &'static Endpoint, input: Object) -> Result<Output, Stop> {
        let input = UntrustedValue::from(input);
        match self.received.get(self.position) {
            Some(Entry::Response(response, attempts)) => {
                self.position += 1;
                let output = parse_response(endpoint, response, Some(&input), &self.options);
                output.map_err(|error| Stop::Failed(attempts.conclude(endpoint, error)))
            }
            Some(Entry::Pages(_)) => Err(Error::new(ErrorCode::Internal).into()),
            None => self.suspend(endpoint, build_template(endpoint, input, self.policy, self.options.now)?),
        }
    }

    fn suspend<T>(&self, endpoint: &'static Endpoint, mut request: RequestTemplate) -> Result<T, Stop> {
        // The caller's idempotency key is for the create alone. A provider that replays its first response to a known
        // key would otherwise repeat an earlier refusal for every link request.
        request.takes_key &= endpoint.creates_customer();
        Err(Stop::Suspended(endpoint, request))
    }

    /// Maps the applicant to the input of an endpoint's operation.
    pub(crate) fn input(&self, endpoint: &Endpoint) -> Object<'a> {
        (self.flow.to_input)(self.applicant(), endpoint.operation).unwrap_or_default()
    }

    /// The applicant's fields.
    pub(crate) fn applicant(&self) -> &Object<'a> {
        match &self.applicant {
            Applicant::Validated(applicant) => applicant.object(),
            Applicant::Given(applicant) => applicant,
        }
    }

    /// What the flow has sent of the applicant, and the credentials.
    fn echoes(&self) -> Echoes {
        let applicant = UntrustedValue::from(self.applicant().clone());
        Echoes::of(self.flow.operation, Some(&applicant), &self.options.credentials)
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
                // The applicant has no such field: keep the path as the provider's pointer.
                _ => {
                    issue.provider_pointer = Some(issue.pointer());
                    issue.path.clear();
                }
            }
        }
        error
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::endpoint::RetrySafety;
    use crate::client::endpoint::service::{Idempotency, ProviderAuth};
    use crate::client::http::provider_error::{ErrorForm, ProviderError};
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
        calls: &[],
        field_names: &[("contact", "name")],
        business_names: &[],
        to_input: |applicant, _| Some([("contact", applicant.get("name")?.clone())].into_iter().collect()),
        list: |_, _, _| Ok((&CREATE, Object::new())),
        page_size: ("limit", 100),
        has_unique_emails: false,
        run: |replay| replay.send_applicant(&CREATE).map(|_| Onboarding::Approved { customer_id: String::new() }),
    };

    /// What a provider's mapping makes of a valid applicant is validated before it is sent.
    #[test]
    fn an_applicant_that_maps_to_an_invalid_input_is_not_sent() {
        let step = |name: &str| {
            let applicant: UntrustedValue =
                [("name", UntrustedValue::from(name.to_owned()))].into_iter().collect::<Object>().into();
            let options = ParseOptions::new(0);
            Replay::next_step(&FLOW, &applicant, Policy::Postal, options, &mut Received::default(), FLOW.run)
        };
        let error = step("Jane").err().expect("a name is not an address");
        assert_eq!((error.code(), error.issues()[0].pointer().as_str()), (ErrorCode::InvalidRequest, "/name"));
        assert!(matches!(step("jane@example.com"), Ok(Step::Send { endpoint, .. }) if endpoint.creates_customer()));
    }
}
