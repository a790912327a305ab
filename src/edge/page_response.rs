//! The response to a page after an onboarding step: the link, or the step that is needed first.

use super::json_fields::JsonFields;
use super::response::{Content, Response, View};
use super::run::status_field;
use crate::client::customer::{Channel, Status};
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// Returns the response to an onboarding: `outcome` has the link, or the reason why it is missing. A form is redirected
/// to the link.
pub(super) fn link_or_next_step(outcome: &UntrustedValue, is_form: bool) -> Response {
    match outcome.field("link").filter(|link| link.object().is_some()) {
        Some(link) if is_form => {
            let kyc_url = link.text_of("kycUrl").unwrap_or_default();
            Response::new(303, Content::Empty, None).with_header("location", kyc_url.to_owned())
        }
        Some(link) => Response::new(201, Content::Json(link.to_json()), None),
        None if status_field(outcome) == Some(Status::Approved) => {
            Response::json(200, &JsonFields(&[("next", &"approved")]), View::Status)
        }
        None => verify_contact(202, outcome),
    }
}

/// Returns the response after a contact was confirmed: another contact to confirm, or the link.
pub(super) fn next_contact_or_link(customer: &UntrustedValue) -> Response {
    match open_channels(customer) {
        Some(_) => verify_contact(200, customer),
        None => Response::json(200, &JsonFields(&[("next", &"link")]), View::VerifyContact),
    }
}

/// Lists the contacts that are not confirmed: both, if the provider does not name them.
fn verify_contact(status: u16, customer: &UntrustedValue) -> Response {
    let open = open_channels(customer);
    let channels: &dyn Json = match &open {
        Some(open) => open,
        None => &[Channel::Email, Channel::Phone],
    };
    let body = JsonFields(&[("next", &"verify_contact"), ("channels", channels)]);
    Response::json(status, &body, View::VerifyContact)
}

/// Returns the contacts that the provider wants confirmed, if there are any.
fn open_channels<'a>(customer: &'a UntrustedValue) -> Option<&'a [UntrustedValue<'a>]> {
    customer.field("channels").and_then(UntrustedValue::list).filter(|open| !open.is_empty())
}
