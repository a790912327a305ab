//! The providers of the world: they respond to requests with what a script says about whole calls.
//!
//! A script names a call of the handler by its operation, the requests of an onboarding by `onboard`, and every list by
//! `candidates`: the customers or links of a page, or `{ items, next }` where another page follows.

use kyclink::{Endpoint, HttpRequest};
use serde_json::{Value, json};

use super::{HOUR, at};

/// What the requests of one flow have got so far.
#[derive(Default)]
pub(crate) struct Talk {
    /// The script's reply to the onboarding that this flow began with.
    onboarding: Option<Reply>,
    /// The endpoint of the latest request, and the reply to it.
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
        verb if verb.starts_with("list") && verb != "listAgreements" => "candidates",
        verb => verb,
    }
}

impl Talk {
    /// Returns which reply a request gets.
    pub(crate) fn ask(&self, endpoint: &Endpoint, attempt: i64) -> Asked {
        match (&self.latest, &self.onboarding) {
            (Some((known, reply)), _) if attempt > 1 && *known == endpoint.name() => Asked::Known(next_reply(reply)),
            // The search for the customer of a reference that the create was refused for, unless it is to fail.
            (_, Some(reply)) if verb_of(endpoint).starts_with("list") && !fails_at(reply, endpoint) => {
                Asked::Known(Ok(json!([])))
            }
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

/// Returns the reply to a request that is sent again: the same, unless an error has another one as `then`.
fn next_reply(reply: &Reply) -> Reply {
    match reply {
        Err(error) if error["then"]["code"].is_string() => Err(error["then"].clone()),
        Err(error) if error["then"].is_object() => Ok(error["then"].clone()),
        same => same.clone(),
    }
}

/// Whether a call fails at the request of this endpoint, by its name.
fn fails_at(reply: &Reply, endpoint: &Endpoint) -> bool {
    reply.as_ref().is_err_and(|error| error["operation"] == endpoint.name())
}

/// Returns the outcome of a request whose call ends with this reply: a response as the package's wrapper writes it, or
/// why there is none. `applicant` is the body of the browser's request.
pub(crate) fn respond(endpoint: &Endpoint, request: &HttpRequest, reply: &Reply, world: &Facts) -> Reply {
    match reply {
        Ok(reply) => Ok(success(endpoint, request, reply, world)),
        Err(error) => failure(endpoint, request, error, world),
    }
}

/// What the provider knows beside the script.
pub(crate) struct Facts<'a> {
    /// The body of the browser's request.
    pub(crate) applicant: &'a Value,
    /// When the latest create was sent.
    pub(crate) created_at: i64,
    pub(crate) now: i64,
}

fn response(status: u16, body: &Value) -> Value {
    json!(["", status, [body], []])
}

fn success(endpoint: &Endpoint, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let (provider, _) = endpoint.name().split_once('.').unwrap();
    if let Some(found) = reply.as_array().or(reply["items"].as_array()) {
        return response(200, &page(provider, request, found, &reply["next"], facts));
    }
    let is_link = reply["link"].is_object();
    let verb = verb_of(endpoint);
    match provider {
        _ if verb.starts_with("send") => json!(["", 204, null, []]),
        // The script says what its functions return.
        "acme" if is_link => {
            response(200, &json!({ "customerId": reply["customerId"], "kycUrl": reply["link"]["kycUrl"] }))
        }
        "acme" => response(200, reply),
        "bridge" if ["getCustomer", "getCustomerKycLink", "getTosLink"].contains(&verb) => response(200, reply),
        "bridge" => response(200, &bridge_link(request, reply, facts)),
        "grid" if verb == "listAgreements" => response(200, reply),
        "grid" if verb == "createCustomer" => response(201, &customer(provider, request, reply, facts)),
        "grid" if verb == "createKycLink" && !is_link => response(409, &json!({ "code": "CONTACT_NOT_VERIFIED" })),
        _ if is_link => response(201, &link(provider, reply, facts)),
        _ => response(200, &customer(provider, request, reply, facts)),
    }
}

/// Returns a page of a list, which ends unless there is a cursor for the next page.
fn page(provider: &str, request: &HttpRequest, found: &[Value], next: &Value, facts: &Facts) -> Value {
    let item = |found| match provider {
        "bridge" => bridge_link(request, found, facts),
        _ => customer(provider, request, found, facts),
    };
    let items: Vec<_> = found.iter().map(item).collect();
    match provider {
        "bridge" => json!({ "count": items.len(), "data": items }),
        "grid" => json!({ "data": items, "hasMore": !next.is_null(), "nextCursor": next }),
        _ => {
            let page: i64 = query(request, "page").map_or(1, |page| page.parse().unwrap());
            json!({ "customers": items, "pagination": { "page": page, "hasNext": !next.is_null() } })
        }
    }
}

fn link(provider: &str, reply: &Value, facts: &Facts) -> Value {
    let (id, url) = (&reply["customerId"], &reply["link"]["kycUrl"]);
    let expires_at = at(facts.now + HOUR);
    match provider {
        "grid" => json!({ "kycUrl": url, "expiresAt": expires_at, "provider": "SUMSUB" }),
        _ => json!({ "customerId": id, "url": url, "expiresAt": expires_at }),
    }
}

fn bridge_link(request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let link = &reply["link"];
    let status = match reply["status"].as_str().or(link["status"].as_str()) {
        None => "not_started",
        Some("on_hold") => "awaiting_questionnaire",
        Some("pending") => "under_review",
        Some(status) => status,
    };
    let text = |name: &str| link[name].as_str().or(reply[name].as_str());
    let terms = match text("tosStatus") {
        None | Some("accepted") => "approved",
        Some(terms) => terms,
    };
    let id = reply["customerId"].as_str().or(reply["id"].as_str()).unwrap_or_else(|| subject_of(request));
    let reasons = link["rejectionReasons"].as_array().or(reply["rejectionReasons"].as_array()).cloned();
    let reasons: Vec<_> = reasons.unwrap_or_default().iter().map(|reason| json!({ "reason": reason })).collect();
    json!({
        "id": id, "type": text("type").or(facts.applicant["type"].as_str()).unwrap_or("individual"),
        "email": reply["email"], "customer_id": reply["customerOfLink"],
        "kyc_link": text("kycUrl").map_or_else(|| format!("https://kyc.example/{id}"), str::to_owned),
        "kyc_status": status, "tos_link": text("tosUrl").unwrap_or("https://kyc.example/tos"), "tos_status": terms,
        "rejection_reasons": reasons,
        "created_at": text("createdAt").map_or_else(|| at(facts.created_at), str::to_owned),
    })
}

fn customer(provider: &str, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let text = |name: &str| reply[name].as_str();
    let id = text("id").or(text("customerId")).unwrap_or_else(|| subject_of(request));
    let applicant = |name: &str| facts.applicant[name].as_str();
    let email = text("email").or(applicant("email")).unwrap_or("jane@example.com");
    let phone = text("phone").or(applicant("phone")).unwrap_or("+14155550123");
    let created_at = text("createdAt").map_or_else(|| at(facts.created_at), str::to_owned);
    let kind = text("type").or(applicant("type")).unwrap_or("individual");
    let status = text("status").unwrap_or("incomplete");
    if provider == "grid" {
        let status = match status {
            "incomplete" => "UNVERIFIED",
            "on_hold" => "HOLD",
            status => &status.to_ascii_uppercase(),
        };
        let open = reply["channels"].as_array().into_iter().flatten();
        let open: Value = open.map(|open| (open.as_str().unwrap().to_owned(), json!("PENDING"))).collect();
        let open = reply.get("contacts").cloned().unwrap_or(open);
        let accepted = reply["agreements"].as_array().into_iter().flatten();
        let accepted: Vec<_> = accepted.map(|kind| json!({ "type": kind })).collect();
        return json!({
            "id": id, "customerType": kind.to_ascii_uppercase(), "kycStatus": status, "email": email,
            "phoneNumber": phone, "contactVerification": open, "createdAt": created_at, "agreementConsents": accepted,
            // A list has what was asked for, unless the script says otherwise.
            "platformCustomerId": reply.get("reference").cloned().unwrap_or_else(|| json!(query(request, "platformCustomerId"))),
        });
    }
    json!({
        "id": id, "type": kind, "email": email, "phone": phone, "createdAt": created_at,
        "verificationProfiles": reply.get("profiles").cloned().unwrap_or_else(|| json!([{ "name": "kyc", "status": status }])),
    })
}

/// Returns the id in the path of a request.
fn subject_of(request: &HttpRequest) -> &str {
    let mut segments = request.url.split('/').skip_while(|part| !["customer", "customers", "kyc_links"].contains(part));
    segments.nth(1).unwrap_or("a-customer")
}

/// Returns a parameter of a request's query.
fn query<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let (_, query) = request.url.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Returns the response to a request of a call that fails. The error may name the operation of the flow that does:
/// those before it succeed, except that a search by reference follows a conflict.
fn failure(endpoint: &Endpoint, request: &HttpRequest, error: &Value, facts: &Facts) -> Reply {
    let code = error["code"].as_str().unwrap();
    let customer = error["customerId"].as_str();
    let operation = error["operation"].as_str().unwrap_or(endpoint.name());
    if endpoint.creates_customer() && operation == "grid.listCustomers" {
        return Ok(response(409, &json!({ "code": "SCRIPTED", "message": "x" })));
    }
    if endpoint.creates_customer() && (customer.is_some() || operation != endpoint.name()) {
        let provider = endpoint.service.name;
        let reply = json!({ "customerId": customer.unwrap_or("customer_c1") });
        return Ok(match provider {
            "grid" => response(201, &self::customer(provider, request, &reply, facts)),
            "bridge" => {
                response(201, &json!({ "id": "link_1", "customer_id": customer, "kyc_link": "http://kyc.example" }))
            }
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
    let (status, name) = match endpoint.name() {
        "bridge.createKycLink" if code == "conflict" => (400, "duplicate_record"),
        _ => (status, "SCRIPTED"),
    };
    let wait: Vec<_> = error["retryAfter"].as_str().map(|wait| ["retry-after", wait]).into_iter().collect();
    let mut body = json!({ "code": name, "message": "x" });
    if let Some(field) = error["field"].as_str() {
        body["source"] = json!({ "location": "body", "key": { field: "is refused" } });
    }
    Ok(json!(["", status, [body], wait]))
}
