//! Building, reading, onboarding, the edge handler: what the form module leaves out.

mod client;
mod edge;
mod http;

use super::calls::Call;
use super::findings::write_issues;
use super::unpack::Arguments;
use crate::client::error::Error;
use crate::value::json::Writer;

/// Runs a call and writes its value, or its error; returns whether it is a value, `None` if there is no such call.
pub(super) fn call(call: Call, arguments: &Arguments, out: &mut Writer) -> Option<bool> {
    let done = client::call(call, arguments, out)?;
    if let Err(error) = &done {
        *out = Writer::default();
        write_error(error, out);
    }
    Some(done.is_ok())
}

/// An error as the wrapper reads it: the number of its code, what its message says beyond the code's own sentence, and
/// what is known of the call.
fn write_error(error: &Error, out: &mut Writer) {
    out.object(|fields| {
        fields.field("number", &(error.code as usize));
        fields.optional("hint", error.details_sentence().as_ref());
        error.describe_call(fields);
        write_issues(&error.issues, fields.member("issues"));
    });
}
