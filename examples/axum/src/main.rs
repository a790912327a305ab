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
use kyclink::spherepay::{self, Applicant, GetCustomer};
use kyclink::transport::Reqwest;
use kyclink::webhook::{EventKind, Verifier};
use kyclink::{Input, Onboarding, Options, UntrustedValue};
use serde_json::json;
use tokio::net::TcpListener;

struct App {
    client: spherepay::Client,
    transport: Reqwest,
    webhooks: Verifier,
    /// The ids of the events received so far. In production, store each event in your database under its id.
    seen: Mutex<HashSet<String>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let api_key = variable("SPHEREPAY_API_KEY")?;
    let (base_url, environment) = (variable("SPHEREPAY_BASE_URL").ok(), variable("SPHEREPAY_ENVIRONMENT").ok());
    // Without a word of yours, no applicant reaches the provider's own host.
    let (credentials, is_real) = match (base_url, environment.as_deref()) {
        (Some(base_url), None) => {
            let is_real = base_url.starts_with("https://");
            (spherepay::Credentials::at(base_url, api_key), is_real)
        }
        (None, Some("sandbox")) => (spherepay::Credentials::sandbox(api_key), false),
        (None, Some("production")) => (spherepay::Credentials::production(api_key), true),
        _ => return Err("set SPHEREPAY_BASE_URL, or SPHEREPAY_ENVIRONMENT to sandbox or production".into()),
    };
    if is_real {
        eprintln!("warning: anyone may POST /onboarding, as often as they like, and each post makes a customer:");
        eprintln!("warning: require a session, and limit requests in front of this server");
    }
    let app = App {
        client: spherepay::Client::new(credentials)?,
        transport: Reqwest::new()?,
        webhooks: Verifier::new(spherepay::webhook(), [variable("SPHEREPAY_WEBHOOK_SECRET")?])?,
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
    Json(mut applicant): Json<UntrustedValue<'static>>,
) -> Result<Response, Failure> {
    // `reference` is your own id of the person. At a provider that stores it, it leads to the customer that has it: take
    // it from your session, and never from the page.
    if let UntrustedValue::Object(fields) = &mut applicant {
        fields.remove("reference");
    }
    let applicant = Applicant::from_untrusted(applicant, &Options::default().normalize(true))?;
    let body = match app.transport.onboard(&app.client.onboard(&applicant)).await? {
        Onboarding::Link(link) => json!({ "customerId": link.customer_id, "kycUrl": link.kyc_url.as_str() }),
        // SpherePay creates the link at once; other providers may want a contact confirmed before.
        other => json!(other),
    };
    // Anyone with the link can act as the person: it must not be cached, logged or stored.
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Verifies a delivery over the bytes as they arrived, and acts on each event once.
async fn receive_webhook(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Failure> {
    let verified = app.webhooks.verify(&headers, &body)?;
    let event = verified.event()?;
    let is_new = app.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(event.id.to_owned());
    if let Some(customer_id) = event.customer_id.filter(|_| is_new) {
        let input = GetCustomer::new(customer_id);
        // The provider waits for the response, so it does not wait for the work.
        tokio::spawn(update_customer(app.clone(), event.kind, input));
    }
    Ok(StatusCode::OK)
}

/// Reads the customer's status from the provider, because deliveries arrive late and in any order.
async fn update_customer(app: Arc<App>, kind: EventKind, input: GetCustomer) {
    match app.transport.call(&app.client.get_customer(&input)).await {
        Ok(customer) => println!("{}: {} is {}", kind.as_str(), customer.id, customer.status.as_str()),
        Err(error) => eprintln!("{}: {error:?}", kind.as_str()),
    }
}

/// An error as a response with problem details (RFC 9457), which do not repeat what was sent.
struct Failure(kyclink::Error);

impl From<kyclink::Error> for Failure {
    fn from(error: kyclink::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        // `Debug` of an error has its code and fields, and no values: it is safe to log.
        eprintln!("{:?}", self.0);
        axum::http::Response::<String>::from(&self.0).into_response()
    }
}
