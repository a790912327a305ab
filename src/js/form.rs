//! The calls that a page needs: validation and the data of a form.

use super::calls::Call;
use super::findings;
use super::unpack::Arguments;
use crate::client::error::ErrorCode;
use crate::provider;
use crate::rules::field::country::Country;
use crate::rules::form::{self, CountryEntry};
use crate::rules::json_schema::{JsonSchema, Side, Target};
use crate::rules::operation::{Operation, normalize as normalize_input, validate as validate_input};
use crate::rules::options::{Options, PhoneCountry};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// The error for wrong arguments, with a sentence that says what they must be. The calls of the form module have no other
/// error.
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

/// Runs a call of this file and writes its value or its error. Returns whether it is a value, or `None` if this file does not
/// have the call.
pub(super) fn dispatch(call: Call, arguments: &mut Arguments, out: &mut Writer) -> Option<bool> {
    let result = match call {
        Call::Validate => validate(arguments, out),
        Call::Normalize => normalize(arguments, out),
        Call::JsonSchema => json_schema(arguments, out),
        Call::Countries => {
            out.items(Country::all(), |country, out| CountryEntry::from(country).write(out));
            Ok(())
        }
        Call::Country => country_arg(arguments, 0).map(|country| CountryEntry::from(country).write(out)),
        Call::Subdivisions => country_arg(arguments, 0).map(|country| out.list(&form::subdivisions(country))),
        Call::AddressFields => address_fields(arguments, out),
        Call::FieldProps => field_props(arguments, out),
        Call::PhoneInput if !IS_FORM => country_arg(arguments, 0).map(|country| {
            form::phone_input(country).into_iter().for_each(|input| input.write(out));
        }),
        _ => return None,
    };
    if let Err(misuse) = &result {
        *out = Writer::default();
        misuse.write(out);
    }
    Some(result.is_ok())
}

/// Whether this is a form module.
const IS_FORM: bool = cfg!(feature = "__form");

/// Whether this module reads dialled phone numbers. In that of `kyclink/form`, their tables and rules would be 1.7 KB of its 32.
const READS_DIALLED: bool = !IS_FORM || cfg!(feature = "__page");

/// Parses the option `phoneCountry`.
fn phone_country(given: &UntrustedValue) -> Result<Option<PhoneCountry>, Misuse> {
    match READS_DIALLED {
        true => PhoneCountry::parse(given).map_err(Misuse),
        false if given.is_absent() => Ok(None),
        false => Err(Misuse("phoneCountry is an option of kyclink, but not of kyclink/form.")),
    }
}

/// `validate(operation, input, policy, normalize, now, phoneCountry)`: positional, because a web page validates at every
/// keystroke and packing the names of a record would be a measurable share of the time.
fn validate(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    let options = Options::parse([2, 3, 4].map(|at| arguments.get(at))).map_err(Misuse)?;
    let options = Options { phone_country: phone_country(arguments.get(5))?, ..options };
    let verdict = validate_input(operation, arguments.take(1), &options);
    findings::write_verdict(&verdict, out);
    Ok(())
}

/// `normalize(operation, input, phoneCountry)`
fn normalize(arguments: &mut Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    let phone_country = phone_country(arguments.get(2))?;
    let normal = normalize_input(operation, arguments.take(1), phone_country);
    normal.write(out);
    Ok(())
}

/// `json_schema(operation, { isInput, target, policy, normalize })`
fn json_schema(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let field = |name| arguments.get(1).field(name).unwrap_or(&UntrustedValue::Null);
    let schema = JsonSchema {
        operation: operation_arg(arguments, 0)?,
        side: if field("isInput").is_true() { Side::Input } else { Side::Output },
        target: Target::named(field("target").text().unwrap_or_default())
            .ok_or(Misuse("target is \"draft-2020-12\" or \"draft-07\"."))?,
        options: Options::parse(["policy", "normalize", "now"].map(field)).map_err(Misuse)?,
    };
    schema.write(out);
    Ok(())
}

/// `address_fields(country, operation?)`
fn address_fields(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = match arguments.get(1) {
        UntrustedValue::Null => None,
        _ => Some(operation_arg(arguments, 1)?),
    };
    let fields = form::address_fields(country_arg(arguments, 0)?, operation);
    out.items(fields.iter(), |field, out| field.write_packed(out));
    Ok(())
}

/// `field_props(operation, path, country?)`
fn field_props(arguments: &Arguments, out: &mut Writer) -> Result<(), Misuse> {
    let operation = operation_arg(arguments, 0)?;
    let mut path = Vec::new();
    for step in arguments.get(1).list().unwrap_or_default() {
        path.push(step.text().unwrap_or_default());
    }
    let country = if arguments.get(2).is_absent() { None } else { Some(country_arg(arguments, 2)?) };
    form::field_props(operation, &path, country).ok_or(Misuse("There is no such field."))?.write(out);
    Ok(())
}

/// Returns the country whose code is an argument.
fn country_arg(arguments: &Arguments, at: usize) -> Result<Country, Misuse> {
    Country::parse(arguments.text(at)).map_err(|_| Misuse("There is no such country: countries() lists them."))
}

/// Returns the operation that an argument names.
fn operation_arg(arguments: &Arguments, at: usize) -> Result<&'static Operation, Misuse> {
    find_operation(arguments.text(at)).ok_or(Misuse("There is no such operation: operations() lists them."))
}

/// Searches the operations of this module only, so that the linker drops all others from that of a form.
fn find_operation(name: &str) -> Option<&'static Operation> {
    if IS_FORM {
        provider::form_operations().find(|operation| operation.name == name)
    } else {
        provider::operation(name)
    }
}
