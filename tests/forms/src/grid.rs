//! Grid: `/customers` of its OpenAPI description 2025-10-13, the webhooks, and the error body that the API really
//! returns (`{code, reason}`).

use serde_json::{Value, json};

use crate::{Response, set};

/// A customer.
pub struct Customer<'a> {
    /// The id, which begins with `Customer:`.
    pub id: &'a str,
    /// The caller's reference, or what Grid made instead.
    pub reference: &'a str,
    /// `individual` or `business`, in any case.
    pub kind: &'a str,
    /// The email address.
    pub email: &'a str,
    /// The phone number.
    pub phone: &'a str,
    /// `unverified`, `pending`, `approved`, `rejected` or `hold`, in any case.
    pub status: &'a str,
    /// The time of the creation.
    pub created_at: &'a str,
    /// Whether a contact is confirmed, `PENDING` or `VERIFIED`, by `email` and `phone`: those that have to be.
    pub contacts: Option<Value>,
    /// The agreements that the customer has accepted, by their types.
    pub agreements: &'a [&'a str],
}

impl Customer<'_> {
    /// Returns the customer as the API shows it.
    pub fn to_json(&self) -> Value {
        let kind = self.kind.to_ascii_uppercase();
        let status = if kind == "BUSINESS" { "kybStatus" } else { "kycStatus" };
        let mut form = json!({
            "id": self.id, "platformCustomerId": self.reference, "customerType": kind,
            "umaAddress": "$somebody@uma.example", "email": self.email, "phoneNumber": self.phone,
            status: self.status.to_ascii_uppercase(), "createdAt": self.created_at,
        });
        if let Some(contacts) = &self.contacts {
            set(&mut form, "contactVerification", contacts.clone());
        }
        if !self.agreements.is_empty() {
            let consent = |kind| {
                json!({
                    "type": kind, "acceptedAt": self.created_at, "ipAddress": "192.0.2.1", "termsVersion": "1",
                    "acceptanceMethod": "CHECKBOX",
                })
            };
            set(&mut form, "agreementConsents", self.agreements.iter().map(consent).collect());
        }
        form
    }

    /// Returns the webhook about the customer's status.
    pub fn event(&self, id: &str, timestamp: &str) -> Value {
        let check = if self.kind.eq_ignore_ascii_case("business") { "KYB" } else { "KYC" };
        let kind = format!("CUSTOMER.{check}_{}", self.status.to_ascii_uppercase());
        event(id, &kind, timestamp, self.to_json())
    }
}

/// Returns a new customer.
pub const fn created(customer: Value) -> Response {
    Response::new(201, customer)
}

/// Returns a new link.
pub fn link(url: &str, expires_at: &str) -> Response {
    let token = "_act-sbx-jwt-x";
    Response::new(201, json!({ "kycUrl": url, "expiresAt": expires_at, "provider": "SUMSUB", "token": token }))
}

/// Returns a page of a list, which goes on if there is a cursor.
pub fn list(customers: &[Value], next_cursor: Option<&str>) -> Response {
    let mut body = json!({ "data": customers, "hasMore": next_cursor.is_some() });
    if let Some(cursor) = next_cursor {
        set(&mut body, "nextCursor", json!(cursor));
    }
    Response::ok(body)
}

/// Returns the response to a request for a code.
pub const fn sent() -> Response {
    Response { status: 204, body: None }
}

/// Returns an error.
pub fn error(status: u16, code: &str) -> Response {
    Response::new(status, json!({ "code": code, "reason": code }))
}

/// Returns the error about the value of a field.
pub fn invalid(field: &str, reason: &str) -> Response {
    let details = json!({ "errors": [{ "field": field, "message": reason }] });
    Response::new(400, json!({ "code": "INVALID_INPUT", "reason": reason, "details": details }))
}

/// Returns the error about a reference or a state that excludes the request, such as a contact that is not confirmed.
pub fn conflict() -> Response {
    error(409, "CONFLICT")
}

/// Returns a webhook.
pub fn event(id: &str, kind: &str, timestamp: &str, data: Value) -> Value {
    json!({ "id": id, "type": kind, "timestamp": timestamp, "data": data })
}

/// Returns a webhook about a verification with this status. `errors` lists what is wrong.
pub fn verification_event(id: &str, customer_id: &str, status: &str, timestamp: &str, errors: &Value) -> Value {
    let verification = json!({
        "id": "Verification:1", "customerId": customer_id, "verificationStatus": status, "errors": errors,
        "createdAt": timestamp,
    });
    event(id, &format!("VERIFICATION.{status}"), timestamp, verification)
}
