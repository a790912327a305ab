//! The link of a response whose fields have arrived as a record.

use wasm_bindgen::prelude::wasm_bindgen;

use super::tree::scalar;
use crate::client::call::parse_options::ParseOptions;
use crate::client::call::parse_response;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::exchange::http::{Body, HttpResponse};
use crate::client::exchange::response_field::ResponseField;
use crate::js::buffers::{Buffers, with_buffers};
use crate::js::found::FoundWriter;
use crate::provider;
use crate::value::input::{Input, InputRecord, Members, Memory};
use crate::value::untrusted::Object;

/// The word for a text that is not one of the response's fields.
const OTHER: u32 = u32::MAX;

/// Reads the link of a 2xx whose fields are a record with strings of this many bytes. Returns when it expires, in
/// milliseconds since 1970-01-01 UTC, or infinity; `NaN` if the response has to be parsed as JSON, because it has no
/// link or there is more to say.
///
/// For each of [`record_texts`](crate::client::link::members::record_texts), a word is written: 0 if the link has none,
/// otherwise the number of the field that it is, counted from 1; or [`OTHER`] and a text. `lib/link-reader.js`, which is
/// generated from the same list, reads them.
#[wasm_bindgen]
pub fn parse_link(endpoint: usize, bytes: usize) -> f64 {
    with_buffers(|buffers| read(buffers, endpoint, bytes).unwrap_or(f64::NAN))
}

fn read(buffers: &mut Buffers, endpoint: usize, bytes: usize) -> Option<f64> {
    let endpoint = provider::endpoints().nth(endpoint)?;
    let (_, memory, _, mut found) = buffers.split(0, bytes);
    let body = Body::Fields(fields(endpoint, &memory)?.into());
    let response = HttpResponse { status: 200, headers: Vec::new(), body };
    let options = ParseOptions::new(i64::MAX);
    let Ok(Output::KycLink(link)) = parse_response(endpoint, &response, None, &options) else {
        return None;
    };
    let fields = response.body.json().object()?;
    let (texts, expires_at_ms) = link.as_record()?;
    texts.for_each(|text| write(text, fields, &mut found));
    Some(expires_at_ms.map_or(f64::INFINITY, |ms| ms as f64))
}

fn fields<'a>(endpoint: &'static Endpoint, memory: &'a Memory<'a>) -> Option<Object<'a>> {
    let Input::Object(Members::Record(record)) = InputRecord::input(memory) else { return None };
    let mut fields = Object::with_capacity(endpoint.reads.len());
    for (position, field) in endpoint.reads.iter().enumerate() {
        let ResponseField::Value(name) = field else { return None };
        fields.push(*name, scalar(record.field(position)));
    }
    Some(fields)
}

/// Writes a text as its place in the response, if it is there.
fn write(text: Option<&str>, fields: &Object, found: &mut FoundWriter) {
    let Some(text) = text else { return found.word(0) };
    match fields.iter().position(|(_, value)| value.text() == Some(text)) {
        Some(position) => found.word(position as u32 + 1),
        None => {
            found.word(OTHER);
            found.text(text);
        }
    }
}
