//! Creates hosted KYC links at SpherePay and receives its webhooks, with axum.

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Json, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use hmac::{Hmac, KeyInit, Mac};
use kyclink::json::Json as _;
use kyclink::spherepay::{self, CreateCustomerViaLink, GetCustomer};
use kyclink::transport::Reqwest;
use kyclink::webhook::{self, EventKind, SignatureCheck, Webhook};
use kyclink::{ErrorCode, Input, Issue, Options, UntrustedValue, provider, validate};
use serde_json::json;
use sha2::Sha256;
use tokio::net::TcpListener;

struct App {
    client: spherepay::Client,
    transport: Reqwest,
    webhook: &'static Webhook,
    webhook_keys: UntrustedValue<'static>,
    /// The ids of the events received so far. In production, store each event in your database under its id.
    seen: Mutex<HashSet<String>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let api_key = variable("SPHEREPAY_API_KEY")?;
    let credentials = match variable("SPHEREPAY_BASE_URL") {
        Ok(base_url) => spherepay::Credentials::at(base_url, api_key),
        Err(_) => spherepay::Credentials::production(api_key),
    };
    let app = App {
        client: spherepay::Client::new(credentials)?,
        transport: Reqwest::new()?,
        webhook: provider::provider("spherepay").ok_or("spherepay is not registered")?.webhook,
        webhook_keys: UntrustedValue::from_serialize(&json!({ "secret": variable("SPHEREPAY_WEBHOOK_SECRET")? })),
        seen: Mutex::default(),
    };
    let router = Router::new()
        .route("/onboarding", post(onboard))
        .route("/webhooks/spherepay", post(receive_webhook))
        .route("/health", get(|| async { "ok" }))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(Arc::new(app));

    let address = variable("ADDRESS").unwrap_or("127.0.0.1:8787".to_owned());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    Ok(serve(listener, router).with_graceful_shutdown(stop).await?)
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).ok_or(format!("{name} is missing"))
}

/// Validates an applicant, creates the customer and responds with the link to send the person to.
async fn onboard(
    State(app): State<Arc<App>>,
    Json(applicant): Json<UntrustedValue<'static>>,
) -> Result<Response, Problem> {
    let options = Options::default().normalize(true);
    let input = match validate(CreateCustomerViaLink::endpoint().operation, applicant, &options).result {
        Ok(valid) => typed(valid.value())?,
        Err(issues) => return Err(Problem { issues, ..ErrorCode::InvalidRequest.into() }),
    };
    let link = app.transport.call(&app.client.create_customer_via_link(&input)).await?;
    // Whoever has the link can act as the person: it must not be cached, logged or stored.
    let body = json!({ "customerId": link.customer_id, "kycUrl": link.kyc_url.as_str() });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Converts a valid input to the type of the client's method, which has the same fields.
fn typed(input: &UntrustedValue) -> Result<CreateCustomerViaLink, ErrorCode> {
    serde_json::from_str(&input.to_json()).map_err(|_| ErrorCode::Internal)
}

/// Verifies a delivery over the bytes as they arrived, and acts on each event once.
async fn receive_webhook(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Problem> {
    let check = webhook::signature_check(app.webhook, &UntrustedValue::from(&headers), &app.webhook_keys)?;
    if !is_signed(&body, &check) {
        return Err(ErrorCode::WebhookSignature.into());
    }
    let body = serde_json::from_slice(&body).unwrap_or(UntrustedValue::Null);
    let event = webhook::parse_event(app.webhook, &body, None)?;
    let is_new = app.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id.to_owned());
    if let Some(customer_id) = event.customer_id.filter(|_| is_new) {
        let input = GetCustomer::new(customer_id);
        // The provider waits for the response, so it does not wait for the work.
        tokio::spawn(update_customer(app.clone(), event.kind, input));
    }
    Ok(StatusCode::OK)
}

/// Compares in constant time.
fn is_signed(body: &[u8], check: &SignatureCheck) -> bool {
    check.keys.iter().any(|key| {
        let mac = Hmac::<Sha256>::new_from_slice(key);
        mac.is_ok_and(|mac| mac.chain_update(body).verify_slice(&check.signature).is_ok())
    })
}

/// Reads the customer's status from the provider, because deliveries arrive late and in any order.
async fn update_customer(app: Arc<App>, kind: EventKind, input: GetCustomer) {
    match app.transport.call(&app.client.get_customer(&input)).await {
        Ok(customer) => println!("{}: {} is {}", kind.as_str(), customer.id, customer.status.as_str()),
        Err(error) => eprintln!("{}: {error:?}", kind.as_str()),
    }
}

/// An error as problem details (RFC 9457). What the provider said is left out: it may repeat a person's data.
struct Problem {
    code: ErrorCode,
    issues: Vec<Issue>,
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self { code, issues: vec![] }
    }
}

/// `Debug` of an error has its code and fields, and no values: it is safe to log.
impl From<kyclink::Error> for Problem {
    fn from(error: kyclink::Error) -> Self {
        eprintln!("{error:?}");
        Self { code: error.code, issues: error.issues.clone() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from(self.code);
        let error = |issue: &Issue| json!({ "code": issue.code.as_str(), "pointer": issue.pointer(), "detail": issue.message() });
        let body = json!({
            "type": format!("urn:kyclink:{}", self.code.as_str()),
            "title": self.code.message(),
            "status": status.as_u16(),
            "errors": self.issues.iter().map(error).collect::<Vec<_>>(),
        });
        let headers = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
        (status, headers, body.to_string()).into_response()
    }
}
