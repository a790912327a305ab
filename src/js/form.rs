//! The calls that a page needs: validation and the data of a form.

use super::arguments::Arguments;
use super::calls::WasmCall;
use super::encoding::found::FoundWriter;
use super::encoding::{FIRST_OWN, operations};
use crate::client::error::ErrorCode;
use crate::provider::own::operation::{self as own, OwnOperation};
use crate::rules::description::write_shape;
use crate::rules::field::country::Country;
use crate::rules::form::{self, CountryEntry};
use crate::rules::json_schema::{JsonSchema, Side, Target};
use crate::rules::operation::{Operation, find_normal};
use crate::rules::options::{Options, PhoneCountry};
use crate::rules::person_fields::PersonFields;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// The error for wrong arguments, with a sentence that says what they must be. The calls of the form module have no
/// other error.
pub(super) struct Misuse(pub(super) &'static str);

impl Misuse {
    /// Writes the error for the wrapper: the number of its code, and the sentence.
    pub(super) fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("number", &(ErrorCode::InvalidConfig as usize));
            fields.text("hint", self.0);
        });
    }
}

/// Runs a call of this file and writes its value or its error. Returns whether it is a value, or `None` if this file
/// does not have the call.
pub(super) fn dispatch(
    call: WasmCall,
    arguments: &Arguments,
    found: &mut FoundWriter,
    out: &mut Writer,
) -> Option<bool> {
    type Run = fn(&Arguments, &mut FoundWriter, &mut Writer) -> Result<(), Misuse>;
    // A function of its own for each call: an engine compiles a function when it is first called.
    let run: Run = match call {
        WasmCall::CheckOptions => |arguments, _, out| check_options(arguments, out),
        WasmCall::Normalize => |arguments, found, _| normalize(arguments, found),
        WasmCall::JsonSchema => |arguments, _, out| json_schema(arguments, out),
        WasmCall::Countries => |_, _, out| {
            out.items(Country::all(), |country, out| CountryEntry::from(country).write(out));
            Ok(())
        },
        WasmCall::Country => |arguments, _, out| {
            CountryEntry::from(country_arg(arguments, 0)?).write(out);
            Ok(())
        },
        WasmCall::Subdivisions => |arguments, _, out| {
            out.list(&form::subdivisions(country_arg(arguments, 0)?));
            Ok(())
        },
        WasmCall::AddressFields => |arguments, _, out| address_fields(arguments, out),
        WasmCall::FieldProps => |arguments, _, out| field_props(arguments, out),
        WasmCall::PhoneInput => |arguments, _, out| {
            let input = form::phone_input(country_arg(arguments, 0)?);
            input.into_iter().for_each(|input| input.write(out));
            Ok(())
        },
        WasmCall::OwnOperation => |arguments, _, out| own_operation(arguments, out),
        _ => return None,
    };
    let result = run(arguments, found, out);
    if let Err(misuse) = &result {
        *out = Writer::default();
        misuse.write(out);
    }
    Some(result.is_ok())
}

/// Parses the option `phoneCountry`.
fn phone_country(given: &UntrustedValue) -> Result<Option<PhoneCountry>, Misuse> {
    PhoneCountry::parse(given).map_err(Misuse)
}

/// `check_options(operation, policy, now, phoneCountry, personFields)`: whether a validation can have them, and what
/// `validate` takes instead: the number of `phoneCountry`, and the bits of `personFields`
fn check_options(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    Options::parse([arguments.get(1), &UntrustedValue::Null, arguments.get(2)]).map_err(Misuse)?;
    let phone = PhoneCountry::number(phone_country(arguments.get(3))?);
    out.list(&[phone, person_fields(operation, arguments.get(4))?.bits() as usize]);
    Ok(())
}

/// `normalize(operation, phoneCountry)` and an encoded input, in which the changes are found
fn normalize(arguments: &Arguments, found: &mut FoundWriter) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    find_normal(operation, arguments.encoded(), phone_country(arguments.get(1))?, found);
    Ok(())
}

/// `json_schema(operation, { isInput, target, policy, normalize, personFields })`
fn json_schema(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let field = |name| arguments.get(1).field(name).unwrap_or(&UntrustedValue::Null);
    let operation = operation_arg(arguments, 0)?;
    let options = Options::parse(["policy", "normalize", "now"].map(field)).map_err(Misuse)?;
    let schema = JsonSchema {
        operation,
        side: if field("isInput").is_true() { Side::Input } else { Side::Output },
        target: Target::named(field("target").text().unwrap_or_default())
            .ok_or(Misuse("target is \"draft-2020-12\" or \"draft-07\"."))?,
        options: options.person_fields(person_fields(operation, field("personFields"))?),
    };
    schema.write(out);
    Ok(())
}

/// `address_fields(country, operation?)`
fn address_fields(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = arguments.given(1).map(|_| operation_arg(arguments, 1)).transpose()?;
    let fields = form::address_fields(country_arg(arguments, 0)?, operation);
    out.items(fields.iter(), |field, out| field.write_packed(out));
    Ok(())
}

/// `field_props(operation, path, country?, personFields?)`: no value if the operation does not have the field
fn field_props(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    let mut path = Vec::new();
    for step in arguments.get(1).list().unwrap_or_default() {
        path.push(step.text().unwrap_or_default());
    }
    let country = Some(2).filter(|at| !arguments.get(*at).is_absent());
    let country = country.map(|at| country_arg(arguments, at)).transpose()?;
    let person_fields = person_fields(operation, arguments.get(3))?;
    form::field_props(operation, &path, country, person_fields).into_iter().for_each(|props| props.write(out));
    Ok(())
}

fn country_arg(arguments: &Arguments, at: usize) -> Result<Country, Misuse> {
    Country::parse(arguments.text(at)).map_err(|_| Misuse("There is no such country: countries() lists them."))
}

fn operation_arg(arguments: &Arguments, at: usize) -> Result<&'static Operation, Misuse> {
    find_operation(arguments.text(at)).ok_or(Misuse("There is no such operation: operations() lists them."))
}

/// Searches the operations of this module only, so that the linker drops all others from that of a form, and then those of
/// providers of one's own.
fn find_operation(name: &str) -> Option<&'static Operation> {
    let own = || OwnOperation::named(name).map(|own| &own.operation);
    operations().find(|operation| operation.name == name).or_else(own)
}

/// Parses the option `personFields`. A handler may require fields that only another one of its providers has, so an
/// applicant of one's own need not have them.
#[inline(never)]
fn person_fields(operation: &Operation, given: &UntrustedValue) -> Result<PersonFields, Misuse> {
    let is_own = own::known().any(|known| std::ptr::eq(&known.operation, operation));
    operation.person_fields(given, is_own).map_err(Misuse)
}

/// `own_operation(name)`: `[number, fields]`, which the wrapper needs to write its input as an encoded input; no value
/// if there is no such operation
fn own_operation(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    if let Some(own) = OwnOperation::named(arguments.text(0)) {
        out.raw("[");
        (FIRST_OWN + own.number).write(out);
        out.raw(",");
        write_shape(own.operation.shape, out);
        out.raw("]");
    }
    Ok(())
}
