//! How a link may be shown, as the vectors say it.

use kyclink::json::Json;
use kyclink::{
    HttpResponse, KycLink, LinkRules, Object, PresentableLink, PresentationOptions, TosLink, UntrustedValue, bridge,
    presentation, spherepay,
};
use serde_json::{Value, json};

use super::webhook::base64;
use crate::integration::vectors;

#[test]
fn every_link_is_shown_as_its_vector_says() {
    let mut cases = 0;
    for file in vectors::of_folder("presentation") {
        for case in file["cases"].as_array().unwrap() {
            let expected = case.get("result").cloned().unwrap_or_else(|| json!({ "error": case["error"] }));
            assert_eq!(show(&case["link"], &case["options"]), expected, "{}", case["name"]);
            cases += 1;
        }
    }
    assert!(cases > 70, "{cases} cases");
}

fn show(link: &Value, options: &Value) -> Value {
    let url = link.get("kycUrl").or(link.get("url")).and_then(Value::as_str).unwrap();
    let shown = PresentableLink::new(link["provider"].as_str().unwrap(), url);
    let shown = link["token"].as_str().map_or(shown.clone(), |token| shown.token(token));
    let mut rules = Object::new();
    for name in ["allowHosts", "allowLoopback"] {
        rules.set(name, UntrustedValue::from_json(&options[name].to_string()).unwrap());
    }
    let result = PresentationOptions::new(options["origin"].as_str().unwrap())
        .and_then(|options| presentation(&shown, &options.rules(LinkRules::parse(&rules)?)));
    match result {
        Ok(shown) => serde_json::from_str(&shown.to_json()).unwrap(),
        Err(error) => json!({ "error": error.code().as_str() }),
    }
}

#[test]
fn a_link_of_a_client_is_shown_with_its_token() {
    let body = br#"{"kycUrl":"https://in.sumsub.com/x","expiresAt":"2027-01-15T14:32:00Z","token":"a.eyJ1cmwiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.c"}"#;
    let client = kyclink::grid::Client::new(kyclink::grid::Credentials::sandbox("id", "secret")).unwrap();
    let input = kyclink::grid::CreateKycLink::new("Customer:019a0000-0000-7000-8000-000000000001");
    let link: KycLink = client.create_kyc_link(&input).read(&kyclink::HttpResponse::new(201, [], body)).unwrap();
    let shown = presentation(&(&link).into(), &PresentationOptions::new("https://app.example").unwrap()).unwrap();
    assert_eq!(shown.hint, Some(kyclink::PresentationHint::UnknownToken));
    assert!(!format!("{:?}", PresentableLink::from(&link)).contains("sumsub"));
}

#[test]
fn an_empty_token_is_none() {
    let options = PresentationOptions::new("https://app.example").unwrap();
    let link = || PresentableLink::new("grid", "https://in.sumsub.com/x");
    let ways = |link| presentation(&link, &options).unwrap().ways;
    assert_eq!(ways(link().token("")), ways(link()));
    assert_ne!(ways(link().token("opaque")), ways(link()));
    assert_eq!(ways(link().token("opaque").token("")), ways(link()));
}

/// A page that has the link of a call shows the same as one that has stored its address.
#[test]
fn a_link_to_the_terms_is_shown_like_its_stored_address() {
    let options = PresentationOptions::new("https://app.example").unwrap();
    let url = "https://compliance.bridge.xyz/accept-terms-of-service?session_token=x";
    let bridge = bridge::Client::new(bridge::Credentials::sandbox("sk-test-1")).unwrap();
    let spherepay = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x")).unwrap();
    let body = json!({ "url": url, "link": url }).to_string();
    let response = HttpResponse::new(200, [], body.as_bytes());
    let links: [TosLink; 2] = [
        bridge.get_tos_link(&bridge::GetTosLink::new("75d2f259-6810-4cde-a9b9-83eca42b0ebf")).read(&response).unwrap(),
        spherepay.create_tos_link(&spherepay::CreateTosLink::new("customer_1")).read(&response).unwrap(),
    ];
    for link in links {
        assert_eq!(link.url.as_str(), url);
        let stored = presentation(&PresentableLink::new(link.provider, url), &options).unwrap();
        let shown = presentation(&(&link).into(), &options).unwrap();
        assert_eq!(shown, stored, "{}", link.provider);
        assert!(link.provider != "bridge" || shown.frame.is_some_and(|frame| frame.url.expose() == url));
    }
}

/// A JSON Web Token has base64 of any length, with letters for URLs and without padding.
#[test]
fn a_token_is_read_whatever_its_length_and_letters() {
    let options = PresentationOptions::new("https://app.example").unwrap();
    let shown = |claims: &str| {
        let payload = base64(claims.as_bytes()).replace('+', "-").replace('/', "_");
        let link = PresentableLink::new("grid", "https://in.sumsub.com/websdk/p/x");
        presentation(&link.token(&format!("a.{}.c", payload.trim_end_matches('='))), &options).unwrap()
    };
    let unread = shown("[]");
    assert_eq!(unread.hint, Some(kyclink::PresentationHint::UnknownToken));
    for length in 0..9 {
        for letters in ["a", "?>", "~\u{fb}", "\u{3ff}\u{fff}"] {
            let padding = letters.repeat(length);
            for claims in ["", r#", "url": null"#, r#", "url": "https://in.sumsub.com""#] {
                let claims = format!(r#"{{"x": "{padding}"{claims}}}"#);
                assert!(shown(&claims).ways.contains(&kyclink::Way::Sdk), "{claims}");
            }
            for other in ["https://evil.example", "http://localhost:4010", "http://in.sumsub.com"] {
                let claims = format!(r#"{{"x": "{padding}", "url": "{other}"}}"#);
                assert_eq!(shown(&claims), unread, "{claims}");
            }
        }
    }
}
