//! The constraints that a provider states for a field, without anything that could be a person's data.

use crate::client::endpoint::Endpoint;
use crate::client::error::echo::Echoes;
use crate::rules::shape::{Kind, Shape};
use crate::value::json::Json;
use crate::value::untrusted::{Object, UntrustedValue};

/// The largest length that is shown. No field of a provider is longer, and a larger number could be a person's, such as
/// a postal code or a card number.
const MAX_LENGTH: i64 = 9_999;

/// Returns the documented members of a constraint as JSON: lengths, a known format, and a list of known words. A
/// pattern is any text, so it is left out.
pub(super) fn documented(given: &Object, endpoint: &Endpoint, echoes: &Echoes) -> Option<String> {
    let mut kept = Object::new();
    for name in ["format", "enum", "minLength", "maxLength"] {
        let is_documented = |value: &&UntrustedValue| match name {
            "format" => value.text().is_some_and(|format| endpoint.service.error_form.formats.contains(&format)),
            "enum" => value.texts().is_some_and(|words| {
                words.iter().all(|word| endpoint.operation.shape.has_word(word) && !echoes.are_in_code(word))
            }),
            _ => {
                value.integer().is_some_and(|length| (0..=MAX_LENGTH).contains(&length))
                    && !echoes.are_in(&value.to_json())
            }
        };
        if let Some(value) = given.get(name).filter(is_documented) {
            kept.push(name, value.to_static());
        }
    }
    (!kept.is_empty()).then(|| UntrustedValue::from(kept).to_json())
}

impl Shape {
    /// Whether a field of this shape takes the word: one of its list, or a country's code.
    fn has_word(&self, word: &str) -> bool {
        self.fields.iter().any(|field| field.kind.has_word(word))
    }
}

impl Kind {
    fn has_word(&self, word: &str) -> bool {
        match self {
            Self::Choice(words) => words.iter().any(|known| known == word),
            Self::Country(_) => word.bytes().all(|byte| byte.is_ascii_uppercase()) && self.accepts(word),
            Self::Object(shape) => shape.has_word(word),
            Self::List(kind) => kind.has_word(word),
            _ => false,
        }
    }
}
