//! The attempts to send one request. The wrapper holds what is known of them, and passes it on unread.

use super::http::{attempts, field, integer};
use super::write_error;
use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, ErrorCode};
use crate::client::exchange::attempts::Attempts;
use crate::client::exchange::retry::Limits;
use crate::client::exchange::{Exchange, Moment, Next, Unanswered};
use crate::client::http::HttpResponse;
use crate::js::arguments::Arguments;
use crate::provider::{self, declared};
use crate::value::json::Writer;
use crate::value::untrusted::UntrustedValue;

/// `before_attempt(operation, attempts, call, elapsed_ms)`, where `call` is `{ url, timeout, maxRetries, deadline?,
/// customerId?, declared? }` with the table of a declared provider: `{ timeoutMs }`, or `{ error }`.
pub(super) fn before_attempt(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let timeout_ms = exchange(arguments)?.before_attempt(arguments.integer(3)?);
    out.object(|fields| match timeout_ms {
        Ok(timeout_ms) => fields.optional("timeoutMs", timeout_ms.as_ref()),
        Err(error) => write_error(&error, fields.member("error")),
    });
    Ok(())
}

/// `after_attempt(operation, attempts, call, elapsed_ms, result, now, random)`, where `result` is a response or `{ code,
/// wasSent, status?, hint? }`: `{ waitMs, attempts }`, `{ error }`, or `{}` if the response is the last.
pub(super) fn after_attempt(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let mut exchange = exchange(arguments)?;
    let random = u32::try_from(arguments.integer(6)?).unwrap_or_default();
    let moment = Moment { elapsed_ms: arguments.integer(3)?, now: arguments.integer(5)?, random };
    let next = exchange.after_attempt(result(arguments)?, || moment);
    out.object(|fields| match next {
        Ok(Next::Wait { ms }) => {
            fields.field("waitMs", &ms);
            write_attempts(&exchange.attempts, fields.member("attempts"));
        }
        Ok(Next::Respond(_)) => {}
        Err(error) => write_error(&error, fields.member("error")),
    });
    Ok(())
}

fn exchange<'v>(arguments: &'v Arguments) -> Result<Exchange<'v>, Error> {
    let given = |name| field(arguments.get(2), name);
    let limits = Limits { max_retries: integer(given("maxRetries"))?, deadline_ms: given("deadline").integer() };
    Ok(Exchange {
        endpoint: endpoint(arguments.text(0), given("declared"))?,
        url: given("url").text().unwrap_or_default(),
        limits,
        timeout_ms: given("timeout").integer(),
        customer_id: given("customerId").text(),
        attempts: attempts(arguments.get(1)),
    })
}

/// Finds the endpoint of an operation, at the declared provider with this table if there is one.
fn endpoint(operation: &str, table: &UntrustedValue) -> Result<&'static Endpoint, Error> {
    let Some(declared) = table.text().and_then(declared::declare) else { return provider::find_endpoint(operation) };
    let found = declared.endpoints.iter().find(|endpoint| endpoint.name() == operation);
    found.copied().ok_or_else(|| ErrorCode::Internal.into())
}

fn result<'a>(arguments: &Arguments<'a>) -> Result<Result<HttpResponse<'a>, Unanswered>, Error> {
    let given = arguments.get(4);
    if given.object().is_none() {
        return arguments.response(4).map(Ok);
    }
    let was_sent = field(given, "wasSent").is_true();
    let status = field(given, "status").integer().and_then(|status| u16::try_from(status).ok());
    let failure = Unanswered::named(field(given, "code").text().unwrap_or_default(), was_sent, status)?;
    Ok(Err(Unanswered { hint: given.owned_text_of("hint"), ..failure }))
}

fn write_attempts(attempts: &Attempts, out: &mut Writer) {
    out.object(|fields| {
        fields.optional("idempotencyKey", attempts.idempotency_key.as_ref());
        fields.field("mayHaveArrived", &attempts.may_have_arrived);
        fields.field("failed", &attempts.failed);
    });
}
