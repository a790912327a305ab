//! Sends an HTTP request with the host's fetch, for Rust callers on wasm32: Leptos, Yew, workers-rs.
//!
//! gloo-net builds the request. `fetch` is imported here, because gloo-net's own call traps and its future never
//! settles if fetch rejects with anything but an `Error` of this realm.

use gloo_net::http::{Headers, Method as HttpMethod, Request, RequestBuilder, Response};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestRedirect, ResponseType};

use crate::{Body, Error, ErrorCode, HttpRequest, HttpResponse, Method};

#[wasm_bindgen]
extern "C" {
    // Not `async`: that would catch rejections only, and `fetch` may also throw.
    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

/// The maximum size of a response body.
const MAX_BODY: usize = 1 << 20;

/// Why a request got no response.
#[derive(Debug)]
pub struct SendError {
    /// The coded error: `network`, `aborted`, or `unexpected_response` for a redirect in a web page and for a body over
    /// 1 MiB, unless the status is an error.
    pub error: Error,
    /// The value that fetch rejected with.
    pub cause: JsValue,
}

/// Sends a request once and reads the whole response. Never follows a redirect, because that could send credentials to
/// another host.
///
/// A signal aborts the request: `AbortSignal::timeout_with_u32(30_000)` sets a time limit.
/// [`no_response`](crate::no_response) returns the error of an operation whose response is missing.
pub async fn send(request: &HttpRequest, signal: Option<&AbortSignal>) -> Result<HttpResponse<'static>, SendError> {
    let unusable = |hint| SendError { error: Error::unexpected(hint), cause: JsValue::UNDEFINED };
    send_and_read(request, signal).await.map_err(|failure| match failure {
        Failure::TooLarge => unusable("The provider's response is larger than 1 MiB."),
        Failure::Redirected => unusable("The provider responded with a redirect, which is never followed."),
        Failure::Rejected(cause) => {
            let aborted = signal.is_some_and(AbortSignal::aborted);
            SendError { error: Error::new(if aborted { ErrorCode::Aborted } else { ErrorCode::Network }), cause }
        }
    })
}

enum Failure {
    Rejected(JsValue),
    TooLarge,
    Redirected,
}

impl From<JsValue> for Failure {
    fn from(cause: JsValue) -> Self {
        Self::Rejected(cause)
    }
}

async fn send_and_read(request: &HttpRequest, signal: Option<&AbortSignal>) -> Result<HttpResponse<'static>, Failure> {
    let response = JsFuture::from(Promise::resolve(&fetch(&prepare(request, signal)?.into())?)).await?;
    let response = Response::from(response.unchecked_into::<web_sys::Response>());
    // A web page learns nothing about a redirect except that there was one: the status is 0.
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Failure::Redirected);
    }
    let status = response.status();
    let body = match read_body(&response).await {
        Ok(body) => Body::decode(&body),
        // The status of an error is enough, even if its body is endless.
        Err(Failure::TooLarge) if status >= 400 => Body::Other,
        Err(failure) => return Err(failure),
    };
    Ok(HttpResponse { status, headers: response.headers().entries().collect(), body })
}

fn prepare(request: &HttpRequest, signal: Option<&AbortSignal>) -> Result<Request, JsValue> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.append(name, value);
    }
    let builder = RequestBuilder::new(&request.url)
        .method(match request.method {
            Method::Get => HttpMethod::GET,
            Method::Post => HttpMethod::POST,
            Method::Patch => HttpMethod::PATCH,
        })
        .headers(headers)
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    let built = match &request.body {
        Some(body) => builder.body(body.as_str()),
        None => builder.build(),
    };
    built.map_err(|error| js_sys::Error::new(&error.to_string()).into())
}

/// Reads the body, up to its maximum size.
async fn read_body(response: &Response) -> Result<Vec<u8>, Failure> {
    let Some(stream) = response.body() else { return Ok(vec![]) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(body);
        }
        body.extend(Uint8Array::new(&Reflect::get(&chunk, &"value".into())?).to_vec());
        if body.len() > MAX_BODY {
            // The result of cancelling does not matter.
            let _cancelled = reader.cancel();
            return Err(Failure::TooLarge);
        }
    }
}
