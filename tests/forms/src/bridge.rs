//! Bridge: KYC links and their customers, from its OpenAPI description of January 2026, and the refusal of a duplicate,
//! which public clients show.

use serde_json::{Value, json};

use crate::Response;

/// A KYC link.
pub struct Link<'a> {
    /// The link's own id.
    pub id: &'a str,
    /// `individual` or `business`.
    pub kind: &'a str,
    /// The id of the customer, who may not exist yet.
    pub customer_id: Option<&'a str>,
    /// The full name, if it was given.
    pub full_name: Option<&'a str>,
    /// The email address.
    pub email: Option<&'a str>,
    /// The URL of the check.
    pub kyc_url: &'a str,
    /// `not_started`, `incomplete`, `under_review` or another of the ten words.
    pub kyc_status: &'a str,
    /// What a rejection is explained with, each as [`reason`] returns it.
    pub reasons: Vec<Value>,
    /// The URL of the terms of service.
    pub tos_url: &'a str,
    /// `pending` or `approved`.
    pub tos_status: &'a str,
    /// The time of the creation.
    pub created_at: &'a str,
}

impl Link<'_> {
    /// Returns the link as the API shows it.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "type": self.kind, "customer_id": self.customer_id, "full_name": self.full_name,
            "email": self.email, "kyc_link": self.kyc_url, "kyc_status": self.kyc_status,
            "rejection_reasons": self.reasons, "tos_link": self.tos_url, "tos_status": self.tos_status,
            "created_at": self.created_at,
        })
    }
}

/// Returns a reason of a rejection. Only the first text may be shown to the person.
pub fn reason(reason: &str, developer_reason: &str) -> Value {
    json!({ "reason": reason, "developer_reason": developer_reason })
}

/// Returns a list of links.
pub fn list(links: &[Value]) -> Response {
    Response::ok(json!({ "count": links.len(), "data": links }))
}

/// A customer.
pub struct Customer<'a> {
    /// The id.
    pub id: &'a str,
    /// `individual` or `business`.
    pub kind: &'a str,
    /// The email address.
    pub email: &'a str,
    /// The status of the check, as a link has it.
    pub kyc_status: &'a str,
    /// What keeps the customer from the product.
    pub issues: &'a [&'a str],
}

impl Customer<'_> {
    /// Returns the customer as the API shows it, with one product, which is endorsed if it is approved.
    pub fn to_json(&self) -> Value {
        let status = if self.kyc_status == "approved" { "active" } else { self.kyc_status };
        let requirements = json!({ "complete": [], "pending": [], "missing": null, "issues": self.issues });
        // A customer may do what its endorsements say.
        let endorsed = if self.kyc_status == "approved" { "approved" } else { "incomplete" };
        let endorsements = json!([{ "name": "base", "status": endorsed, "requirements": requirements }]);
        json!({
            "id": self.id, "type": self.kind, "email": self.email, "status": status, "endorsements": endorsements,
        })
    }
}

/// Returns an error.
pub fn error(status: u16, code: &str, message: &str) -> Response {
    Response::new(status, json!({ "code": code, "message": message }))
}

/// Returns an error of the server.
pub fn unexpected(status: u16) -> Response {
    let error = json!({ "code": "unexpected", "message": "An expected error occurred." });
    Response::new(status, json!({ "errors": [error] }))
}

/// Returns the error about the value of a field.
pub fn invalid(field: &str, message: &str, explanation: &str) -> Response {
    let source = json!({ "location": "body", "key": { field: explanation } });
    Response::new(400, json!({ "code": "invalid", "message": message, "source": source }))
}

/// Returns the error about an id or an address that the API does not know.
pub fn not_found() -> Response {
    error(404, "not_found", "There is no such record.")
}

/// Returns the refusal of a second link for an email address. It has the first one, whoever asks.
pub fn duplicate(existing: &Value) -> Response {
    let message = "A kyc link has already been created for this email.";
    Response::new(400, json!({ "code": "duplicate_record", "message": message, "existing_kyc_link": existing }))
}

/// Returns a webhook about the new status of a link.
pub fn event(id: &str, link: &Value, created_at: &str) -> Value {
    json!({
        "api_version": "v0", "event_id": id, "event_category": "kyc_link",
        "event_type": "kyc_link.updated.status_transitioned", "event_object_id": link["id"],
        "event_object_status": link["kyc_status"], "event_object": link, "event_created_at": created_at,
    })
}
