//! The providers of the world: they respond to requests with what a script says about whole calls.
//!
//! A script names a call of the handler by its operation, the requests of an onboarding by `onboard`, and every list by
//! `candidates`: the customers or links of a page, or `{ items, next }` where another page follows.

use kyclink::{Endpoint, HttpRequest};
use kyclink_forms::{self as forms, bridge, grid, spherepay};
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

/// Returns a response as the wrapper writes it.
fn written(response: forms::Response) -> Value {
    json!(["", response.status, response.body.map(|body| [body]), []])
}

fn success(endpoint: &Endpoint, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let (provider, _) = endpoint.name().split_once('.').unwrap();
    if let Some(found) = reply.as_array().or(reply["items"].as_array()) {
        return written(page(provider, request, found, &reply["next"], facts));
    }
    let is_link = reply["link"].is_object();
    let verb = verb_of(endpoint);
    written(match provider {
        // The script says what its functions return.
        "acme" if is_link => {
            forms::Response::ok(json!({ "customerId": reply["customerId"], "kycUrl": reply["link"]["kycUrl"] }))
        }
        "acme" => forms::Response::ok(reply.clone()),
        "bridge" if ["getCustomer", "getCustomerKycLink", "getTosLink"].contains(&verb) => {
            forms::Response::ok(reply.clone())
        }
        "bridge" => forms::Response::ok(bridge_link(request, reply, facts)),
        "grid" if verb == "listAgreements" => forms::Response::ok(reply.clone()),
        "grid" if verb.starts_with("send") => grid::sent(),
        "grid" if verb == "createCustomer" => grid::created(grid_customer(request, reply, facts)),
        "grid" if verb == "createKycLink" && !is_link => grid::conflict(),
        "grid" if is_link => {
            let mut link = grid::link(reply["link"]["kycUrl"].as_str().unwrap(), &at(facts.now + HOUR));
            // A script may have one without a token.
            if let (Some(body), Some(token)) = (&mut link.body, reply["link"].get("token")) {
                body["token"] = token.clone();
            }
            link
        }
        _ if is_link => {
            let (id, url) = (&reply["customerId"], &reply["link"]["kycUrl"]);
            spherepay::link(id.as_str().unwrap(), url.as_str().unwrap(), &at(facts.now + HOUR))
        }
        _ => forms::Response::ok(customer(provider, request, reply, facts)),
    })
}

/// Returns a page of a list, which ends unless there is a cursor for the next page.
fn page(provider: &str, request: &HttpRequest, found: &[Value], next: &Value, facts: &Facts) -> forms::Response {
    let items: Vec<_> = found.iter().map(|found| customer(provider, request, found, facts)).collect();
    let number = |name, default| query(request, name).map_or(default, |number| number.parse().unwrap());
    match provider {
        "bridge" => bridge::list(&items),
        "grid" => grid::list(&items, next.as_str()),
        _ => {
            let (page, limit) = (number("page", 1), number("limit", 10));
            let before = (page - 1) * limit;
            // One more than a page that is followed by another.
            let total = if next.is_null() { before + items.len() } else { page * limit + 1 };
            spherepay::list(&items, page, limit, total)
        }
    }
}

fn customer(provider: &str, request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    match provider {
        "bridge" => bridge_link(request, reply, facts),
        "grid" => grid_customer(request, reply, facts),
        _ => spherepay_customer(request, reply, facts),
    }
}

fn bridge_link(request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let link = &reply["link"];
    let kyc_status = match reply["status"].as_str().or(link["status"].as_str()) {
        None => "not_started",
        Some("on_hold") => "awaiting_questionnaire",
        Some("pending") => "under_review",
        Some(status) => status,
    };
    let text = |name: &str| link[name].as_str().or(reply[name].as_str());
    let tos_status = match text("tosStatus") {
        None | Some("accepted") => "approved",
        Some(terms) => terms,
    };
    let id = reply["customerId"].as_str().or(reply["id"].as_str()).unwrap_or_else(|| subject_of(request));
    let reasons = link["rejectionReasons"].as_array().or(reply["rejectionReasons"].as_array());
    let reasons = reasons.into_iter().flatten().map(|reason| bridge::reason(reason.as_str().unwrap(), "x")).collect();
    let kyc_url = text("kycUrl").map_or_else(|| format!("https://kyc.example/{id}"), str::to_owned);
    let form = bridge::Link {
        id,
        kind: text("type").or(facts.applicant["type"].as_str()).unwrap_or("individual"),
        customer_id: reply["customerOfLink"].as_str(),
        full_name: None,
        email: reply["email"].as_str().or(Some("jane@example.com")),
        kyc_url: &kyc_url,
        kyc_status,
        reasons,
        tos_url: text("tosUrl").unwrap_or("https://kyc.example/tos"),
        tos_status,
        created_at: &created_at(reply, facts),
    };
    form.to_json()
}

/// Returns when the script's customer was created.
fn created_at(reply: &Value, facts: &Facts) -> String {
    reply["createdAt"].as_str().map_or_else(|| at(facts.created_at), str::to_owned)
}

/// What both forms of a customer have.
struct Person<'a> {
    id: &'a str,
    kind: &'a str,
    email: &'a str,
    phone: &'a str,
    status: &'a str,
    created_at: String,
}

fn person_of<'a>(request: &'a HttpRequest, reply: &'a Value, facts: &Facts<'a>) -> Person<'a> {
    let text = |name: &str| reply[name].as_str();
    let typed = |name: &str| text(name).or(facts.applicant[name].as_str());
    Person {
        id: text("id").or(text("customerId")).unwrap_or_else(|| subject_of(request)),
        kind: typed("type").unwrap_or("individual"),
        email: typed("email").unwrap_or("jane@example.com"),
        phone: typed("phone").unwrap_or("+14155550123"),
        status: text("status").unwrap_or("incomplete"),
        created_at: created_at(reply, facts),
    }
}

fn spherepay_customer(request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let Person { id, kind, email, phone, status, created_at } = person_of(request, reply, facts);
    let profiles = reply.get("profiles").cloned().unwrap_or_else(|| json!([spherepay::profile("kyc", status)]));
    spherepay::Customer { id, kind, email, phone, profiles, created_at: &created_at }.to_json()
}

fn grid_customer(request: &HttpRequest, reply: &Value, facts: &Facts) -> Value {
    let Person { id, kind, email, phone, status, created_at } = person_of(request, reply, facts);
    let status = match status {
        "incomplete" => "unverified",
        "on_hold" => "hold",
        status => status,
    };
    let open = reply["channels"].as_array().into_iter().flatten();
    let open: Value = open.map(|open| (open.as_str().unwrap().to_owned(), json!("PENDING"))).collect();
    let contacts = Some(reply.get("contacts").cloned().unwrap_or(open));
    let agreements: Vec<_> = reply["agreements"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    // A list has what was asked for, unless the script says otherwise.
    let reference = reply["reference"].as_str().or(query(request, "platformCustomerId")).unwrap_or("a-reference");
    let (created_at, agreements) = (&created_at, &agreements);
    grid::Customer { id, reference, kind, email, phone, status, created_at, contacts, agreements }.to_json()
}

/// Returns the id in the path of a request.
pub(super) fn subject_of(request: &HttpRequest) -> &str {
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
        return Ok(written(grid::conflict()));
    }
    if endpoint.creates_customer() && (customer.is_some() || operation != endpoint.name()) {
        let id = customer.unwrap_or("customer_c1");
        let mut reply = json!({ "customerId": id, "link": { "kycUrl": "http://kyc.example" } });
        if endpoint.service.name == "bridge" {
            reply = json!({ "id": "link_1", "customerOfLink": customer, "kycUrl": "http://kyc.example" });
        }
        return Ok(success(endpoint, request, &reply, facts));
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
    let form = match endpoint.name() {
        "bridge.createKycLink" if code == "conflict" => {
            bridge::duplicate(&bridge_link(request, &json!({ "id": "link_of_another" }), facts))
        }
        _ => error_form(endpoint.service.name, status, error["field"].as_str()),
    };
    let mut response = written(form);
    if let Some(wait) = error["retryAfter"].as_str() {
        response[3] = json!([["retry-after", wait]]);
    }
    Ok(response)
}

/// Returns the response with this status, which may be about a field.
fn error_form(provider: &str, status: u16, field: Option<&str>) -> forms::Response {
    match (provider, field) {
        ("spherepay", None) => spherepay::problem(status, Some("scripted"), "x"),
        ("spherepay", Some(field)) => spherepay::invalid(&format!("/{field}"), "is refused"),
        ("grid", None) => grid::error(status, "SCRIPTED"),
        ("grid", Some(field)) => grid::invalid(field, "is refused"),
        ("bridge", None) if status >= 500 => bridge::unexpected(status),
        ("bridge", None) => bridge::error(status, "scripted", "x"),
        ("bridge", Some(field)) => bridge::invalid(field, "x", "is refused"),
        (_, field) => {
            forms::Response::new(status, json!({ "errors": field.map(|field| json!([{ "pointer": field }])) }))
        }
    }
}
