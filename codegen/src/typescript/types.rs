//! Renders types of a contract in TypeScript.

use kyclink::field::open::Depth;

use crate::contract::applicant::{ProviderApplicant, Relaxed};
use crate::contract::docs::Docs;
use crate::contract::{Member, ObjectType, Type, TypeKind, Value, Variant, pascal};

/// No line of a list of words is longer.
pub(super) const WIDTH: usize = 140;

/// Renders types, whose names all begin with that of the provider.
pub(super) struct Renderer<'a> {
    pub(super) prefix: &'a str,
}

impl Renderer<'_> {
    /// Renders the applicant of a provider as the common one with differences.
    pub(super) fn applicant(&self, applicant: &ProviderApplicant) -> String {
        let name = format!("{}Applicant", self.prefix);
        let docs = applicant
            .docs
            .clone()
            .with_first_sentence(&format!("Input of `{}.onboard`.", self.prefix.to_lowercase()))
            .typescript("");
        let relaxed = applicant.relaxed.iter().map(|relaxed| &relaxed.member);
        let differing = applicant.added.iter().chain(relaxed).map(|member| format!("{:?}", member.name));
        let differing: Vec<_> = differing.collect();
        if differing.is_empty() {
            return format!("\n{docs}export type {name} = Applicant;\n");
        }
        let relaxed = applicant.relaxed.iter().map(|Relaxed { member, is_required, inner }| {
            let docs = member.docs.typescript("  ");
            let common = format!("Applicant[\"{}\"]", member.name);
            let names = inner.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" | ");
            let own = match inner.is_empty() {
                true => common,
                false => format!("Relaxed<NonNullable<{common}>, {names}>"),
            };
            let (mark, absent) = if *is_required { ("", "") } else { ("?", " | undefined") };
            format!("{docs}  {name}{mark}: {own}{absent};\n", name = member.name)
        });
        let added = applicant.added.iter().map(|member| self.member(member, "  "));
        let members: String = relaxed.chain(added).collect();
        format!("\n{docs}export interface {name} extends Omit<Applicant, {}> {{\n{members}}}\n", differing.join(" | "))
    }

    pub(super) fn declaration(&self, of_type: &Type) -> String {
        let name = format!("{}{}", self.prefix, of_type.name);
        let docs = of_type.docs.typescript("");
        match &of_type.kind {
            TypeKind::Words(words) => format!("\n{docs}export type {name} ={};\n", union(words, "  ")),
            TypeKind::Object(object) if object.members.is_empty() && !object.is_open => String::new(),
            TypeKind::Object(object) if object.any_of.is_empty() && object.minimal.is_empty() => {
                format!("\n{docs}export interface {name} {{\n{}}}\n", self.members(object, "  ", &|_| true))
            }
            TypeKind::Object(object) => {
                format!("\n{docs}export type {name} ={};\n", self.object(object, "", &|_| true))
            }
            TypeKind::Variants { tag, common, variants } => {
                self.variants(&name, &of_type.docs, (tag, common), variants)
            }
        }
    }

    /// Renders the fields of all variants, each variant, and their union.
    fn variants(&self, name: &str, docs: &Docs, (tag, common): (&str, &[Member]), variants: &[Variant]) -> String {
        let base = ObjectType {
            members: common.to_vec(),
            any_of: Vec::new(),
            is_exclusive: false,
            minimal: Vec::new(),
            is_open: false,
        };
        let is_own = |member: &Member| !common.iter().any(|other| other.name == member.name);
        let mut text = format!(
            "\n/** The fields of {{@link {name}}} that do not depend on `{tag}`. */\nexport interface {name}Base {{\n{}}}\n",
            self.members(&base, "  ", &|_| true)
        );
        let mut names = Vec::new();
        for Variant { word, object } in variants {
            let of_variant = format!("{name}{}", pascal(word));
            let docs = format!("\n/** {{@link {name}}} with `{tag}: \"{word}\"`. */\n");
            let discriminant = format!("  /** Selects this form. */\n  {tag}: \"{word}\";\n");
            let body = match object.any_of.is_empty() {
                true => format!(
                    "export interface {of_variant} extends {name}Base {{\n{discriminant}{}}}\n",
                    self.members(object, "  ", &is_own)
                ),
                false => format!(
                    "export type {of_variant} = {name}Base & {{\n{discriminant}{}}} & ({});\n",
                    self.members(object, "  ", &|member| is_own(member) && !object.any_of.contains(&member.name)),
                    self.alternatives(object, "  ")
                ),
            };
            text += &(docs + &body);
            names.push(of_variant);
        }
        text + &format!("\n{}export type {name} = {};\n", docs.typescript(""), names.join(" | "))
    }

    /// Renders an object that is not an interface.
    fn object(&self, object: &ObjectType, indent: &str, is_wanted: &dyn Fn(&Member) -> bool) -> String {
        let inner = format!("{indent}      ");
        if !object.minimal.is_empty() {
            let mut minimal = String::new();
            for member in &object.members {
                minimal += &match object.minimal.contains(&member.name) {
                    true => self.member(member, &inner),
                    false => {
                        format!("{inner}/** Left out in the short form. */\n{inner}{}?: undefined;\n", member.name)
                    }
                };
            }
            let full = self.members(object, &inner, is_wanted);
            return format!("\n{indent}  | {{\n{full}{indent}    }}\n{indent}  | {{\n{minimal}{indent}    }}");
        }
        let others = self.members(object, &format!("{indent}  "), &|member| {
            is_wanted(member) && !object.any_of.contains(&member.name)
        });
        format!(" {{\n{others}{indent}}} & ({})", self.alternatives(object, &format!("{indent}  ")))
    }

    /// Renders a form for each member of `any_of`, in which it is required.
    fn alternatives(&self, object: &ObjectType, indent: &str) -> String {
        let mut text = String::new();
        for given in &object.any_of {
            text += &format!("\n{indent}| {{\n");
            for member in object.members.iter().filter(|member| object.any_of.contains(&member.name)) {
                text += &match (member.name == *given, object.is_exclusive) {
                    (false, true) => {
                        format!(
                            "{indent}    /** Not together with `{given}`. */\n{indent}    {}?: undefined;\n",
                            member.name
                        )
                    }
                    (is_required, _) => {
                        self.member(&Member { is_required, ..member.clone() }, &format!("{indent}    "))
                    }
                };
            }
            text += &format!("{indent}  }}");
        }
        text + "\n"
    }

    pub(super) fn members(&self, object: &ObjectType, indent: &str, is_wanted: &dyn Fn(&Member) -> bool) -> String {
        let members = object.members.iter().filter(|member| is_wanted(member));
        let mut text: String = members.map(|member| self.member(member, indent)).collect();
        if object.is_open {
            text += &format!(
                "{indent}/** Any other field, sent unchanged. */\n{indent}readonly [unpublished: string]: unknown;\n"
            );
        }
        text
    }

    pub(super) fn member(&self, member: &Member, indent: &str) -> String {
        let (mark, rest) = if member.is_required { ("", "") } else { ("?", " | undefined") };
        format!(
            "{}{indent}{}{mark}: {}{rest};\n",
            member.docs.typescript(indent),
            member.name,
            self.value(&member.value)
        )
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text => "string".to_owned(),
            Value::Flag => "boolean".to_owned(),
            Value::Integer => "number".to_owned(),
            Value::Open(Depth::Flat) => "Readonly<Record<string, string | number | boolean | null>>".to_owned(),
            Value::Open(Depth::Deep) => "Readonly<Record<string, unknown>>".to_owned(),
            Value::Named(name) => format!("{}{name}", self.prefix),
            Value::List(item) => format!("readonly {}[]", self.value(item)),
        }
    }
}

/// Renders words as a union, on one line if they fit.
fn union(words: &[&str], indent: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    let line = words.join(" | ");
    match line.len() + 40 < WIDTH {
        true => format!(" {line}"),
        false => words.iter().map(|word| format!("\n{indent}| {word}")).collect(),
    }
}
