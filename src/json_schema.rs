//! JSON Schema of an operation's input and output, from the same table that validation reads.
//!
//! A schema says less than validation (it knows no calendar and no country), and never refuses what validation takes:
//! an optional field may be `null`, empty or, where any text will do, blank.

use crate::check::Options;
use crate::field::country::Alphabet;
use crate::field::{Kind, email, phone};
use crate::json::{Fields, Json, Writer};
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
        let uri = match self.target {
            Target::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
            Target::Draft07 => "http://json-schema.org/draft-07/schema#",
        };
        let context = Context { side: self.side, options: self.options };
        out.object(|fields| {
            fields.text("$schema", uri);
            context.shape(self.operation.shape, fields);
        });
    }
}

#[derive(Clone, Copy)]
struct Context {
    side: Side,
    options: Options,
}

impl Context {
    /// `type`, `properties`, `required` and the variants of an object.
    fn shape(self, shape: &Shape, out: &mut Fields<'_>) {
        out.text("type", "object");
        if shape.omit.is_some() && self.side == Side::Input {
            // Nothing but the country decides whether the rest is looked at.
            let country: Vec<_> = shape.fields.iter().filter(|field| field.name == "country").collect();
            return self.fields(&country, None, out);
        }
        let always: Vec<_> = shape.fields.iter().filter(|field| field.when.is_none()).collect();
        self.fields(&always, shape.lesser(), out);
        if !shape.any_of().is_empty() {
            out.objects("anyOf", shape.any_of(), |name, out| {
                // A strict reader wants to know the property where it is required.
                out.object("properties", |out| out.object(name, |_| {}));
                out.field("required", &[*name]);
            });
        }
        let mut cases = Vec::new();
        for case in shape.fields.iter().filter_map(|field| field.when) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        if !cases.is_empty() {
            out.objects("allOf", &cases, |case, out| self.case(shape, *case, out));
        }
    }

    /// The fields that exist in one case only.
    fn case(self, shape: &Shape, case: (&'static str, &'static str), out: &mut Fields<'_>) {
        let (field, value) = case;
        out.object("if", |out| {
            out.object("properties", |out| out.object(field, |out| out.text("const", value)));
            out.field("required", &[field]);
        });
        let given: Vec<_> = shape.fields.iter().filter(|field| field.when == Some(case)).collect();
        out.object("then", |out| self.fields(&given, shape.lesser(), out));
    }

    /// The fields; what a lesser form does without is not required.
    fn fields(self, given: &[&Field], lesser: Option<&Shape>, out: &mut Fields<'_>) {
        let is_required =
            |field: &Field| field.required && lesser.is_none_or(|lesser| lesser.field(field.name).is_some());
        out.object("properties", |out| {
            for field in given {
                out.object(field.name, |out| {
                    if is_required(field) || self.side == Side::Output {
                        self.kind(&field.kind, out);
                    } else {
                        out.objects("anyOf", &[false, true], |is_given, out| {
                            if *is_given { self.kind(&field.kind, out) } else { self.absent(&field.kind, out) }
                        });
                    }
                });
            }
        });
        let required: Vec<_> = given.iter().filter(|field| is_required(field)).map(|field| field.name).collect();
        if !required.is_empty() {
            out.field("required", &required);
        }
    }

    fn kind(self, kind: &Kind, out: &mut Fields<'_>) {
        match kind {
            Kind::Object(shape) => self.shape(shape, out),
            Kind::List(kind) => {
                out.text("type", "array");
                out.object("items", |out| self.kind(kind, out));
            }
            #[cfg(feature = "client")]
            Kind::Open(_) => out.text("type", "object"),
            #[cfg(feature = "client")]
            Kind::Integer(range) => {
                out.text("type", "integer");
                out.field("minimum", &(range.min as usize));
                out.field("maximum", &(range.max as usize));
            }
            #[cfg(feature = "client")]
            Kind::Flag => out.text("type", "boolean"),
            Kind::Choice(words) if !self.normalizes() => out.field("enum", *words),
            _ => {
                out.text("type", "string");
                if !self.normalizes() {
                    self.text(kind, out);
                }
            }
        }
    }

    fn text(self, kind: &Kind, out: &mut Fields<'_>) {
        let pattern = match kind {
            Kind::Text { max } => {
                out.field("minLength", &1_usize);
                return out.optional("maxLength", max.as_ref());
            }
            Kind::Email => {
                out.field("maxLength", &email::MAX);
                email::PATTERN.to_owned()
            }
            Kind::Phone(rule) => phone::pattern(rule),
            Kind::Country(alphabet) => match (self.side, alphabet) {
                (Side::Input, _) => "^[A-Za-z]{2,3}$".to_owned(),
                (Side::Output, Alphabet::Alpha2) => "^[A-Z]{2}$".to_owned(),
                (Side::Output, Alphabet::Alpha3) => "^[A-Z]{3}$".to_owned(),
            },
            Kind::Pattern(pattern) | Kind::CustomerId(pattern) => pattern.source.to_owned(),
            Kind::RedirectUri => "^[Hh][Tt][Tt][Pp][Ss]?://".to_owned(),
            Kind::PastDate => "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".to_owned(),
            Kind::Timestamp => "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]".to_owned(),
            _ => return out.field("minLength", &1_usize),
        };
        out.field("pattern", &pattern);
    }

    /// What counts as nothing: blank where any text will do or texts are trimmed first. White space is Unicode's;
    /// ECMA-262 lacks U+0085.
    fn absent(self, kind: &Kind, out: &mut Fields<'_>) {
        let may_be_blank = kind.is_free_text() || self.normalizes();
        out.field("type", &["null", "string"]);
        out.text("pattern", if may_be_blank { "^[\\s\\u0085]*$" } else { "^$" });
    }

    fn normalizes(self) -> bool {
        self.options.normalize && self.side == Side::Input
    }
}
