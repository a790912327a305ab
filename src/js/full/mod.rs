//! The calls that the form's module does not have: requests and responses, onboarding and webhooks, and those of the edge
//! handler, which only its own module has.

mod client;
#[cfg(not(feature = "__client"))]
mod edge;
mod http;
mod issues;
#[cfg(not(feature = "__client"))]
mod record_name;
mod running;

use super::arguments::Arguments;
use super::calls::WasmCall;
use crate::client::error::Error;
use crate::value::json::Writer;
use issues::write_issues;

/// The calls of this module.
pub(super) const CALLS: &[WasmCall] = if cfg!(feature = "__client") { WasmCall::OF_CLIENT } else { WasmCall::ALL };

/// Runs a call and writes its value or its error. Returns whether it is a value, or `None` if there is no such call.
pub(super) fn dispatch(call: WasmCall, arguments: &Arguments, out: &mut Writer) -> Option<bool> {
    let result = client::dispatch(call, arguments, out).or_else(|| edge::dispatch(call, arguments, out))?;
    if let Err(error) = &result {
        *out = Writer::default();
        write_error(error, out);
    }
    Some(result.is_ok())
}

/// The client's module has no calls of the handler.
#[cfg(feature = "__client")]
mod edge {
    use crate::client::error::Error;
    use crate::js::arguments::Arguments;
    use crate::js::calls::WasmCall;
    use crate::value::json::Writer;

    /// Runs nothing.
    pub(super) fn dispatch(_: WasmCall, _: &Arguments, _: &mut Writer) -> Option<Result<(), Error>> {
        None
    }
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
