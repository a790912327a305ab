//! What a page needs beside validation.

use wasm_bindgen::prelude::wasm_bindgen;

use super::unpack::Arguments;
use super::{answer, found};
use crate::field::country::Country;
use crate::json_schema::{JsonSchema, Side, Target};
use crate::{Draft, Error, Options};

/// `countries()`
#[wasm_bindgen]
pub fn countries(_packed: &[u8]) -> String {
    answer(Ok(crate::form::countries()))
}

/// The entry of one country: `country(code)`
#[wasm_bindgen]
pub fn country(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(known(arguments.text(0)).map(crate::form::CountryEntry::from))
}

/// `subdivisions(country)`
#[wasm_bindgen]
pub fn subdivisions(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(known(arguments.text(0)).map(crate::form::subdivisions))
}

/// `addressFields(country, operation?)`
#[wasm_bindgen]
pub fn address_fields(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(known(arguments.text(0)).and_then(|country| {
        let operation = match arguments.get(1) {
            Draft::Null => None,
            _ => Some(found(arguments.text(1))?),
        };
        Ok(crate::form::address_fields(country, operation))
    }))
}

/// `fieldProps(operation, path, country?)`
#[wasm_bindgen]
pub fn field_props(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).and_then(|operation| {
        let path: Vec<_> = arguments.get(1).list().unwrap_or_default().iter().filter_map(Draft::text).collect();
        let country = match arguments.get(2) {
            given if given.is_absent() => None,
            _ => Some(known(arguments.text(2))?),
        };
        crate::form::field_props(operation, &path, country)
            .ok_or_else(|| Error::config("The operation has no such field."))
    }))
}

/// `jsonSchema(operation, side, target, options)`
#[wasm_bindgen]
pub fn json_schema(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).and_then(|operation| {
        Ok(JsonSchema {
            operation,
            side: if arguments.text(1) == "input" { Side::Input } else { Side::Output },
            target: Target::named(arguments.text(2))
                .ok_or_else(|| Error::config("target is \"draft-2020-12\" or \"draft-07\"."))?,
            options: Options::read(arguments.get(3))?,
        })
    }))
}

fn known(code: &str) -> Result<Country, Error> {
    Country::parse(code).map_err(|_| Error::config("The country is no ISO 3166-1 code: countries() lists them."))
}
