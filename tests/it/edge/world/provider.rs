//! The providers of the world: they respond to requests with what a script says about whole calls.
//!
//! A script names a call of the handler by its operation, the requests of an onboarding by `onboard`, and the search
//! for the customer of a lost create by `candidates`.

use kyclink::{Endpoint, HttpRequest};
use serde_json::{Value, json};

use super::{START, at};

/// What the requests of one flow have got so far.
#[derive(Default)]
pub(crate) struct Talk {
    /// The script's reply to the onboarding that this flow began with.
    onboarding: Option<Reply>,
    /// The endpoint of the latest request, and the reply to it: a repeated request gets the same.
    latest: Option<(&'static str, Reply)>,
}

pub(crate) type Reply = Result<Value, Value>;

/// The name of a call in scripts, or the reply that this request has by an earlier one of its flow.
pub(crate) enum Asked {
    Script(&'static str),
    Known(Reply),
}

/// Returns the name of an operation without that of its provider.
pub(crate) fn verb_of(endpoint: &Endpoint) -> &'static str {
    endpoint.name().split_once('.').unwrap().1
}

/// Returns the name of the call that a request belongs to.
pub(crate) fn call_of(endpoint: &Endpoint) -> &'static str {
    match verb_of(endpoint) {
        _ if endpoint.creates_customer() => "onboard",
        verb if verb.starts_with("list") => "candidates",
        verb => verb,
    }
}

impl Talk {
    /// Returns which reply a request gets.
    pub(crate) fn ask(&self, endpoint: &Endpoint, attempt: i64) -> Asked {
        match (&self.latest, &self.onboarding) {
            (Some((known, reply)), _) if attempt > 1 && *known == endpoint.name() => Asked::Known(reply.clone()),
            (_, Some(_)) if verb_of(endpoint).starts_with("list") => Asked::Known(Ok(json!([]))),
            (_, Some(reply)) => Asked::Known(reply.clone()),
            _ => Asked::Script(call_of(endpoint)),
        }
    }

    pub(crate) fn note(&mut self, endpoint: &'static Endpoint, reply: &Reply) {
        if endpoint.creates_customer() {
            self.onboarding = Some(reply.clone());
        }
        self.latest = Some((endpoint.name(), reply.clone()));
    }

    /// Another effect ends the flow.
    pub(crate) fn end(&mut self) {
        *self = Self::default();
    }
}

/// Returns the outcome of a request whose call ends with this reply: a response as the package's wrapper writes it, or
/// why there is none. `applicant` is the body of the browser's request.
pub(crate) fn respond(endpoint: &Endpoint, request: &HttpRequest, reply: &Reply, world: &Facts) -> Reply {
    match reply {
        Ok(reply) => Ok(success(endpoint, request, reply, world)),
        Err(error) => failure(endpoint, request, error),
    }
}

/// What the provider knows beside the script.
pub(crate) struct Facts<'a> {
    /// The body of the browser's request.
    pub(crate) applicant: &'a Value,
    /// When the latest create was sent.
    pub(crate) created_at: i64,
}

fn response(status: u16, body: &Value) -> Value {
    json!(["", status, { "json": body }, []])
}

fn success(endpoint: &Endpoint, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let (provider, _) = endpoint.name().split_once('.').unwrap();
    if let Some(found) = reply.as_array() {
        let found: Vec<_> = found.iter().map(|found| customer(provider, request, found, facts)).collect();
        return response(200, &json!({ "data": found, "customers": found, "hasMore": false, "total": found.len() }));
    }
    let is_link = reply["link"].is_object();
    let verb = verb_of(endpoint);
    match provider {
        _ if verb.starts_with("send") => json!(["", 204, null, []]),
        "bridge" => response(200, &bridge_link(request, reply)),
        "grid" if verb == "createCustomer" => response(201, &customer(provider, request, reply, facts)),
        "grid" if verb == "createKycLink" && !is_link => response(409, &json!({ "code": "CONTACT_NOT_VERIFIED" })),
        _ if is_link => response(201, &link(provider, reply)),
        _ => response(200, &customer(provider, request, reply, facts)),
    }
}

fn link(provider: &str, reply: &Value) -> Value {
    let (id, url) = (&reply["customerId"], &reply["link"]["kycUrl"]);
    let expires_at = at(reply["expiresAtMs"].as_i64().unwrap());
    match provider {
        "grid" => json!({ "kycUrl": url, "expiresAt": expires_at, "provider": "SUMSUB" }),
        _ => json!({ "customerId": id, "url": url, "expiresAt": expires_at }),
    }
}

fn bridge_link(request: &HttpRequest, reply: &Value) -> Value {
    let link = &reply["link"];
    let status = match reply["status"].as_str().or(link["status"].as_str()) {
        None => "not_started",
        Some("on_hold") => "awaiting_questionnaire",
        Some("pending") => "under_review",
        Some(status) => status,
    };
    let has_open_terms = link["tosStatus"] == "pending" || reply["tosStatus"] == "pending";
    let id = reply["customerId"].as_str().or(reply["id"].as_str()).unwrap_or_else(|| subject_of(request));
    let reasons = link["rejectionReasons"].as_array().or(reply["rejectionReasons"].as_array()).cloned();
    let reasons: Vec<_> = reasons.unwrap_or_default().iter().map(|reason| json!({ "reason": reason })).collect();
    let email = link["email"].as_str().or(reply["email"].as_str());
    json!({
        "id": id, "type": "individual", "email": email.unwrap_or("jane@example.com"),
        "kyc_link": link["kycUrl"].as_str().map_or_else(|| format!("https://kyc.example/{id}"), str::to_owned), "kyc_status": status,
        "tos_link": link["tosUrl"].as_str().unwrap_or("https://kyc.example/tos"),
        "tos_status": if has_open_terms { "pending" } else { "approved" },
        "rejection_reasons": reasons, "created_at": at(START),
    })
}

fn customer(provider: &str, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let text = |name: &str| reply[name].as_str();
    let id = text("id").or(text("customerId")).unwrap_or_else(|| subject_of(request));
    let applicant = |name: &str| facts.applicant[name].as_str();
    let email = text("email").or(applicant("email")).unwrap_or("jane@example.com");
    let phone = text("phone").or(applicant("phone")).unwrap_or("+14155550123");
    let created_at = text("createdAt").map_or_else(|| at(facts.created_at), str::to_owned);
    let kind = text("type").unwrap_or("individual");
    let status = text("status").unwrap_or("incomplete");
    if provider == "grid" {
        let status = match status {
            "incomplete" => "UNVERIFIED",
            "on_hold" => "HOLD",
            status => &status.to_ascii_uppercase(),
        };
        let open = reply["channels"].as_array().into_iter().flatten();
        let open: Value = open.map(|open| (open.as_str().unwrap().to_owned(), json!("PENDING"))).collect();
        return json!({
            "id": id, "customerType": kind.to_ascii_uppercase(), "kycStatus": status, "email": email,
            "phoneNumber": phone, "contactVerification": open, "createdAt": created_at,
        });
    }
    json!({
        "id": id, "type": kind, "email": email, "phone": phone, "createdAt": created_at,
        "verificationProfiles": [{ "name": "kyc", "status": status }],
    })
}

/// Returns the id in the path of a request.
fn subject_of(request: &HttpRequest) -> &str {
    let mut segments = request.url.split('/').skip_while(|part| !["customer", "customers", "kyc_links"].contains(part));
    segments.nth(1).unwrap_or("a-customer")
}

fn failure(endpoint: &Endpoint, request: &HttpRequest, error: &Value) -> Reply {
    let code = error["code"].as_str().unwrap();
    let customer = error["customerId"].as_str();
    // The create succeeds if the failure is that of a later request.
    if endpoint.creates_customer()
        && (customer.is_some() || error["operation"].as_str().is_some_and(|operation| operation != endpoint.name()))
    {
        let facts = Facts { applicant: &Value::Null, created_at: START };
        let provider = endpoint.service.name;
        let reply = json!({ "customerId": customer.unwrap_or("customer_lost") });
        return Ok(match provider {
            "grid" => response(201, &self::customer(provider, request, &reply, &facts)),
            _ => response(201, &json!({ "customerId": reply["customerId"], "url": "http://kyc.example" })),
        });
    }
    let status = match code {
        "unauthorized" => 401,
        "forbidden" => 403,
        "not_found" => 404,
        "conflict" | "contact_not_verified" => 409,
        "provider_rejected" => 422,
        "rate_limited" => 429,
        "not_supported" => 405,
        "unavailable" => 503,
        "unexpected_response" => return Ok(json!(["", 200, false, []])),
        "outcome_unknown" => return Err(json!({ "code": "network" })),
        "network" => return Err(json!({ "code": "network", "wasNotSent": true })),
        _ => return Err(error.clone()),
    };
    let wait = error["retryAfterMs"].as_i64().map(|ms| json!([["retry-after", (ms / 1000).to_string()]]));
    let body = match endpoint.name() {
        "bridge.createKycLink" if code == "conflict" => json!({ "code": "duplicate_record", "message": "x" }),
        _ => json!({ "code": "SCRIPTED", "message": "x" }),
    };
    let status = if endpoint.name() == "bridge.createKycLink" && code == "conflict" { 400 } else { status };
    Ok(json!(["", status, { "json": body }, wait.unwrap_or(json!([]))]))
}
