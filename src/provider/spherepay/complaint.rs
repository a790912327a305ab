//! Error answers. Five shapes have been seen, and any endpoint may answer any of them:
//!
//! | shape | since |
//! |---|---|
//! | `{status, detail, code?, errors?: [{detail, pointer?, parameter?}], correlationId?}` | late 2025 |
//! | `{ts, error: {general: "text"}}` | 2025 |
//! | `{ts, error: {<field>: ["text", …]}}` | 2025 |
//! | `{ok: false, statusCode, error: {<field>: ["text", …]}, message, request}` | v1 |
//! | `{ok: false, error: "domain/reason", message, request}` | v1 |

use crate::draft::{Draft, Object};
use crate::http::HttpResponse;
use crate::provider::failure::{Complaint, FieldComplaint};

pub(super) fn read(response: &HttpResponse) -> Complaint {
    let Some(body) = response.body.json().object() else { return Complaint::default() };
    let own = |name: &str| body.text(name).map(str::to_owned);
    let mut complaint = Complaint {
        code: own("code"),
        message: own("detail").or_else(|| own("message")),
        correlation_id: own("correlationId").or_else(|| own("request")),
        bad_credentials: is_bad_key(body),
        ..Complaint::default()
    };
    match body.get("error") {
        Some(Draft::Text(code)) => complaint.code = Some(code.to_string()),
        Some(Draft::Object(error)) => {
            for (name, texts) in error.iter() {
                match texts.text() {
                    Some(text) if name == "general" => complaint.message = Some(text.to_owned()),
                    _ => complaint.fields.extend(field(name, texts)),
                }
            }
        }
        _ => {}
    }
    for error in body.get("errors").and_then(Draft::list).unwrap_or_default() {
        let parameter =
            error.owned_text_of("parameter").map(|name| if is_id(&name) { "customerId".to_owned() } else { name });
        let (pointer, message) = (error.owned_text_of("pointer"), error.owned_text_of("detail"));
        complaint.fields.push(FieldComplaint { pointer, parameter, message });
    }
    complaint
}

/// The documented answer to an unknown key is a 403 with these words and no code.
fn is_bad_key(body: &Object) -> bool {
    body.get("code").is_none_or(Draft::is_absent) && body.text("detail") == Some("Forbidden resource")
}

/// The path's parameter, by its name of 2025 or of 2026.
fn is_id(parameter: &str) -> bool {
    ["customer_id", "id"].contains(&parameter)
}

fn field(name: &str, texts: &Draft) -> Vec<FieldComplaint> {
    let texts = texts.list().unwrap_or(std::slice::from_ref(texts));
    let pointer = if is_id(name) { "customerId" } else { name };
    let complaint = |text: &str| FieldComplaint {
        pointer: Some(pointer.to_owned()),
        parameter: is_id(name).then(|| pointer.to_owned()),
        message: Some(text.to_owned()),
    };
    texts.iter().filter_map(Draft::text).map(complaint).collect()
}
