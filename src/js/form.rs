//! What a page needs: checking, and the data of a form.

use super::unpack::Arguments;
use super::{answer, found};
use crate::arena::release;
use crate::field::country::Country;
use crate::form::CountryEntry;
use crate::json::{Json, Writer};
use crate::json_schema::{JsonSchema, Side, Target};
use crate::{Draft, Error, Options};

/// Calls a function of this file; `None` where it has none of that name.
pub(super) fn call(arguments: &mut Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    Some(match arguments.text(0) {
        "validate" => validate(arguments, out),
        "normalize" => normalize(arguments, out),
        "json_schema" => json_schema(arguments, out),
        "countries" => {
            out.items(Country::all(), |country, out| CountryEntry::from(country).write(out));
            Ok(())
        }
        "country" => country(arguments, 1).map(|country| CountryEntry::from(country).write(out)),
        "subdivisions" => country(arguments, 1).map(|country| out.list(&crate::form::subdivisions(country))),
        "address_fields" => address_fields(arguments, out),
        "field_props" => field_props(arguments, out),
        _ => return None,
    })
}

/// `validate(operation, input, policy, normalize, now)`
fn validate(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 1)?;
    let options = options(arguments, 3)?;
    let verdict = crate::validate(operation, arguments.take(2), &options);
    answer::verdict(&verdict, out);
    release(verdict);
    Ok(())
}

/// `normalize(operation, input)`
fn normalize(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Error> {
    let normal = crate::normalize(found(arguments, 1)?, arguments.take(2));
    normal.write(out);
    release(normal);
    Ok(())
}

/// `json_schema(operation, side, target, policy, normalize)`
fn json_schema(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let schema = JsonSchema {
        operation: found(arguments, 1)?,
        side: if arguments.text(2) == "input" { Side::Input } else { Side::Output },
        target: Target::named(arguments.text(3))
            .ok_or_else(|| Error::config("target is \"draft-2020-12\" or \"draft-07\"."))?,
        options: options(arguments, 4)?,
    };
    schema.write(out);
    Ok(())
}

/// `address_fields(country, operation?)`
fn address_fields(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = match arguments.get(2) {
        Draft::Null => None,
        _ => Some(found(arguments, 2)?),
    };
    out.list(&crate::form::address_fields(country(arguments, 1)?, operation));
    Ok(())
}

/// `field_props(operation, path, country?)`
fn field_props(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let operation = found(arguments, 1)?;
    let mut path = Vec::new();
    for step in arguments.get(2).list().unwrap_or_default() {
        path.push(step.text().unwrap_or_default());
    }
    let country = if arguments.get(3).is_absent() { None } else { Some(country(arguments, 3)?) };
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
    Country::parse(arguments.text(at))
        .map_err(|_| Error::config("There is no such country: countries() lists them."))
}
