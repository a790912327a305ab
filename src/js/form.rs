//! What a page needs: checking, and the data of a form.

use super::unpack::Arguments;
use super::{answer, found};
use crate::arena::release;
use crate::calls::Call;
use crate::field::country::Country;
use crate::form::CountryEntry;
use crate::json::{Json, Writer};
use crate::json_schema::{JsonSchema, Side, Target};
use crate::{Draft, Error, Options};

/// Calls a function of this file; `None` where it is another file's.
pub(super) fn call(call: Call, arguments: &mut Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match call {
        Call::Validate => validate(arguments, out),
        Call::Normalize => normalize(arguments, out),
        Call::JsonSchema => json_schema(arguments, out),
        Call::Countries => {
            out.items(Country::all(), |country, out| CountryEntry::from(country).write(out));
            Ok(())
        }
        Call::Country => country(arguments, 0).map(|country| CountryEntry::from(country).write(out)),
        Call::Subdivisions => country(arguments, 0).map(|country| out.list(&crate::form::subdivisions(country))),
        Call::AddressFields => address_fields(arguments, out),
        Call::FieldProps => field_props(arguments, out),
        _ => return None,
    })
}

/// `validate(operation, input, policy, normalize, now)`
fn validate(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 0)?;
    let options = options(arguments, 2)?;
    let verdict = crate::validate(operation, arguments.take(1), &options);
    answer::verdict(&verdict, out);
    release(verdict);
    Ok(())
}

/// `normalize(operation, input)`
fn normalize(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let normal = crate::normalize(found(arguments, 0)?, arguments.take(1));
    normal.write(out);
    release(normal);
    Ok(())
}

/// `json_schema(operation, isInput, target, policy, normalize)`
fn json_schema(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let schema = JsonSchema {
        operation: found(arguments, 0)?,
        side: if arguments.get(1).is_true() { Side::Input } else { Side::Output },
        target: Target::named(arguments.text(2))
            .ok_or_else(|| Error::config("target is \"draft-2020-12\" or \"draft-07\"."))?,
        options: options(arguments, 3)?,
    };
    schema.write(out);
    Ok(())
}

/// `address_fields(country, operation?)`
fn address_fields(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = match arguments.get(1) {
        Draft::Null => None,
        _ => Some(found(arguments, 1)?),
    };
    out.list(&crate::form::address_fields(country(arguments, 0)?, operation));
    Ok(())
}

/// `field_props(operation, path, country?)`
fn field_props(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 0)?;
    let mut path = Vec::new();
    for step in arguments.get(1).list().unwrap_or_default() {
        path.push(step.text().unwrap_or_default());
    }
    let country = if arguments.get(2).is_absent() { None } else { Some(country(arguments, 2)?) };
    crate::form::field_props(operation, &path, country)
        .ok_or_else(|| Error::config("There is no such field."))?
        .write(out);
    Ok(())
}

/// `policy, normalize, now`
fn options(arguments: &Arguments, at: usize) -> Result<Options, Error> {
    Options::read([at, at + 1, at + 2].map(|at| arguments.get(at)))
}

fn country(arguments: &Arguments, at: usize) -> Result<Country, Error> {
    Country::parse(arguments.text(at)).map_err(|_| Error::config("There is no such country: countries() lists them."))
}
