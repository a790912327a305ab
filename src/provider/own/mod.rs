//! A provider of one's own: a [`Provider`] that is made from its definition while the program runs.
//!
//! Its functions are JavaScript. They are called with a request whose path is the function's name, and respond with a
//! status and JSON, so that everything above treats them as it treats any provider's API.
//!
//! The definition is JSON: `{ name, repeat, hasLink, hasToken, isRevocable, applicant }`, where `applicant` is the name of
//! the operation that has the applicant's fields. The wrapper writes it (`service/provider/define.ts`) after checking
//! what was defined.

mod calls;
pub(crate) mod members;
mod onboard;
pub(crate) mod operation;
mod refusal;
mod webhook;

use std::cell::Cell;
use std::iter::successors;

use self::members::{CUSTOMER_ID, is_word};
use self::operation::OwnOperation;
use super::Provider;
use super::customer_calls::{CustomerCalls, KNOWN_STATUS, Search};
use crate::client::customer::Status;
use crate::client::endpoint::service::{Idempotency, ProviderAuth, Service};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::http::headers::AUTHORIZATION;
use crate::client::http::provider_error::{ErrorForm, ProviderError};
use crate::client::onboarding::flow::OnboardingFlow;
use crate::client::preparation::Checklist;
use crate::client::presentation::Presentation;
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::json_reader;
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};

/// A provider that this thread knows. It is made once, and never dropped.
struct OwnProvider {
    definition: &'static str,
    provider: &'static Provider,
    /// The one that was made before it.
    earlier: Option<&'static Self>,
}

thread_local! {
    static LATEST: Cell<Option<&'static OwnProvider>> = const { Cell::new(None) };
}

/// Returns the providers that this thread knows, the latest first.
fn all() -> impl Iterator<Item = &'static OwnProvider> {
    successors(LATEST.get(), |known| known.earlier)
}

/// Returns the provider with this definition; `None` if the definition is malformed.
pub(crate) fn define(definition: &str) -> Option<&'static Provider> {
    if let Some(known) = all().find(|known| known.definition == definition) {
        return Some(known.provider);
    }
    let provider = make(&json_reader::read(definition))?;
    LATEST.set(Some(leak(OwnProvider { definition: leak_text(definition), provider, earlier: LATEST.get() })));
    Some(provider)
}

/// Returns the provider of a connection, if it is one of the program's own.
pub(crate) fn of_connection(connection: &UntrustedValue) -> Option<&'static Provider> {
    define(connection.text_of("definition")?)
}

/// Returns the provider with this name: one of the registry, or the latest that was defined. Two definitions may have one
/// name, so that only their texts tell them apart.
pub(crate) fn known(name: &str) -> Option<&'static Provider> {
    let mut own = all().map(|known| known.provider);
    super::provider(name).or_else(|| own.find(|provider| provider.name() == name))
}

/// Returns `create`, `link`, `status`, `find` and `token` of the provider with this flow.
fn endpoints_of(flow: &OnboardingFlow) -> Option<&'static [&'static Endpoint; 5]> {
    let known = all().find(|known| std::ptr::eq(known.provider.onboarding, flow))?;
    known.provider.endpoints.first_chunk()
}

/// A word that [`Provider`] and its parts refer to.
fn leak_text(text: &str) -> &'static str {
    Box::leak(text.into())
}

/// A value that [`Provider`] and its parts refer to.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn make(definition: &UntrustedValue) -> Option<&'static Provider> {
    let name = leak_text(definition.text_of("name")?);
    let (idempotency, create_retry) = match definition.text_of("repeat")? {
        // The reference is a part of the body, which is the same whenever the create is sent.
        "reference" => (Idempotency::OncePerReference, RetrySafety::CreatesOncePerKey),
        "key" => (Idempotency::Required, RetrySafety::CreatesOncePerKey),
        "never" => (Idempotency::MayReplay, RetrySafety::CreatesCustomer),
        _ => return None,
    };
    let has = |function| definition.field(function).is_some_and(UntrustedValue::is_true);
    let has_link = has("hasLink");
    let service: &Service = leak(Service { name, idempotency, ..SERVICE });
    let applicant = OwnOperation::named(definition.text_of("applicant")?)?.operation.shape;
    let endpoints = endpoints(service, applicant, create_retry, has_link);
    let [_, link, status, find, token] = *endpoints;
    let onboard = operation(name, "onboard", applicant);
    Some(leak(Provider {
        service,
        form_operations: leak([onboard]),
        endpoints,
        onboarding: onboard::flow(service, onboard),
        customers: leak(CustomerCalls {
            id_field: CUSTOMER.name,
            read: status,
            link,
            token: has("hasToken").then_some(token),
            can_renew: service.has_one_per_reference() || has_link,
            details: None,
            product: None,
            is_revocable: has("isRevocable"),
            reasons: &[Status::Rejected, Status::Incomplete],
            settings: &["scope"],
            by_email: None,
            by_reference: Some(Search { list: find, field: "reference" }),
        }),
        person_fields: PersonFields::NONE,
        webhook: webhook::of(name),
        contact_codes: None,
        agreements: None,
        presentation: |_| Presentation::in_tabs(None),
        preparation: [&UNPREPARED; 2],
        advice: |_| None,
    }))
}

fn operation(provider: &str, function: &str, shape: &'static Shape) -> &'static Operation {
    leak(Operation { name: leak_text(&[provider, ".", function].concat()), shape })
}

/// Makes `create`, `link`, `status`, `find` and `token`.
fn endpoints(
    service: &'static Service,
    applicant: &Shape,
    create_retry: RetrySafety,
    has_link: bool,
) -> &'static [&'static Endpoint; 5] {
    let is_by_reference = service.has_one_per_reference();
    let endpoint = |function, path, fields: Vec<Field>, retry, parse: Parser| -> &'static Endpoint {
        let operation = operation(service.name, function, leak(Shape::new(fields.leak())));
        leak(Endpoint::posting(operation, service, retry, path, parse))
    };
    // What the functions get is not checked for the applicant's type again: it is made of an applicant that was.
    let with = |is_required: bool, more: &[Field]| {
        let given = applicant.fields.iter().map(|field| match field.name {
            "reference" => Field { required: is_required, ..*field },
            _ => *field,
        });
        given.chain(more.iter().copied()).collect()
    };
    let retry = RetrySafety::Retryable;
    let create = endpoint("create", "/create", with(is_by_reference, &[]), create_retry, calls::parse);
    // Where a reference leads to the same customer, `create` makes another link.
    let of_link = applicant.fields.iter().filter_map(|field| match field.name {
        "redirectUri" => Some(*field),
        "type" => Some(optional_type(field)),
        "reference" if is_by_reference && !has_link => Some(Field { required: true, ..*field }),
        _ => None,
    });
    let link = endpoint("link", "/link", [CUSTOMER].into_iter().chain(of_link).collect(), retry, calls::parse);
    let status = endpoint("status", "/status", vec![CUSTOMER, KNOWN], retry, calls::parse);
    let find = endpoint("find", "/find", with(true, &[SINCE]), retry, calls::parse_found);
    let of_token = applicant.fields.iter().filter(|field| field.name == "type").map(optional_type);
    let of_token = of_token.chain([CUSTOMER, Field::optional("reference", Kind::Text { max: None })]).collect();
    let token = endpoint("token", "/token", of_token, retry, calls::parse_token);
    leak([create, link, status, find, token])
}

/// The type of the customer, with which an answer is compared.
fn optional_type(field: &Field) -> Field {
    Field { required: false, ..*field }
}

type Parser = fn(&ResponseContext<'_>) -> Result<Output, Error>;

/// What the functions get that is not the applicant's.
const CUSTOMER: Field = Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID));
const SINCE: Field = Field::optional("since", Kind::Text { max: None });
const KNOWN: Field = Field::optional(KNOWN_STATUS, Kind::Text { max: None });

/// What the services of all providers of one's own have in common.
const SERVICE: Service = Service {
    name: "",
    options: &[],
    account: "account",
    auth_header: AUTHORIZATION,
    auth,
    parse_error: |response| {
        let body = response.body.json();
        let (hint, meaning) = (refusal::problem_of(body), refusal::meaning_of(body));
        let parsed = ProviderError::parse(response);
        // What is not a code would become the message, and a person may have written it.
        ProviderError { hint, meaning, code: parsed.code.filter(|code| is_word(code)), ..parsed }
    },
    error_form: ErrorForm { is_code: is_word, is_correlation_id: |_| false, formats: &[] },
    idempotency: Idempotency::Required,
};

static UNPREPARED: Checklist = Checklist { rows: &[], in_one_go: false, decision_days: None };

/// Its functions have the credentials. Only a base URL on loopback makes links on loopback possible.
fn auth(connection: &Object) -> Result<ProviderAuth, Error> {
    let base_url = connection.text("baseUrl").unwrap_or_default().to_owned();
    Ok(ProviderAuth { base_url, authorization: Secret::new("") })
}
