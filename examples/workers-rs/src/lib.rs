//! A Cloudflare Worker: `POST /kyc-link` with an applicant as JSON creates a customer and a hosted KYC link at
//! SpherePay.

use futures_util::StreamExt;
use kyclink::json::Json as _;
use kyclink::web::send;
use kyclink::{Connection, Error, ErrorCode, KycLink, Object, Output, UntrustedValue};
use kyclink::{build_request, endpoint, no_response, parse_response};
use serde_json::json;
use worker::web_sys::AbortSignal;
use worker::{Context, Date, Env, Method, Request, Response, console_error, event};

const OPERATION: &str = "spherepay.createCustomerViaLink";
const MAX_BODY_BYTES: usize = 16 * 1024;
const TIMEOUT_MS: u32 = 30_000;

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    if request.path() != "/kyc-link" {
        return Response::error("There is nothing at this path.", 404);
    }
    if request.method() != Method::Post {
        return Response::builder().with_status(405).with_header("Allow", "POST")?.ok("Send a POST request.");
    }
    // A page of another origin cannot send this type without a preflight request, which gets a 405.
    if !is_json(&request) {
        return Response::error("Send the applicant as application/json.", 415);
    }
    let Some(body) = read_body(&mut request).await? else {
        return Response::error("The body is larger than 16 KiB.", 413);
    };
    let Some(applicant) = str::from_utf8(&body).ok().and_then(UntrustedValue::from_json) else {
        return Response::error("The body is not JSON.", 400);
    };
    match create_link(&applicant, &env).await {
        // Anyone with the link can act as the applicant: it is neither cached nor logged.
        Ok(link) => Response::builder()
            .with_header("Cache-Control", "no-store")?
            .from_json(&json!({ "kycUrl": link.kyc_url.as_str() })),
        Err(error) => problem(&error),
    }
}

/// Validates the applicant and creates the link, with one request.
async fn create_link(applicant: &UntrustedValue<'_>, env: &Env) -> Result<KycLink, Error> {
    let endpoint = endpoint(OPERATION).expect("a registered operation");
    let connection = Connection::open(endpoint.service, &config(env))?;
    let request = build_request(endpoint, applicant, &connection, now())?;
    let time_limit = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let response = send(&request, Some(&time_limit)).await.map_err(|failure| {
        let code = match failure.error.code() {
            ErrorCode::Aborted => ErrorCode::Timeout,
            code => code,
        };
        // The response says `outcome_unknown`, because the customer may have been created; the log says why.
        console_error!("{OPERATION}: no response: {}", code.as_str());
        no_response(endpoint, code, true)
    })?;
    match parse_response(endpoint, &response, Some(applicant), &connection.parse_options(now()))? {
        Output::KycLink(link) => Ok(link),
        _ => unreachable!("{OPERATION} returns a link"),
    }
}

/// The API key is a secret, the base URL a variable of wrangler.jsonc. `Connection::open` names what is missing.
fn config(env: &Env) -> UntrustedValue<'static> {
    let key = env.secret("SPHEREPAY_API_KEY").map(|key| key.to_string()).unwrap_or_default();
    let url = env.var("SPHEREPAY_BASE_URL").map(|url| url.to_string()).unwrap_or_default();
    let fields = [("apiKey", key), ("baseUrl", url)].map(|(name, text)| (name, UntrustedValue::from(text)));
    fields.into_iter().collect::<Object>().into()
}

/// The current time in milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}

fn is_json(request: &Request) -> bool {
    let header = request.headers().get("content-type").ok().flatten().unwrap_or_default();
    header.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads the body, or returns `None` if it is too large.
async fn read_body(request: &mut Request) -> worker::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    // Without a body there is no stream.
    let Ok(mut chunks) = request.stream() else { return Ok(Some(body)) };
    while let Some(chunk) = chunks.next().await {
        body.extend(chunk?);
        if body.len() > MAX_BODY_BYTES {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

/// The response to a failed call: problem details (RFC 9457), the same as `problemResponse` of the npm package returns.
/// Neither it nor the log contains a credential or anything that the applicant entered.
fn problem(error: &Error) -> worker::Result<Response> {
    let problem = error.problem();
    if problem.code() != ErrorCode::InvalidRequest {
        console_error!("{error:?}");
    }
    let mut response = Response::builder().with_status(problem.status()).with_header("Cache-Control", "no-store")?;
    if let Some(wait) = error.retry_after() {
        response = response.with_header("Retry-After", &wait.as_millis().div_ceil(1000).to_string())?;
    }
    Ok(response.with_header("Content-Type", "application/problem+json")?.fixed(problem.to_json().into_bytes()))
}
