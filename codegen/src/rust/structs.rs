//! The Rust types of a provider's inputs, as the macros in `src/provider/typed_client.rs` take them.

use crate::contract::docs::Docs;
use crate::contract::{ObjectType, Type, TypeKind, Value, pascal, snake};

pub(super) fn closed_list(of_type: &Type) -> Option<String> {
    let TypeKind::Words(words) = &of_type.kind else { return None };
    let words: String = words.iter().map(|word| format!("        {word:?} => {},\n", pascal(word))).collect();
    Some(format!("{}    enum {} {{\n{words}    }}\n", of_type.docs.rust("    "), of_type.name))
}

/// Renders an object whose fields depend on a word, without these fields.
pub(super) fn variants_enum(of_type: &Type) -> Option<String> {
    let TypeKind::Variants { tag, variants, .. } = &of_type.kind else { return None };
    let name = &of_type.name;
    let variant = |word: &str| format!("        {word:?} => {0}({name}{0}),\n", pascal(word));
    let variants: String = variants.iter().map(|one| variant(one.word)).collect();
    Some(format!("{}    enum {name} by {tag:?} {{\n{variants}    }}\n", of_type.docs.rust("    ")))
}

/// Renders the objects of a type: itself, or one for each variant.
pub(super) fn structures(of_type: &Type) -> Vec<String> {
    let Type { name, docs, kind } = of_type;
    match kind {
        TypeKind::Words(_) => vec![],
        TypeKind::Object(object) => vec![structure(name, docs, object)],
        TypeKind::Variants { variants, .. } => variants
            .iter()
            .map(|variant| {
                let word = pascal(variant.word);
                let docs = Docs::text(&format!("The fields of [`{name}::{word}`]."));
                structure(&format!("{name}{word}"), &docs, &variant.object)
            })
            .collect(),
    }
}

fn structure(name: &str, docs: &Docs, object: &ObjectType) -> String {
    let mut fields = String::new();
    for member in &object.members {
        let is_required = member.is_required && (object.minimal.is_empty() || object.minimal.contains(&member.name));
        let kind = if is_required { value(&member.value) } else { format!("Option<{}>", value(&member.value)) };
        fields += &format!("{}        {}: {kind},\n", member.docs.rust("        "), identifier(member.name));
    }
    if object.is_open {
        fields += "        /// Other fields, sent as they are.
        ..other_fields: BTreeMap<String, UntrustedValue<'static>>,
";
    }
    let body = if fields.is_empty() { "{}".to_owned() } else { format!("{{\n{fields}    }}") };
    format!("{}    struct {name} {body}\n", docs.rust("    "))
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
