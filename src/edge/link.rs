//! Another link for an existing customer.

use super::customer::CustomerRef;
use super::json_fields::JsonFields;
use super::run::{Flow, HandlerRun, Outcome, error_code, status_field};
use super::status::is_known_as_approved;
use crate::client::customer::Status;
use crate::client::error::ErrorCode;

/// Requests a link for a customer. Returns the link, or the customer if it needs none because it is approved, or cannot
/// have one before a contact is confirmed.
pub(super) fn request_link<'a>(
    run: &mut HandlerRun<'a>,
    customer: CustomerRef<'a>,
    redirect_uri: Option<&str>,
) -> Flow<Outcome<'a>> {
    // The hosted pages of a verified person are no place for whoever uses this browser now.
    if let Some(known) = is_known_as_approved(run, customer)? {
        match run.get_customer_once(customer)? {
            Ok(found) if status_field(found) != Some(Status::Approved) => {}
            Ok(found) => return Ok(Ok(found)),
            Err(_) => return Ok(Ok(known)),
        }
    }
    let fields = JsonFields(&[("redirectUri", &redirect_uri.unwrap_or_default())]);
    let refused = match run.call(customer, "createKycLink", &fields)? {
        Ok(link) => return Ok(Ok(link)),
        Err(error) => error,
    };
    let code = error_code(refused);
    if !matches!(code, ErrorCode::ContactNotVerified | ErrorCode::ProviderRejected) {
        return Ok(Err(refused));
    }
    Ok(match run.get_customer(customer)? {
        Ok(found) if status_field(found) == Some(Status::Approved) || code == ErrorCode::ContactNotVerified => {
            Ok(found)
        }
        _ => Err(refused),
    })
}
