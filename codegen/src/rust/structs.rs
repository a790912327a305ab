//! The Rust types of a provider's inputs.

use crate::contract::docs::Docs;
use crate::contract::{Member, ObjectType, Type, TypeKind, Value, Variant, pascal, snake};

/// Renders a type.
pub(super) fn declaration(of_type: &Type) -> String {
    let Type { name, docs, kind } = of_type;
    match kind {
        TypeKind::Words(words) => words_enum(name, docs, words),
        TypeKind::Object(object) => structure(name, docs, object),
        TypeKind::Variants { tag, variants, .. } => variants_enum(name, docs, tag, variants),
    }
}

/// Renders a closed list. It is `non_exhaustive`, because the provider may add words.
fn words_enum(name: &str, docs: &Docs, words: &[&str]) -> String {
    let variants: String = words
        .iter()
        .map(|word| format!("    /// `{word}`\n    #[serde(rename = {word:?})]\n    {},\n", pascal(word)))
        .collect();
    let docs = docs.rust("");
    format!(
        "{docs}#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum {name} {{
{variants}}}

"
    )
}

/// Renders an object whose fields depend on a word: an enum, and a struct for each variant.
fn variants_enum(name: &str, docs: &Docs, tag: &str, variants: &[Variant]) -> String {
    let mut arms = String::new();
    let mut rest = String::new();
    for Variant { word, object } in variants {
        let (variant, of_variant) = (pascal(word), format!("{name}{}", pascal(word)));
        arms +=
            &format!("    /// `{tag}` is `{word}`.\n    #[serde(rename = {word:?})]\n    {variant}({of_variant}),\n");
        rest += &structure(&of_variant, &Docs::text(&format!("The fields of [`{name}::{variant}`].")), object);
        rest += &format!(
            "impl From<{of_variant}> for {name} {{
    fn from(input: {of_variant}) -> Self {{
        Self::{variant}(input)
    }}
}}

"
        );
    }
    let docs = docs.rust("");
    format!(
        "{docs}#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = {tag:?})]
#[allow(clippy::large_enum_variant, reason = \"an input is made once and passed by reference\")]
pub enum {name} {{
{arms}}}

{rest}"
    )
}

/// Renders a struct. It has a default value if every field may be absent, and a constructor with the required fields
/// otherwise.
fn structure(name: &str, docs: &Docs, object: &ObjectType) -> String {
    let is_required =
        |member: &Member| member.is_required && (object.minimal.is_empty() || object.minimal.contains(&member.name));
    let mut fields = String::new();
    for member in &object.members {
        let (of_field, attribute) = match is_required(member) {
            true => (value(&member.value), ""),
            false => (
                format!("Option<{}>", value(&member.value)),
                "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
            ),
        };
        fields += &format!("{}{attribute}    pub {}: {of_field},\n", member.docs.rust("    "), identifier(member.name));
    }
    if object.is_open {
        fields += "    /// Other fields, sent as they are.
    #[serde(flatten)]
    pub other_fields: BTreeMap<String, UntrustedValue<'static>>,
";
    }
    let rename = match object.members.iter().any(|member| snake(member.name) != member.name) {
        true => "#[serde(rename_all = \"camelCase\")]\n",
        false => "",
    };
    let required: Vec<&Member> = object.members.iter().filter(|member| is_required(member)).collect();
    let default = if required.is_empty() { "Default, " } else { "" };
    let body = if fields.is_empty() { " {}\n".to_owned() } else { format!(" {{\n{fields}}}\n") };
    let docs = docs.rust("");
    let structure = format!(
        "{docs}#[derive(Clone, {default}PartialEq, Serialize, Deserialize)]\n{rename}pub struct {name}{body}\n"
    );
    structure + &constructor(name, object, &required)
}

fn constructor(name: &str, object: &ObjectType, required: &[&Member]) -> String {
    if required.is_empty() {
        return String::new();
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|member| match member.value {
            Value::Text => format!("{}: impl Into<String>", identifier(member.name)),
            ref other => format!("{}: {}", identifier(member.name), value(other)),
        })
        .collect();
    let is_required = |member: &Member| required.iter().any(|other| other.name == member.name);
    let members = object.members.iter().map(|member| match (is_required(member), &member.value) {
        (true, Value::Text) => format!("{0}: {0}.into()", identifier(member.name)),
        (true, _) => identifier(member.name),
        (false, _) => format!("{}: None", identifier(member.name)),
    });
    let open = object.is_open.then(|| "other_fields: BTreeMap::new()".to_owned());
    let members: Vec<String> = members.chain(open).collect();
    let others = if members.len() == required.len() { "" } else { "; the others are absent" };
    let (parameters, members) = (parameters.join(", "), members.join(", "));
    format!(
        "impl {name} {{
    /// Makes one with the required fields{others}.
    pub fn new({parameters}) -> Self {{
        Self {{ {members} }}
    }}
}}

"
    )
}

fn value(value: &Value) -> String {
    match value {
        Value::Text => "String".to_owned(),
        Value::Flag => "bool".to_owned(),
        Value::Integer => "u32".to_owned(),
        Value::Open(_) => "UntrustedValue<'static>".to_owned(),
        Value::Named(name) => name.clone(),
        Value::List(item) => format!("Vec<{}>", self::value(item)),
    }
}

/// A field's name in Rust.
fn identifier(name: &str) -> String {
    match name {
        "type" => "r#type".to_owned(),
        _ => snake(name),
    }
}
