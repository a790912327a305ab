//! Validates or normalizes inputs natively, so that `tests/packages/agreement.test.mjs` can compare the wasm modules with it.
//!
//! Each line of standard input is `[call, operation, input, options]`, where `call` is `validate` or `normalize`. Each line of
//! standard output is the JSON result. Two values that JSON cannot represent have a stand-in: `{"$": "malformed"}` is a string
//! with a lone surrogate, and `{"$": "opaque"}` is a value that is not data, such as a function.

use std::error::Error;
use std::io::{BufWriter, Write};

use kyclink::json::Json;
use kyclink::{Object, Options, UntrustedValue, normalize, operation, validate};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lines() {
        writeln!(out, "{}", run(&line?).ok_or("each line must be [call, operation, input, options]")?)?;
    }
    out.flush()?;
    Ok(())
}

fn run(line: &str) -> Option<String> {
    let line = UntrustedValue::from_json(line)?;
    let [call, name, input, options] = line.list()? else { return None };
    let (operation, input) = (operation(name.text()?)?, decode(input));
    Some(match call.text()? {
        "validate" => validate(operation, input, &parse_options(options)?).to_json(),
        "normalize" => normalize(operation, input).to_json(),
        _ => return None,
    })
}

fn parse_options(options: &UntrustedValue) -> Option<Options> {
    Options::parse(["policy", "normalize", "now"].map(|name| options.field(name).unwrap_or(&UntrustedValue::Null))).ok()
}

fn decode(value: &UntrustedValue<'_>) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Object(object) => match object.text("$") {
            Some("malformed") => UntrustedValue::Malformed,
            Some("opaque") => UntrustedValue::Opaque,
            _ => object.iter().map(|(name, value)| (name.to_owned(), decode(value))).collect::<Object>().into(),
        },
        UntrustedValue::List(items) => UntrustedValue::List(items.iter().map(decode).collect()),
        other => other.to_static(),
    }
}
