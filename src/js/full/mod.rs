//! The calls that the form module does not have: requests and responses, onboarding, webhooks, the edge handler.

mod client;
mod edge;
mod http;
mod issues;
mod record_name;
mod running;

use super::arguments::Arguments;
use super::calls::WasmCall;
use crate::client::error::Error;
use crate::value::json::Writer;
use issues::write_issues;

/// The calls of this module.
pub(super) const CALLS: &[WasmCall] = WasmCall::ALL;

/// Runs a call and writes its value or its error. Returns whether it is a value, or `None` if there is no such call.
pub(super) fn dispatch(call: WasmCall, arguments: &Arguments, out: &mut Writer) -> Option<bool> {
    let result = client::dispatch(call, arguments, out)?;
    if let Err(error) = &result {
        *out = Writer::default();
        write_error(error, out);
    }
    Some(result.is_ok())
}

/// Writes an error for the wrapper: the number of its code, its message without the code's own sentence, and the
/// details of the call. It includes what the wrapper keeps in properties that are not enumerable.
fn write_error(error: &Error, out: &mut Writer) {
    out.object(|fields| {
        fields.field("number", &(error.code() as usize));
        fields.optional("hint", error.details_sentence().as_ref());
        error.describe_call(fields);
        fields.optional("providerMessage", error.details.provider_message.as_ref());
        fields.optional("idempotencyKey", error.details.idempotency_key.as_ref());
        write_issues(error.issues(), fields.member("issues"));
    });
}
