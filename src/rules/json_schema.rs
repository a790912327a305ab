//! JSON Schema of an operation's input and output, generated from the shape that validation uses.
//!
//! A schema is less strict than validation, because it has no calendars and no rules by country. It never refuses an
//! input that validation accepts: an optional field may be `null`, empty or, in free text, blank.

use crate::rules::field::country::Alphabet;
use crate::rules::field::{email, postal_code, text};
use crate::rules::operation::Operation;
use crate::rules::options::Options;
use crate::rules::person_fields::PersonFields;
use crate::rules::shape::{Case, Field, Kind, Shape};
use crate::value::json::{Fields, Json, Writer};

/// A draft of JSON Schema.
///
/// ```
/// use kyclink::json_schema::Target;
/// assert_eq!(Target::named("draft-07"), Some(Target::Draft07));
/// assert_eq!(Target::named("draft-04"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// Draft 2020-12.
    Draft202012,
    /// Draft-07.
    Draft07,
}

/// A side of validation.
///
/// ```
/// use kyclink::{Options, json::Json, json_schema, operation};
/// use json_schema::{JsonSchema, Side, Target};
/// let operation = operation("spherepay.onboard").expect("registered");
/// let (target, options) = (Target::Draft202012, Options::default());
/// let schema = |side| JsonSchema { operation, side, target, options }.to_json();
/// assert!(schema(Side::Input).contains("^[A-Za-z]{2,3}$"), "either alphabet is accepted");
/// assert!(schema(Side::Output).contains("^[A-Z]{3}$"), "one is returned");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The input that validation accepts.
    Input,
    /// The value that validation returns.
    Output,
}

impl Target {
    /// Returns the URI that identifies the draft in a schema.
    const fn uri(self) -> &'static str {
        match self {
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
            Self::Draft07 => "http://json-schema.org/draft-07/schema#",
        }
    }

    /// Returns the draft with this name in Standard JSON Schema.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "draft-2020-12" => Some(Self::Draft202012),
            "draft-07" => Some(Self::Draft07),
            _ => None,
        }
    }
}

/// The schema of one side of an operation. Implements [`Json`].
///
/// ```
/// use kyclink::{Options, Policy, json::Json, json_schema, operation};
/// use json_schema::{JsonSchema, Side, Target};
/// let schema = JsonSchema {
///     operation: operation("spherepay.createKycLink").expect("registered"),
///     side: Side::Input,
///     target: Target::Draft07,
///     options: Options::default().policy(Policy::Postal).now(0),
/// };
/// assert!(schema.to_json().contains(r#""pattern":"^customer_[a-z0-9]+$""#));
/// ```
pub struct JsonSchema {
    /// The operation.
    pub operation: &'static Operation,
    /// The side of validation.
    pub side: Side,
    /// The draft of JSON Schema.
    pub target: Target,
    /// The options of the validation, which decide what the schema can refuse.
    pub options: Options,
}

impl Json for JsonSchema {
    fn write(&self, out: &mut Writer) {
        let is_input = self.side == Side::Input;
        let context = Context { is_input, normalizes: is_input && self.options.normalize };
        out.object(|schema| {
            schema.text("$schema", self.target.uri());
            context.shape(self.operation.shape, self.options.person_fields, schema);
        });
    }
}

/// The variant of an applicant of whom fields may be required.
static PERSON: &Case = &("type", "individual");

/// What the rules of a schema depend on.
#[derive(Clone, Copy)]
struct Context {
    is_input: bool,
    /// Whether the input is normalized first, so that the form of its strings is not known.
    normalizes: bool,
}

impl Context {
    /// Writes `type`, `properties`, `required` and the variants of an object. `person_fields` are required of a person.
    fn shape(self, shape: &Shape, person_fields: PersonFields, schema: &mut Fields) {
        schema.text("type", "object");
        if shape.omit_when.is_some() && self.is_input {
            // The country and the postal code decide whether the rest is validated.
            return self.properties(shape, &|field| field.name == "country", &|_| false, schema);
        }
        self.properties(shape, &|field| field.when.is_none(), &|_| false, schema);
        if !shape.any_of.is_empty() {
            schema.objects("anyOf", shape.any_of, |name, schema| has_property(name, None, schema));
        }
        let mut cases: Vec<&Case> = Vec::new();
        for case in shape.fields.iter().filter_map(|field| field.when) {
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        // Where one name is enough, neither is required.
        let demanded = if shape.joins_names { person_fields.joining_names(true) } else { person_fields };
        let is_demanded = |field: &Field| demanded.iter().any(|name| name == field.name);
        if person_fields != PersonFields::NONE && !cases.contains(&PERSON) {
            cases.push(PERSON);
        }
        if !cases.is_empty() {
            schema.objects("allOf", &cases, |case, schema| {
                let (name, value) = **case;
                let is_demanded = |field: &Field| *case == PERSON && is_demanded(field);
                schema.object("if", |schema| has_property(name, Some(value), schema));
                schema.object("then", |schema| {
                    self.properties(
                        shape,
                        &|field| field.when == Some(*case) || is_demanded(field),
                        &is_demanded,
                        schema,
                    );
                    if *case == PERSON && demanded != person_fields {
                        let names: Vec<_> = PersonFields::NAMES.iter().collect();
                        schema.objects("anyOf", &names, |name, schema| has_property(name, None, schema));
                    }
                });
            });
        }
    }

    /// Writes the fields for which `is_wanted` holds. A field that the minimal form lacks is not required, unless
    /// `is_demanded` says so.
    fn properties(
        self,
        shape: &Shape,
        is_wanted: &dyn Fn(&Field) -> bool,
        is_demanded: &dyn Fn(&Field) -> bool,
        schema: &mut Fields,
    ) {
        let is_in_form = |field: &Field| shape.minimal_form.is_none_or(|form| form.field(field.name).is_some());
        let is_required = |field: &Field| is_demanded(field) || field.required && is_in_form(field);
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

    /// Writes a schema that also accepts an absent value: `null`, an empty string, and a blank one in free text or if
    /// strings are normalized first.
    fn optional(self, kind: &Kind, schema: &mut Fields) {
        let is_blank_absent = self.normalizes || kind.is_free_text();
        let blank: &str = if is_blank_absent { &["^[", text::SPACES, "]*$"].concat() } else { "^$" };
        schema.member("anyOf").items([true, false].into_iter(), |is_absent, out| {
            out.object(|schema| match is_absent {
                true => {
                    schema.field("type", &["null", "string"]);
                    schema.text("pattern", blank);
                }
                false => self.kind(kind, schema),
            });
        });
    }

    /// Writes the schema of a value that is given.
    fn kind(self, kind: &Kind, schema: &mut Fields) {
        match kind {
            Kind::Object(shape) => self.shape(shape, PersonFields::NONE, schema),
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

    /// Writes the constraints on a string of this kind.
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
            Kind::PastDate { .. } => "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            Kind::Timestamp => "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]",
            _ => {
                schema.field("minLength", &1_usize);
                match kind {
                    Kind::Text { max: Some(max) } => schema.field("maxLength", &usize::from(*max)),
                    Kind::PostalCode => schema.field("maxLength", &postal_code::MAX),
                    _ => {}
                }
                &("^[^".to_owned() + text::CONTROLS + "]*$")
            }
        };
        schema.text("pattern", pattern);
    }
}

/// Writes a schema that requires a field, and its value if one is given. Strict validators want a required property to
/// be declared, too.
fn has_property(name: &'static str, value: Option<&str>, schema: &mut Fields) {
    schema.object("properties", |properties| {
        properties.object(name, |schema| schema.optional("const", value.as_ref()));
    });
    schema.field("required", &[name]);
}
