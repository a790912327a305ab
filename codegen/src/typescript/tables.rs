//! The types of codes and names.

use kyclink::edge::HANDLER_CODES;
use kyclink::provider::{PROVIDERS, form_operations};
use kyclink::{ErrorCode, form, operations};

use crate::{PACK_HEAD, names};

/// Renders the type of the handler's own codes.
pub(crate) fn handler_codes() -> String {
    let codes: Vec<_> = HANDLER_CODES.iter().map(|code| code.code).collect();
    let meaning = "A `code` of the handler's own problem details; every other one is an `ErrorCode`.";
    union("HandlerCode", meaning, &codes)
}

/// Renders `module/codes.ts`.
pub(crate) fn codes() -> String {
    let providers: Vec<_> = PROVIDERS.iter().map(|provider| provider.name()).collect();
    let errors: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    [
        PACK_HEAD.to_owned(),
        union("ProviderName", "The name of a provider.", &providers),
        union("OperationName", "The name of an operation.", &names::of(operations())),
        union("FormOperationName", "An operation that `kyclink/form` has, too.", &names::of(form_operations())),
        union("CompositeName", "A composite operation, which can be validated but not sent.", &names::composites()),
        union("IssueCode", "The code of an issue.", &names::issue_codes()),
        union("ErrorCode", "The code of an error.", &errors),
        union("Label", "What a country calls a field of an address.", form::labels()),
    ]
    .concat()
}

fn union(name: &str, meaning: &str, words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\n  | {word:?}")).collect();
    format!("\n/** {meaning} */\nexport type {name} ={};\n", words.concat())
}
