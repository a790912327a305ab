//! SpherePay: `/v2/customer` of its API reference of July 2026, and the webhooks `customer.*`.

use serde_json::{Value, json};

use crate::{Response, set};

/// A customer of a link.
pub struct Customer<'a> {
    /// The id, which begins with `customer_`.
    pub id: &'a str,
    /// `individual` or `business`.
    pub kind: &'a str,
    /// The email address.
    pub email: &'a str,
    /// The phone number.
    pub phone: &'a str,
    /// The list of verification profiles, each as [`profile`] returns it.
    pub profiles: Value,
    /// The time of the creation.
    pub created_at: &'a str,
}

impl Customer<'_> {
    /// Returns the customer as the API shows it.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "type": self.kind, "email": self.email, "phone": self.phone,
            "verificationProfiles": self.profiles, "createdAt": self.created_at,
        })
    }
}

/// Returns a verification profile. Its status is `incomplete`, `pending`, `approved` or `rejected`.
pub fn profile(name: &str, status: &str) -> Value {
    json!({ "name": name, "status": status })
}

/// Returns a new link, of a new customer or of a known one.
pub fn link(customer_id: &str, url: &str, expires_at: &str) -> Response {
    Response::new(201, json!({ "customerId": customer_id, "url": url, "expiresAt": expires_at }))
}

/// Returns a page of a list that has this many customers in all.
pub fn list(customers: &[Value], page: usize, limit: usize, total: usize) -> Response {
    let pages = total.div_ceil(limit);
    Response::ok(json!({
        "customers": customers,
        "pagination": {
            "page": page, "limit": limit, "total": total, "totalPages": pages,
            "hasNext": page < pages, "hasPrevious": page > 1,
        },
    }))
}

/// Returns an error. A code such as `resource/not-found` may be missing.
pub fn problem(status: u16, code: Option<&str>, detail: &str) -> Response {
    let mut body = json!({ "status": status, "detail": detail });
    if let Some(code) = code {
        set(&mut body, "code", json!(code));
    }
    Response::new(status, body)
}

/// Returns the error about the field at a JSON pointer.
pub fn invalid(pointer: &str, detail: &str) -> Response {
    let mut response = problem(422, Some("validation/failed"), detail);
    if let Some(body) = &mut response.body {
        set(body, "errors", json!([{ "detail": detail, "pointer": pointer }]));
    }
    response
}

/// Returns the error about credentials.
pub fn forbidden() -> Response {
    problem(403, None, "Forbidden resource")
}

/// Returns the error about an id or an address that the API does not know.
pub fn not_found() -> Response {
    problem(404, Some("resource/not-found"), "not found")
}

/// Returns a webhook. Its name is one such as [`event_name`] returns, or `customer.create` or `customer.update`.
pub fn event(id: &str, name: &str, created: &str, customer: &Customer) -> Value {
    json!({ "id": id, "name": name, "created": created, "data": { "customer": customer.to_json() } })
}

/// Returns the name of the webhook about a customer who has got this status.
pub fn event_name(status: &str) -> &'static str {
    match status {
        "approved" => "customer.kyc.successful",
        "rejected" => "customer.kyc.rejected",
        "pending" => "customer.kyc.pending",
        _ => "customer.kyc.additionalReviewRequired",
    }
}
