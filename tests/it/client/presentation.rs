//! How a link may be shown, as the vectors say it.

use kyclink::json::Json;
use kyclink::{KycLink, LinkRules, Object, PresentableLink, PresentationOptions, UntrustedValue, presentation};
use serde_json::{Value, json};

const FILES: [&str; 4] = [
    include_str!("../../vectors/presentation/bridge.json"),
    include_str!("../../vectors/presentation/bridge-terms.json"),
    include_str!("../../vectors/presentation/grid.json"),
    include_str!("../../vectors/presentation/spherepay.json"),
];

#[test]
fn every_link_is_shown_as_its_vector_says() {
    let mut cases = 0;
    for file in FILES {
        let file: Value = serde_json::from_str(file).unwrap();
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
