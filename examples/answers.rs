//! Answers questions about inputs, for programs that hold other builds of these rules against this one
//! (`tests/packages/agreement.test.mjs`): from each line of standard input, a line of JSON.
//!
//! A question is `[call, operation, input, options]`, where `call` is `validate` or `normalize`. JSON has no word for two
//! values: `{"$": "malformed"}` stands for a text that is no Unicode, `{"$": "opaque"}` for what is no data.

use std::error::Error;
use std::io::{BufWriter, Write};

use kyclink::json::Json;
use kyclink::{Object, Options, UntrustedValue, normalize, operation, validate};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lines() {
        writeln!(out, "{}", answer(&line?).ok_or("that is no question")?)?;
    }
    out.flush()?;
    Ok(())
}

fn answer(line: &str) -> Option<String> {
    let question = UntrustedValue::from_json(line)?;
    let [call, name, input, options] = question.list()? else { return None };
    let (operation, input) = (operation(name.text()?)?, decoded(input));
    Some(match call.text()? {
        "validate" => validate(operation, input, &read(options)?).to_json(),
        "normalize" => normalize(operation, input).to_json(),
        _ => return None,
    })
}

fn read(options: &UntrustedValue) -> Option<Options> {
    Options::parse(["policy", "normalize", "now"].map(|name| options.field(name).unwrap_or(&UntrustedValue::Null))).ok()
}

fn decoded(draft: &UntrustedValue<'_>) -> UntrustedValue<'static> {
    match draft {
        UntrustedValue::Object(object) => match object.text("$") {
            Some("malformed") => UntrustedValue::Malformed,
            Some("opaque") => UntrustedValue::Opaque,
            _ => object.iter().map(|(name, value)| (name.to_owned(), decoded(value))).collect::<Object>().into(),
        },
        UntrustedValue::List(items) => UntrustedValue::List(items.iter().map(decoded).collect()),
        other => other.to_static(),
    }
}
