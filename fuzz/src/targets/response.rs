//! Whatever a provider responds: success is 2xx, a link is https and without credentials, an error keeps the provider's
//! strings out of its own message, and a request that may have created a customer is never sent again.

use std::time::Duration;

use kyclink::retry::{self, FailedAttempt, Limits, Progress};
use kyclink::{
    Endpoint, ErrorCode, HttpResponse, KycUrl, LinkProgress, Output, ParseOptions, UntrustedValue, endpoint,
    parse_response,
};

use crate::grammar::{NOW, to_json, with_texts};
use crate::source::MARK;

/// The bytes are an operation and a status, headers as lines, an empty line, and the body.
pub(super) fn target(bytes: &[u8]) {
    let Some(start) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (line, rest) = (String::from_utf8_lossy(&bytes[..start]), &bytes[start + 1..]);
    let Some((name, status)) = line.split_once(' ') else { return };
    let (Some(endpoint), Ok(status)) = (endpoint(name), status.parse()) else { return };
    let end = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
    let (head, body) = rest.split_at(end);
    let head = String::from_utf8_lossy(head);
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let response = HttpResponse::new(status, headers, body.get(2..).unwrap_or_default());
    let input = UntrustedValue::from_json(r#"{"customerId":"customer_1","email":"a@b.c","type":"individual"}"#);
    for input in [input.as_ref(), None] {
        check(endpoint, &response, input);
    }
    if let kyclink::Body::Json(body) = &response.body {
        let body = with_texts(body, &mut |text| format!("{text}{MARK}"));
        check_secrecy(endpoint, &HttpResponse { body: kyclink::Body::Json(body), ..response.clone() });
    }
}

fn check(endpoint: &'static Endpoint, response: &HttpResponse, input: Option<&UntrustedValue>) {
    match parse_response(endpoint, response, input, &options()) {
        Ok(output) => {
            assert!((200..300).contains(&response.status));
            to_json(&output);
            match output {
                Output::KycLink(link) => {
                    assert!(link.customer_id.or(link.id).is_some_and(|id| !id.is_empty()));
                    check_url(&link.kyc_url);
                }
                Output::LinkProgress(link) => check_progress(&link),
                Output::KycLinkPage(page) => page.items.iter().for_each(check_progress),
                Output::TosLink(link) => check_url(&link.url),
                Output::Customer(customer) => assert!(!customer.id.is_empty()),
                Output::Page(page) => assert!(page.items.iter().all(|customer| !customer.id.is_empty())),
                _ => {}
            }
        }
        Err(error) => {
            to_json(&error);
            assert!(error.operation() == Some(endpoint.name()) && error.provider() == Some(endpoint.service.name));
            let failure = FailedAttempt::Response(response);
            let limits = Limits::new().max_retries(2).deadline(Duration::from_secs(60));
            let progress = Progress { attempts: 1, elapsed_ms: 0, now: NOW, random: 1 << 31, is_keyed: false };
            let wait = retry::wait_ms(endpoint, &failure, limits, progress);
            assert!(wait.is_none_or(|wait| (0..60_000).contains(&wait)));
            if endpoint.creates_customer()
                && (response.status < 100 || response.status >= 500 || response.status == 408)
            {
                let is_open = matches!(error.code(), ErrorCode::OutcomeUnknown | ErrorCode::NotSupported);
                assert!(is_open, "{}", error.code().as_str());
                assert!(wait.is_none(), "a create is sent again");
            }
        }
    }
}

fn check_progress(link: &LinkProgress) {
    assert!(!link.id.is_empty());
    link.kyc_url.iter().chain(&link.tos_url).for_each(check_url);
}

fn check_url(url: &KycUrl) {
    let parsed = url::Url::parse(url.as_str()).expect("it is a URL");
    assert!(parsed.scheme() == "https" && parsed.username().is_empty() && parsed.password().is_none());
    assert_eq!(parsed.as_str(), url.as_str());
    assert!(!format!("{url:?}").contains("http"));
}

/// Neither the message nor the debug output of an error contains a string of the provider's response.
fn check_secrecy(endpoint: &'static Endpoint, response: &HttpResponse) {
    if let Err(error) = parse_response(endpoint, response, None, &options()) {
        assert!(!format!("{error} {error:?}").contains(MARK));
        assert!(!error.issues().iter().any(|issue| issue.message().contains(MARK)));
    }
}

fn options() -> ParseOptions {
    ParseOptions::new(NOW)
}
