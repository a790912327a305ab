//! Another link for an existing customer.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::run::{Flow, HandlerRun, Outcome, error_code};
use crate::client::error::ErrorCode;

/// Requests a link for a customer. Returns the link, or the customer if it needs none because it is approved, or cannot
/// have one before a contact is confirmed.
pub(super) fn request_link<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef,
    redirect_uri: Option<&str>,
) -> Flow<Outcome<'a>> {
    let fields = JsonFields(&[("redirectUri", &redirect_uri.unwrap_or_default())]);
    let refused = match run.call(customer, "createKycLink", &fields)? {
        Ok(link) => return Some(Ok(link)),
        Err(error) => error,
    };
    let code = error_code(refused);
    if !matches!(code, ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Some(Err(refused));
    }
    Some(match run.get_customer(customer)? {
        Ok(found) if found.text_of("status") == Some("approved") || code == ErrorCode::ContactNotVerified => Ok(found),
        _ => Err(refused),
    })
}
