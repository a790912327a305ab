//! A provider of one's own: a [`Provider`] that is made from a table of data while the program runs.
//!
//! Its functions are JavaScript. They are called with a request whose path is the function's name, and respond with a
//! status and JSON, so that everything above treats them as it treats any provider's API.
//!
//! The table is JSON: `{ name, repeat, canRenew, inputs, requiredOf }`, where `inputs` are the fields that an applicant
//! and each function has. The wrapper writes it (`pkg-template/provider/table.js`), from a definition that it has checked.

pub(crate) mod applicant;
mod calls;
mod members;
mod onboard;
mod webhook;

use std::cell::Cell;
use std::iter::successors;

use super::Provider;
use super::customer_calls::{CustomerCalls, Search};
use crate::client::endpoint::service::{Idempotency, ProviderAuth, Service};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::http::headers::AUTHORIZATION;
use crate::client::http::provider_error::{ErrorForm, ProviderError};
use crate::client::preparation::Checklist;
use crate::client::presentation::Presentation;
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;
use crate::value::json_reader;
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};

/// A provider that this thread knows.
struct Declared {
    /// Its table, as text and as read.
    text: &'static str,
    table: &'static UntrustedValue<'static>,
    provider: &'static Provider,
    /// The one that was declared before.
    earlier: Option<&'static Self>,
}

thread_local! {
    static LATEST: Cell<Option<&'static Declared>> = const { Cell::new(None) };
}

/// Returns the providers that this thread knows, the latest first.
fn declared() -> impl Iterator<Item = &'static Declared> {
    successors(LATEST.get(), |known| known.earlier)
}

/// Returns the provider with this table; `None` if the table is malformed. It is made once, and never dropped.
pub(crate) fn declare(table: &str) -> Option<&'static Provider> {
    if let Some(known) = declared().find(|known| known.text == table) {
        return Some(known.provider);
    }
    let declared = kept(make(leaked(table))?);
    LATEST.set(Some(declared));
    Some(declared.provider)
}

/// Returns the provider of a connection, if it is one that the program has declared.
pub(crate) fn of_connection(connection: &UntrustedValue) -> Option<&'static Provider> {
    declare(connection.text_of(TABLE)?)
}

/// Returns the provider with this name: one of the registry, or the latest that was declared. Two tables may have one
/// name, so that only their texts tell them apart.
pub(crate) fn known(name: &str) -> Option<&'static Provider> {
    let mut declared = declared().map(|known| known.provider);
    super::provider(name).or_else(|| declared.find(|provider| provider.name() == name))
}

/// The member of a connection with the table.
const TABLE: &str = "declared";

/// A word that [`Provider`] and its parts refer to.
fn leaked(text: &str) -> &'static str {
    Box::leak(text.into())
}

/// A value that [`Provider`] and its parts refer to.
fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn make(text: &'static str) -> Option<Declared> {
    let table = kept(json_reader::read(text));
    let name = table.text_of("name")?;
    let (idempotency, create_retry) = match table.text_of("repeat")? {
        "never" => (Idempotency::MayReplay, RetrySafety::CreatesCustomer),
        // The reference is a part of the body, which is the same whenever the create is sent.
        _ => (Idempotency::Required, RetrySafety::CreatesOncePerKey),
    };
    let mut service = SERVICE;
    (service.name, service.idempotency) = (name, idempotency);
    let service = kept(service);
    let inputs = table.field("inputs")?;
    let operation = |function| -> Option<&'static Operation> {
        let shape = applicant::shape(inputs.field(function)?)?;
        Some(kept(Operation { name: leaked(&[name, ".", function].concat()), shape }))
    };
    let endpoint = |function, path, retry, parse: Parser| -> Option<&'static Endpoint> {
        Some(kept(Endpoint::posting(operation(function)?, service, retry, path, parse)))
    };
    let create = endpoint("create", "/create", create_retry, calls::parse)?;
    let link = endpoint("link", "/link", RetrySafety::Retryable, calls::parse)?;
    let status = endpoint("status", "/status", RetrySafety::Retryable, calls::parse)?;
    let find = endpoint("find", "/find", RetrySafety::Retryable, calls::parse_found)?;
    let endpoints: &[_; 4] = kept([create, link, status, find]);
    let onboard = operation("onboard")?;
    let provider = kept(Provider {
        service,
        form_operations: kept([onboard]),
        endpoints,
        onboarding: onboard::flow(service, onboard, endpoints),
        customers: kept(CustomerCalls {
            id_field: "customerId",
            read: status,
            link,
            can_renew: table.field("canRenew").is_some_and(UntrustedValue::is_true),
            details: None,
            product: None,
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
    });
    Some(Declared { text, table, provider, earlier: LATEST.get() })
}

type Parser = fn(&ResponseContext<'_>) -> Result<Output, Error>;

/// What the services of all declared providers have in common.
const SERVICE: Service = Service {
    name: "",
    options: &[],
    account: "account",
    auth_header: AUTHORIZATION,
    auth,
    parse_error: |response| {
        let mut error = ProviderError::parse(response);
        error.hint = calls::problem_of(response.body.json());
        error
    },
    error_form: ErrorForm { is_code: |_| false, is_correlation_id: |_| false, formats: &[] },
    idempotency: Idempotency::Required,
};

static UNPREPARED: Checklist = Checklist { rows: &[], in_one_go: false, decision_days: None };

/// Its functions have the credentials. Only a base URL on loopback makes links on loopback possible.
fn auth(connection: &Object) -> Result<ProviderAuth, Error> {
    let base_url = connection.text("baseUrl").unwrap_or_default().to_owned();
    Ok(ProviderAuth { base_url, authorization: Secret::new("") })
}
