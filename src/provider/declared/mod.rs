//! A provider of one's own: a [`Provider`] that is made from a table of data while the program runs.
//!
//! Its functions are JavaScript. They are called with a request whose path is the function's name, and respond with a
//! status and JSON, so that everything above treats them as it treats any provider's API.
//!
//! The table is JSON: `{ name, fields, repeat, find?, link? }`. The names of `fields` are those of an applicant's, such as
//! `address` and `business.legalName`.

pub(crate) mod applicant;
mod calls;
mod onboard;
mod webhook;

use std::cell::Cell;

use self::applicant::Rules;
use self::calls::Calls;
use super::Provider;
use super::customer_calls::{CustomerCalls, Search};
use crate::client::connection::service::{Idempotency, ProviderAuth, Service};
use crate::client::error::Error;
use crate::client::error::provider_error::{ErrorForm, ProviderError};
use crate::client::exchange::headers::AUTHORIZATION;
use crate::client::preparation::Checklist;
use crate::client::presentation::Presentation;
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;
use crate::value::json_reader;
use crate::value::secret::Secret;
use crate::value::untrusted::{Object, UntrustedValue};
use crate::value::url::is_loopback_url;

/// A provider that this thread knows, with its table.
struct Declared {
    table: &'static str,
    provider: &'static Provider,
    /// The rules that a shape alone cannot express.
    rules: &'static Rules,
}

thread_local! {
    // A call takes them out and puts them back, as in `src/js/full/edge.rs`.
    static DECLARED: Cell<Vec<&'static Declared>> = const { Cell::new(vec![]) };
}

fn find(is_wanted: impl Fn(&Declared) -> bool) -> Option<&'static Declared> {
    let all = DECLARED.take();
    let found = all.iter().copied().rev().find(|known| is_wanted(known));
    DECLARED.set(all);
    found
}

/// Returns the provider with this table; `None` if the table is malformed. It is made once, and never dropped.
pub(crate) fn declare(table: &str) -> Option<&'static Provider> {
    if let Some(known) = find(|known| known.table == table) {
        return Some(known.provider);
    }
    let declared: &Declared = Box::leak(Box::new(make(table)?));
    let mut all = DECLARED.take();
    all.push(declared);
    DECLARED.set(all);
    Some(declared.provider)
}

/// Returns the provider of a connection, if it is one that the program has declared.
pub(crate) fn of_connection(connection: &UntrustedValue) -> Option<&'static Provider> {
    declare(connection.text_of(TABLE)?)
}

/// Returns the latest provider with this name. Two tables may have one name, so that only their texts tell them apart.
pub(crate) fn named(name: &str) -> Option<&'static Provider> {
    find(|known| known.provider.name() == name).map(|known| known.provider)
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

fn make(table: &str) -> Option<Declared> {
    let table = leaked(table);
    let given = json_reader::read(table);
    let name = given.text_of("name").filter(|name| is_name(name) && super::provider(name).is_none())?;
    let repeat = Repeat::parse(given.text_of("repeat")?)?;
    let rules = kept(Rules::parse(&given)?);
    let service = kept(Service {
        name: leaked(name),
        options: &[],
        account: "",
        auth_header: AUTHORIZATION,
        auth,
        parse_error: ProviderError::parse,
        error_form: ErrorForm { is_code: |_| false, is_correlation_id: |_| false, formats: &[] },
        idempotency: if repeat == Repeat::Never { Idempotency::MayReplay } else { Idempotency::Required },
    });
    let has = |function| given.field(function).is_some_and(UntrustedValue::is_true);
    let operation = kept(Operation { name: leaked(&[name, ".onboard"].concat()), shape: rules.shape(false, &[]) });
    let calls = Calls::new(service, rules, repeat, has("link"));
    let finds = has("find");
    let by_reference = Search { list: calls.find, field: "reference" };
    let provider = kept(Provider {
        service,
        form_operations: kept([operation]),
        endpoints: kept([calls.create, calls.link, calls.status, calls.find]),
        onboarding: kept(onboard::flow(service, operation, rules, &calls, finds)),
        customers: kept(CustomerCalls {
            id_field: "customerId",
            read: calls.status,
            link: calls.link,
            can_renew: has("link") || repeat == Repeat::Reference,
            details: None,
            product: None,
            by_email: None,
            by_reference: (finds || repeat == Repeat::Reference).then_some(by_reference),
        }),
        person_fields: PersonFields::NONE,
        webhook: kept(webhook::of(service.name)),
        contact_codes: None,
        agreements: None,
        presentation: |_| Presentation::in_tabs(None),
        preparation: [&UNPREPARED; 2],
        advice: |_| None,
    });
    Some(Declared { table, provider, rules })
}

static UNPREPARED: Checklist = Checklist { rows: &[], in_one_go: false, decision_days: None };

/// What makes it safe to send a create a second time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeat {
    Reference,
    Key,
    Never,
}

impl Repeat {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "reference" => Self::Reference,
            "key" => Self::Key,
            "never" => Self::Never,
            _ => None?,
        })
    }
}

/// Whether this can be a name: it is a part of a path and of the names of records and operations.
fn is_name(name: &str) -> bool {
    (2..=31).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Its functions have the credentials. Only a host on loopback among those of its links makes links on loopback
/// possible.
fn auth(connection: &Object) -> Result<ProviderAuth, Error> {
    let hosts = connection.get("allowHosts").and_then(UntrustedValue::texts).unwrap_or_default();
    let mut urls = hosts.into_iter().map(|host| ["http://", host].concat());
    let base_url = urls.find(|url| is_loopback_url(url)).unwrap_or_default();
    Ok(ProviderAuth { base_url, authorization: Secret::new("") })
}
