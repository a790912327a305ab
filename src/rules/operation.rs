//! An operation as validation sees it: a name and the shape of an input.

use crate::rules::findings::Findings;
use crate::rules::issue::Issue;
use crate::rules::options::Options;
use crate::rules::shape::Shape;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// One operation.
pub struct Operation {
    /// `<provider>.<verb>`.
    pub name: &'static str,
    /// What it takes.
    pub shape: &'static Shape,
}

/// An input that satisfies its operation. Only [`validate`] makes one.
#[derive(Clone)]
pub struct Valid<'a> {
    operation: &'static Operation,
    value: UntrustedValue<'a>,
}

/// What validation found.
pub struct Verdict<'a> {
    /// The input as it is to be sent, or everything that is wrong with it.
    pub result: Result<Valid<'a>, Vec<Issue>>,
    /// What is unusual and no reason to refuse.
    pub warnings: Vec<Issue>,
    /// Whether the input is to be sent exactly as it was given.
    pub as_given: bool,
}

/// Checks an input and finds everything that is wrong with it.
///
/// ```
/// use kyclink::{UntrustedValue, Options, Policy, operation, validate};
/// let operation = operation("grid.createKycLink").expect("it exists");
/// let options = Options { policy: Policy::Postal, normalize: false, now: 0 };
/// let verdict = validate(operation, UntrustedValue::from_json("{}").expect("JSON"), &options);
/// let issues = verdict.result.err().expect("customerId is missing");
/// assert_eq!(issues[0].code.as_str(), "required");
/// assert_eq!(issues[0].pointer(), "/customerId");
/// ```
pub fn validate<'a>(operation: &'static Operation, mut input: UntrustedValue<'a>, options: &Options) -> Verdict<'a> {
    let mut findings = Findings::new(options);
    if options.normalize {
        findings.as_given = false;
        operation.shape.normalize(&mut input);
    }
    operation.shape.check(&mut input, &mut findings);
    let Findings { issues, warnings, as_given, .. } = findings;
    let result = if issues.is_empty() { Ok(Valid { operation, value: input }) } else { Err(issues) };
    Verdict { result, warnings, as_given }
}

/// Trims texts and drops bidirectional characters in them, puts a phone number that starts with `+` into the form of
/// E.164, drops empty optional texts. Nothing is checked.
pub fn normalize<'a>(operation: &Operation, mut input: UntrustedValue<'a>) -> UntrustedValue<'a> {
    operation.shape.normalize(&mut input);
    input
}

impl Json for Verdict<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("ok", &self.result.is_ok());
            match &self.result {
                Ok(valid) => fields.field("value", &valid.value),
                Err(issues) => fields.field("issues", issues),
            }
            fields.field("warnings", &self.warnings);
        });
    }
}

impl<'a> Valid<'a> {
    /// The operation that it satisfies.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The input as it is sent.
    pub fn value(&self) -> &UntrustedValue<'a> {
        &self.value
    }

    pub(crate) fn object(&self) -> &Object<'a> {
        static NONE: Object = Object::new();
        self.value.object().unwrap_or(&NONE)
    }
}
