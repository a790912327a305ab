//! `GET /customers/{customerId}`: returns a customer and its status.
//!
//! The status `active` is approved, unless the terms are not accepted. The description lists no type of a customer; all of its examples have one.
//!
//! - Documents: `Customer` in Bridge's OpenAPI description of September 2026.
//! - Retry: yes. It only reads.

use super::fields::{CUSTOMER, ID, customer_path};
use super::requirement;
use super::service::SERVICE;
use super::status;
use crate::client::customer::CustomerType;
use crate::client::customer::capability::Capability;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::response_field::ResponseField::Value;
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::requirement::to_value;
use crate::rules::operation::Operation;
use crate::rules::shape::Shape;
use crate::value::untrusted::{Object, UntrustedValue};

pub(super) static OPERATION: Operation = Operation { name: "bridge.getCustomer", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[CUSTOMER]);

pub(super) static ENDPOINT: Endpoint = Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, response)
    .reads(&[
        Value("id"),
        Value("type"),
        Value("email"),
        Value("first_name"),
        Value("last_name"),
        Value("status"),
        Value("has_accepted_terms_of_service"),
        Value("rejection_reasons"),
        Value("endorsements"),
        Value("created_at"),
    ]);

pub(super) type Returned = CustomerDetails;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::get(customer_path(input, "")?))
}

/// The customer. The response itself is not part of it, because it contains reasons that the person must not see.
fn response(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let id = context.text("id").filter(|id| (ID.matches)(id));
    let id = id.ok_or_else(|| Error::unexpected("The customer's `id` is missing or malformed."))?;
    let word = context.text("status");
    let customer_type = context.text("type").and_then(CustomerType::parse);
    let mut customer = Object::new();
    let mut add = |name: &'static str, text: Option<&str>| {
        if let Some(text) = text {
            customer.push(name, text.to_owned().into());
        }
    };
    add("provider", Some(SERVICE.name));
    add("id", Some(id));
    add("type", customer_type.map(CustomerType::as_str));
    add("email", context.text("email"));
    add("firstName", context.text("first_name"));
    add("lastName", context.text("last_name"));
    add("status", Some(status::of_customer(context.body).as_str()));
    add("providerStatus", word);
    add("createdAt", context.text("created_at"));
    let has_accepted_terms = context.body.field("has_accepted_terms_of_service");
    if let Some(accepted @ UntrustedValue::Bool(_)) = has_accepted_terms {
        customer.push("hasAcceptedTerms", accepted.to_static());
    }
    let reasons: Vec<_> = status::rejection_reasons(context.body).into_iter().map(UntrustedValue::from).collect();
    customer.push("rejectionReasons", reasons.into());
    customer.push("requirements", to_value(&requirement::of_customer(context.body)));
    let capabilities: Vec<_> = status::capabilities(context.body).iter().map(Capability::to_value).collect();
    customer.push("capabilities", capabilities.into());
    Ok(Output::Data(customer.into()))
}

/// `BridgeCustomerDetails` in `types.d.ts`.
type CustomerDetails = UntrustedValue<'static>;
