//! JSON Schema of an operation's input and output, from the same table that validation reads.
//!
//! A schema says less than validation (it knows no calendar and no country), and never refuses what validation takes:
//! an optional field may be `null`, empty or, where any text will do, blank.

use crate::check::Options;
use crate::field::country::Alphabet;
use crate::field::{Kind, email, postal_code, text};
use crate::json::{Json, Writer, decimal};
use crate::operation::Operation;
use crate::shape::{Field, Shape};

/// Which draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// 2020-12.
    Draft202012,
    /// Draft-07.
    Draft07,
}

/// Which side of validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What may be given.
    Input,
    /// What comes out.
    Output,
}

impl Target {
    /// The target of that name, as Standard JSON Schema calls it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "draft-2020-12" => Some(Self::Draft202012),
            "draft-07" => Some(Self::Draft07),
            _ => None,
        }
    }
}

/// The schema of one side of an operation, as a value that writes JSON.
///
/// ```
/// use kyclink::{Options, Policy, json::Json, json_schema, operation};
/// use json_schema::{JsonSchema, Side, Target};
/// let schema = JsonSchema {
///     operation: operation("spherepay.createKycLink").expect("registered"),
///     side: Side::Input,
///     target: Target::Draft07,
///     options: Options { policy: Policy::Postal, normalize: false, now: 0 },
/// };
/// assert!(schema.to_json().contains(r#""pattern":"^customer_[a-z0-9]+$""#));
/// ```
pub struct JsonSchema {
    /// Whose.
    pub operation: &'static Operation,
    /// Which side.
    pub side: Side,
    /// Which draft.
    pub target: Target,
    /// How the input is validated: what is refused depends on it.
    pub options: Options,
}

impl Json for JsonSchema {
    fn write(&self, out: &mut Writer) {
        out.raw(match self.target {
            Target::Draft202012 => r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","#,
            Target::Draft07 => r#"{"$schema":"http://json-schema.org/draft-07/schema#","#,
        });
        let is_input = self.side == Side::Input;
        Context { is_input, normalizes: is_input && self.options.normalize }.shape(self.operation.shape, out);
        out.raw("}");
    }
}

/// What is written is mostly fixed: it stands here as it comes out, each part without the braces around it.
#[derive(Clone, Copy)]
struct Context {
    is_input: bool,
    /// Whether the input is normalized first, so that texts may have any form.
    normalizes: bool,
}

impl Context {
    /// `type`, `properties`, `required` and the variants of an object.
    fn shape(self, shape: &Shape, out: &mut Writer) {
        out.raw(r#""type":"object","#);
        if shape.omit.is_some() && self.is_input {
            // The country and the postal code decide whether the rest is validated.
            return self.fields(shape, &|field| field.name == "country", out);
        }
        self.fields(shape, &|field| field.when.is_none(), out);
        if !shape.any_of().is_empty() {
            out.raw(r#","anyOf":["#);
            for name in shape.any_of() {
                // A strict reader wants to know the property where it is required.
                out.separate();
                condition(name, "", out);
                out.raw("}");
            }
            out.raw("]");
        }
        let mut cases = Vec::new();
        for field in shape.fields {
            if let Some((name, value)) = field.when
                && !cases.contains(&field.when)
            {
                out.raw(if cases.is_empty() { r#","allOf":["# } else { "," });
                cases.push(field.when);
                out.raw(r#"{"if":"#);
                condition(name, value, out);
                out.raw(r#"},"then":{"#);
                self.fields(shape, &|other| other.when == field.when, out);
                out.raw("}}");
            }
        }
        if !cases.is_empty() {
            out.raw("]");
        }
    }

    /// Those fields; what a lesser form does without is not required.
    fn fields(self, shape: &Shape, given: &dyn Fn(&Field) -> bool, out: &mut Writer) {
        let is_required =
            |field: &Field| field.required && shape.lesser().is_none_or(|lesser| lesser.field(field.name).is_some());
        out.raw(r#""properties":{"#);
        for field in shape.fields.iter().filter(|field| given(field)) {
            out.member(field.name).raw("{");
            if is_required(field) || !self.is_input {
                self.kind(&field.kind, out);
            } else {
                self.optional(&field.kind, out);
            }
            out.raw("}");
        }
        out.raw("}");
        let mut start = r#","required":["#;
        for field in shape.fields.iter().filter(|field| given(field) && is_required(field)) {
            out.raw(start);
            out.text(field.name);
            start = ",";
        }
        if start == "," {
            out.raw("]");
        }
    }

    /// A value or nothing: blank too where any text will do or texts are trimmed first. White space is Unicode's;
    /// ECMA-262 lacks U+0085.
    fn optional(self, kind: &Kind, out: &mut Writer) {
        let may_be_blank = kind.is_free_text() || self.normalizes;
        out.raw(r#""anyOf":[{"type":["null","string"],"pattern":"#);
        out.raw(match (may_be_blank, self.normalizes) {
            (false, _) => r#""^$"},{"#,
            (true, false) => r#""^[\\s\\u0085]*$"},{"#,
            // Bidirectional characters are dropped first.
            (true, true) => r#""^[\\s\\u0085\\u202a-\\u202e\\u2066-\\u2069]*$"},{"#,
        });
        self.kind(kind, out);
        out.raw("}]");
    }

    fn kind(self, kind: &Kind, out: &mut Writer) {
        match kind {
            Kind::Object(shape) => self.shape(shape, out),
            Kind::List(kind) => {
                out.raw(r#""type":"array","items":{"#);
                self.kind(kind, out);
                out.raw("}");
            }
            #[cfg(feature = "client")]
            Kind::Open(_) => out.raw(r#""type":"object""#),
            #[cfg(feature = "client")]
            Kind::Integer(range) => {
                out.raw(r#""type":"integer","minimum":"#);
                (range.min as usize).write(out);
                out.raw(r#","maximum":"#);
                (range.max as usize).write(out);
            }
            #[cfg(feature = "client")]
            Kind::Flag => out.raw(r#""type":"boolean""#),
            Kind::Choice(words) if !self.normalizes => {
                out.raw(r#""enum":"#);
                words.write(out);
            }
            _ => {
                out.raw(r#""type":"string""#);
                if !self.normalizes {
                    self.text(kind, out);
                }
            }
        }
    }

    fn text(self, kind: &Kind, out: &mut Writer) {
        let pattern = match kind {
            Kind::Email => {
                length("max", email::MAX, out);
                email::PATTERN
            }
            Kind::Phone(rule) => rule.pattern,
            Kind::Country(_) if self.is_input => "^[A-Za-z]{2,3}$",
            Kind::Country(Alphabet::Alpha2) => "^[A-Z]{2}$",
            Kind::Country(Alphabet::Alpha3) => "^[A-Z]{3}$",
            Kind::Pattern(pattern) | Kind::CustomerId(pattern) => pattern.source,
            Kind::RedirectUri => "^[Hh][Tt][Tt][Pp][Ss]?://",
            Kind::PastDate => "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            Kind::Timestamp => "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]",
            _ => {
                length("min", 1, out);
                match kind {
                    Kind::Text { max: Some(max) } => length("max", usize::from(*max), out),
                    Kind::PostalCode => length("max", postal_code::MAX, out),
                    _ => {}
                }
                &["^[^", text::CONTROLS, "]*$"].concat()
            }
        };
        out.raw(r#","pattern":"#);
        out.text(pattern);
    }
}

/// `minLength` or `maxLength`.
fn length(which: &str, count: usize, out: &mut Writer) {
    out.parts(&[",\"", which, "Length\":", &decimal(count)]);
}

/// That a field is there, and is that value where one is named.
fn condition(name: &str, value: &str, out: &mut Writer) {
    let (constant, end) = if value.is_empty() { ("", "") } else { (r#""const":""#, "\"") };
    out.parts(&[r#"{"properties":{""#, name, r#"":{"#, constant, value, end, r#"}},"required":[""#, name, "\"]"]);
}
