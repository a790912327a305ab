//! The tables of issue codes, error codes and kinds of webhooks.

use anyhow::Result;
use kyclink::edge::HANDLER_CODES;
use kyclink::provider::PROVIDERS;
use kyclink::{ErrorCode, IssueCode, webhook};

use super::{code, table};

/// Renders every issue code: when it is used, its parameters and its message.
pub(super) fn issues() -> Result<String> {
    let rows = IssueCode::ALL.iter().map(|issue| {
        let (when, params) = issue.meaning().split_once(" Params: ").unwrap_or((issue.meaning(), ""));
        [code(issue.as_str()), when.to_owned(), params.trim_end_matches('.').to_owned(), issue.template().to_owned()]
    });
    Ok(table(["code", "when", "params", "message"], rows))
}

/// Renders every error code: when it is used, the status of your own response, whether it is retryable, and its message.
pub(super) fn errors() -> Result<String> {
    let rows = ErrorCode::ALL.iter().map(|error| {
        let retryable = if error.is_retryable() { "yes" } else { "" };
        let status = error.http_status().to_string();
        [code(error.as_str()), error.meaning().to_owned(), status, retryable.to_owned(), error.message().to_owned()]
    });
    Ok(table(["code", "when", "status", "retryable", "message"], rows))
}

/// Renders the handler's own codes: the status, when each is used, and its message.
pub(super) fn handler() -> Result<String> {
    let rows = HANDLER_CODES
        .iter()
        .map(|row| [code(row.code), row.status.to_string(), row.meaning.to_owned(), row.message.to_owned()]);
    Ok(table(["code", "status", "when", "message"], rows))
}

/// Renders every type of webhook that has a kind of its own.
pub(super) fn webhook_kinds() -> Result<String> {
    let rows = PROVIDERS.iter().flat_map(|provider| {
        let row =
            |(name, kind): &(&str, webhook::EventKind)| [provider.name().to_owned(), code(name), code(kind.as_str())];
        webhook::kinds(provider.webhook).iter().map(row)
    });
    Ok(table(["provider", "type", "kind"], rows))
}
