//! Finds the fields that a provider's message names: some refusals say which field is wrong in prose only.

use crate::client::field_names::FieldNames;
use crate::rules::shape::{Case, Field, Kind, Shape};
use crate::value::text::camel_case;
use crate::value::untrusted::UntrustedValue;

/// The most words that a field's name has.
const MAX_WORDS: usize = 4;

/// How many words of a message are read: a field is named in a sentence, and a response may have a megabyte of words.
const MAX_MESSAGE_WORDS: usize = 200;

/// The words around a name of a single word that make it a field: `email` alone may be about mail.
const BEFORE: [&str; 4] = ["missing", "required", "requires", "invalid"];
const AFTER: [&str; 7] = ["is", "are", "must", "cannot", "required", "missing", "invalid"];

/// Returns the pointers of the fields that a message names, each once. A name may be written as in code (`full_name`,
/// `fullName`, `FULL_NAME`, `business_info.legal_name`) or as words (`Full name`). `aliases` are names that only the
/// messages have, with the pointers that they stand for. A field that the other type of customer has is not named.
pub(crate) fn pointers(
    message: &str,
    shape: &Shape,
    aliases: FieldNames,
    input: Option<&UntrustedValue>,
) -> Vec<String> {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    let words: Vec<_> = message
        .split(|letter| !is_of_name(letter))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .take(MAX_MESSAGE_WORDS)
        .collect();
    let mut found = Vec::new();
    let mut rest = &words[..];
    let mut before = "";
    while let [first, after @ ..] = rest {
        let named = (1..=MAX_WORDS.min(rest.len())).rev().find_map(|length| {
            let (name, after) = rest.split_at_checked(length)?;
            let is_single = length == 1 && !is_compound(first);
            let is_told = || {
                BEFORE.iter().any(|word| word.eq_ignore_ascii_case(before))
                    || after.first().is_some_and(|next| AFTER.contains(next))
            };
            let pointer = shape.pointer_of(&joined(name), is_single, aliases, input)?;
            (!is_single || is_told()).then_some((pointer, after))
        });
        (before, rest) = (*first, after);
        if let Some((pointer, after)) = named {
            rest = after;
            if !found.contains(&pointer) {
                found.push(pointer);
            }
        }
    }
    found
}

/// Whether this is a name of several words, or a path.
fn is_compound(word: &str) -> bool {
    let mut pairs = word.bytes().zip(word.bytes().skip(1));
    let has_inner_capital = pairs.any(|(letter, next)| letter.is_ascii_lowercase() && next.is_ascii_uppercase());
    word.contains(['_', '.']) || has_inner_capital
}

/// Joins words to a name in camel case. A word that is a name itself stays one.
fn joined(words: &[&str]) -> String {
    match words {
        [name] if name.bytes().any(|byte| byte.is_ascii_lowercase()) => {
            let mut name = camel_case(name);
            // `Email` begins a sentence.
            name.get_mut(..1).into_iter().for_each(str::make_ascii_lowercase);
            name
        }
        _ => camel_case(&words.join("_").to_ascii_lowercase()),
    }
}

impl Shape {
    /// Returns the pointer to a field by its name or alias, or by that of a field in one of its objects, unless the name
    /// is a single word, which may be in several.
    fn pointer_of(
        &self,
        name: &str,
        is_single: bool,
        aliases: FieldNames,
        input: Option<&UntrustedValue>,
    ) -> Option<String> {
        let is_one = |pointer: &str| self.is_asked(pointer, input).then(|| pointer.to_owned());
        let of_object = |field: &Field| match field.kind {
            Kind::Object(_) if !is_single => is_one(&[field.name, ".", name].concat()),
            _ => None,
        };
        let lower = name.to_ascii_lowercase();
        let alias = || aliases.iter().filter(|(alias, _)| alias.eq_ignore_ascii_case(&lower));
        is_one(name)
            .or_else(|| alias().find_map(|(_, pointer)| is_one(pointer)))
            .or_else(|| self.fields.iter().find_map(of_object))
    }

    /// Whether there is a field at a pointer, and the input's type of customer has it.
    fn is_asked(&self, pointer: &str, input: Option<&UntrustedValue>) -> bool {
        let (name, rest) = pointer.split_once('.').unwrap_or((pointer, ""));
        let has_type = |(selector, value): &Case| input.is_none_or(|input| input.text_of(selector) == Some(value));
        self.field(name).is_some_and(|field| match field.kind {
            _ if !field.when.is_none_or(has_type) => false,
            Kind::Object(inner) if !rest.is_empty() => inner.is_asked(rest, None),
            _ => rest.is_empty(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::operations;

    /// The documents have `full_name is required for this platform`; the other forms are those of the API's own lists.
    #[test]
    fn a_field_is_found_however_a_message_writes_it() {
        const ALIASES: FieldNames = &[
            ("dateOfBirth", "birthDate"),
            ("name", "fullName"),
            ("taxId", "businessInfo.taxId"),
            ("taxId", "identifier"),
        ];
        let shape = operations()
            .find(|operation| {
                operation.shape.field("fullName").is_some() && operation.name.ends_with(".createCustomer")
            })
            .unwrap()
            .shape;
        let of = |message: &str, kind: &str| {
            let input = UntrustedValue::from(crate::value::untrusted::Object::from_iter([(
                "customerType",
                UntrustedValue::from(kind.to_owned()),
            )]));
            pointers(message, shape, ALIASES, Some(&input)).join(" ")
        };
        for (message, expected) in [
            ("full_name is required for this platform", "fullName"),
            ("fullName is required for this platform.", "fullName"),
            ("Missing FULL_NAME", "fullName"),
            ("Full name is required", "fullName"),
            ("Field 'full_name' must not be empty", "fullName"),
            ("name is required", "fullName"),
            (
                "Required: full_name, birth_date and nationality are missing; full_name",
                "fullName birthDate nationality",
            ),
            ("Date of birth is required", "birthDate"),
            ("DATE_OF_BIRTH missing", "birthDate"),
            ("address.postal_code is required", "address.postalCode"),
            ("Postal code is required for this address", "address.postalCode"),
            ("TAX_ID is required", "identifier"),
            ("Email is required for EU customers", "email"),
            ("missing nationality", "nationality"),
            // Not a field, not of a person, or only a word that is also a field.
            ("business_info.legal_name is required", ""),
            ("Customer KYC status is already APPROVED", ""),
            ("An email was sent to your address book", ""),
            ("unknown_field is required", ""),
            ("", ""),
            ("._.", ""),
        ] {
            assert_eq!(of(message, "INDIVIDUAL"), expected, "{message}");
        }
        for (message, expected) in [
            ("Legal name is required", "businessInfo.legalName"),
            ("TAX_ID is required", "businessInfo.taxId"),
            ("business_info.legal_name is required", "businessInfo.legalName"),
            ("full_name is required for this platform", ""),
        ] {
            assert_eq!(of(message, "BUSINESS"), expected, "{message}");
        }
    }
}
