//! JSON Schema of an operation's input and output, from the same table that validation reads.
//!
//! A schema says less than validation (it knows no calendar and no country), and never refuses what validation takes:
//! an optional field may be `null`, empty or, where any text will do, blank.

use crate::rules::field::country::Alphabet;
use crate::rules::field::{email, postal_code, text};
use crate::rules::operation::Operation;
use crate::rules::options::Options;
use crate::rules::shape::{Case, Field, Kind, Shape};
use crate::value::json::{Fields, Json, Writer};

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
    /// The URI that names the draft in a schema.
    const fn uri(self) -> &'static str {
        match self {
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
            Self::Draft07 => "http://json-schema.org/draft-07/schema#",
        }
    }

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
        let is_input = self.side == Side::Input;
        let context = Context { is_input, normalizes: is_input && self.options.normalize };
        out.object(|schema| {
            schema.text("$schema", self.target.uri());
            context.shape(self.operation.shape, schema);
        });
    }
}

#[derive(Clone, Copy)]
struct Context {
    is_input: bool,
    /// Whether the input is normalized first, so that strings may have any form.
    normalizes: bool,
}

impl Context {
    /// Writes `type`, `properties`, `required` and the variants of an object.
    fn shape(self, shape: &Shape, schema: &mut Fields) {
        schema.text("type", "object");
        if shape.omit_when.is_some() && self.is_input {
            // Country and postal code decide whether the rest is validated.
            return self.properties(shape, &|field| field.name == "country", schema);
        }
        self.properties(shape, &|field| field.when.is_none(), schema);
        if !shape.any_of.is_empty() {
            schema.objects("anyOf", shape.any_of, |name, schema| has_property(name, None, schema));
        }
        let mut cases: Vec<&Case> = Vec::new();
        for case in shape.fields.iter().filter_map(|field| field.when) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        if !cases.is_empty() {
            schema.objects("allOf", &cases, |case, schema| {
                let (name, value) = **case;
                schema.object("if", |schema| has_property(name, Some(value), schema));
                schema.object("then", |schema| self.properties(shape, &|field| field.when == Some(*case), schema));
            });
        }
    }

    /// Writes the fields for which `is_wanted` holds; a field that the minimal form lacks is not required.
    fn properties(self, shape: &Shape, is_wanted: &dyn Fn(&Field) -> bool, schema: &mut Fields) {
        let is_required =
            |field: &Field| field.required && shape.minimal_form.is_none_or(|form| form.field(field.name).is_some());
        let fields = || shape.fields.iter().filter(|field| is_wanted(field));
        schema.object("properties", |properties| {
            for field in fields() {
                properties.object(field.name, |schema| match is_required(field) || !self.is_input {
                    true => self.kind(&field.kind, schema),
                    false => self.optional(&field.kind, schema),
                });
            }
        });
        let required: Vec<_> = fields().filter(|field| is_required(field)).map(|field| field.name).collect();
        if !required.is_empty() {
            schema.field("required", &required);
        }
    }

    /// Writes a value or nothing: blank too, if any text will do or if strings are trimmed first. White space is
    /// Unicode's; ECMA-262 lacks U+0085.
    fn optional(self, kind: &Kind, schema: &mut Fields) {
        let blank = match self.normalizes {
            // Bidirectional characters are dropped first.
            true => r"^[\s\u0085\u202a-\u202e\u2066-\u2069]*$",
            false if kind.is_free_text() => r"^[\s\u0085]*$",
            false => "^$",
        };
        schema.member("anyOf").items([true, false].into_iter(), |is_nothing, out| {
            out.object(|schema| match is_nothing {
                true => {
                    schema.field("type", &["null", "string"]);
                    schema.text("pattern", blank);
                }
                false => self.kind(kind, schema),
            });
        });
    }

    fn kind(self, kind: &Kind, schema: &mut Fields) {
        match kind {
            Kind::Object(shape) => self.shape(shape, schema),
            Kind::List(kind) => {
                schema.text("type", "array");
                schema.object("items", |schema| self.kind(kind, schema));
            }
            Kind::Open(_) => schema.text("type", "object"),
            Kind::Integer(range) => {
                schema.text("type", "integer");
                schema.field("minimum", &i64::from(range.min));
                schema.field("maximum", &i64::from(range.max));
            }
            Kind::Flag => schema.text("type", "boolean"),
            Kind::Choice(words) if !self.normalizes => schema.field("enum", words),
            _ => {
                schema.text("type", "string");
                if !self.normalizes {
                    self.string(kind, schema);
                }
            }
        }
    }

    /// Writes what a string of this kind must satisfy.
    fn string(self, kind: &Kind, schema: &mut Fields) {
        let pattern = match kind {
            Kind::Email => {
                schema.field("maxLength", &email::MAX);
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
                schema.field("minLength", &1_usize);
                match kind {
                    Kind::Text { max: Some(max) } => schema.field("maxLength", &usize::from(*max)),
                    Kind::PostalCode => schema.field("maxLength", &postal_code::MAX),
                    _ => {}
                }
                &["^[^", text::CONTROLS, "]*$"].concat()
            }
        };
        schema.text("pattern", pattern);
    }
}

/// Requires a field, and its value where one is named. A strict reader wants to see the property where it is required.
fn has_property(name: &'static str, value: Option<&str>, schema: &mut Fields) {
    schema.object("properties", |properties| {
        properties.object(name, |schema| schema.optional("const", value.as_ref()));
    });
    schema.field("required", &[name]);
}
