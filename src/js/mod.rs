//! The border of the npm package: each export takes its arguments packed into bytes and answers JSON text.
//!
//! One buffer in and one text out cost a fraction of converting object by object, and leave nothing behind that a
//! replaced instance could orphan (DESIGN.md, "How values cross"). No rule lives here.

#[cfg(feature = "client")]
pub mod client;
pub mod form;
mod unpack;

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "client")]
use crate::Provider;
use crate::json::{Json, Writer};
use crate::{Error, Operation, Options};
use unpack::Arguments;

/// `validate(operation, input, options)`
#[wasm_bindgen]
pub fn validate(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(
        found(arguments.text(0))
            .and_then(|operation| Ok(crate::validate(operation, arguments.get(1), &Options::read(arguments.get(2))?))),
    )
}

/// `normalize(operation, input)`
#[wasm_bindgen]
pub fn normalize(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).map(|operation| crate::normalize(operation, arguments.get(1))))
}

/// The operation of that name, or the caller's mistake.
fn found(name: &str) -> Result<&'static Operation, Error> {
    crate::operation(name).ok_or_else(|| Error::config("There is no such operation: operations() lists them."))
}

/// The provider of that name, or the caller's mistake.
#[cfg(feature = "client")]
fn owner(name: &str) -> Result<&'static Provider, Error> {
    crate::provider::provider(name).ok_or_else(|| Error::config("There is no such provider."))
}

/// `{"value": …}` or `{"error": …}`.
fn answer<T: Json>(result: Result<T, Error>) -> String {
    match &result {
        Ok(value) => Member("value", value).to_json(),
        Err(error) => Member("error", error).to_json(),
    }
}

struct Member<'a, T>(&'static str, &'a T);

impl<T: Json> Json for Member<'_, T> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| fields.field(self.0, self.1));
    }
}
