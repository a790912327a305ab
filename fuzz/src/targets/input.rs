//! A request can be built if and only if its input is valid; a valid value stays valid and unchanged; normalizing twice
//! gives the same as normalizing once; `as_given` says whether the value is the input; a stricter policy refuses more;
//! no issue and no error contains what was given.

use std::sync::LazyLock;

use kyclink::json::Json;
use kyclink::provider::{PROVIDERS, Provider};
use kyclink::{
    CallOptions, Connection, Issue, Operation, Options, PhoneCountry, Policy, UntrustedValue, Verdict,
    build_request_with, endpoint, normalize, to_input, validate,
};

use crate::grammar::{NOW, POLICIES, operation_and_input, to_json, with_texts};
use crate::source::MARK;

pub(super) fn target(bytes: &[u8]) {
    let Some((operation, input)) = operation_and_input(bytes) else { return };
    let mut earlier = Vec::new();
    for policy in POLICIES {
        let verdict = check(operation, &input, policy);
        check_verdict(operation, &input, policy, &verdict);
        let issues = words(&verdict);
        assert!(earlier.iter().all(|issue| issues.contains(issue)), "a stricter policy accepts more");
        earlier = issues;
        check_secrecy(operation, &input, policy);
    }
    for phone_country in [None, Some(PhoneCountry::Address)] {
        let once = normalize(operation, input.clone(), phone_country);
        assert!(normalize(operation, once.clone(), phone_country) == once, "normalizing again changes it");
        let options = Options::default().policy(Policy::Postal).normalize(true).now(NOW);
        let options = phone_country.map_or(options, |country| options.phone_country(country));
        let normalized = to_json(&validate(operation, input.clone(), &options));
        assert_eq!(normalized, check(operation, &once, Policy::Postal).to_json());
    }
}

fn check_verdict(operation: &'static Operation, input: &UntrustedValue, policy: Policy, verdict: &Verdict) {
    if let Some(endpoint) = endpoint(operation.name) {
        let request = build_request_with(endpoint, input, connection(operation, policy), &keyed(), NOW);
        assert_eq!(request.is_ok(), verdict.result.is_ok());
        if let Ok(request) = request {
            let url = url::Url::parse(&request.url).expect("it is a URL");
            assert_eq!(url.as_str(), request.url, "the parser changes the URL");
            request.body.iter().for_each(|body| assert!(crate::grammar::is_json(body)));
        }
    }
    match &verdict.result {
        Ok(valid) => {
            let again = check(operation, valid.value(), policy);
            assert!(again.result.is_ok_and(|again| again.value() == valid.value()), "the value changed");
            assert_eq!(verdict.as_given, valid.value() == input);
            if let Some((_, create)) = CREATES.iter().find(|(name, _)| *name == operation.name) {
                let create = kyclink::operation(create).expect("an operation");
                let sent = to_input(valid.value(), create).expect("an applicant has an input");
                assert!(check(create, &sent, policy).result.is_ok_and(|again| *again.value() == sent));
            }
        }
        Err(issues) => {
            assert!(!issues.is_empty());
            let is_object = input.object().is_some();
            assert!(issues.iter().all(|issue| issue.path.is_empty() != is_object));
        }
    }
}

/// Each composite operation and the create that it sends first.
const CREATES: [(&str, &str); 3] = [
    ("bridge.onboard", "bridge.createKycLink"),
    ("grid.onboard", "grid.createCustomer"),
    ("spherepay.onboard", "spherepay.createCustomerViaLink"),
];

fn check_secrecy(operation: &'static Operation, input: &UntrustedValue, policy: Policy) {
    // With every string marked, rules that need a valid sibling would never run.
    for step in 1..=2_usize {
        let mut count = 0;
        let input = with_texts(input, &mut |text| {
            count += 1;
            if usize::is_multiple_of(count, step) { format!("{text}{MARK}") } else { text.to_owned() }
        });
        let verdict = check(operation, &input, policy);
        let json = to_json(&verdict.warnings) + &to_json(&verdict.result.err().unwrap_or_default());
        assert!(!json.contains(MARK));
        if let Some(endpoint) = endpoint(operation.name)
            && let Err(error) = build_request_with(endpoint, &input, connection(operation, policy), &keyed(), NOW)
        {
            assert!(![to_json(&error), format!("{error} {error:?}")].iter().any(|text| text.contains(MARK)));
        }
    }
}

/// Some creates need a key, which belongs to the call and not to the input.
pub(super) fn keyed() -> CallOptions {
    CallOptions::default().idempotency_key("key-of-the-call")
}

fn check<'a>(operation: &'static Operation, input: &UntrustedValue<'a>, policy: Policy) -> Verdict<'a> {
    validate(operation, input.clone(), &Options::default().policy(policy).now(NOW))
}

fn words(verdict: &Verdict) -> Vec<String> {
    let word = |issue: &Issue| format!("{} {}", issue.code.as_str(), issue.pointer());
    verdict.result.as_ref().err().into_iter().flatten().map(word).collect()
}

pub(super) fn connection(operation: &Operation, policy: Policy) -> &'static Connection {
    static ALL: LazyLock<Vec<(Policy, Connection)>> = LazyLock::new(|| {
        let pairs = POLICIES.into_iter().flat_map(|policy| PROVIDERS.iter().map(move |provider| (policy, provider)));
        pairs.map(|(policy, provider)| (policy, open(provider, policy))).collect()
    });
    let is_its = |(known, connection): &&(Policy, Connection)| {
        *known == policy && operation.name.split('.').next() == Some(connection.provider())
    };
    &ALL.iter().find(is_its).expect("every provider has one").1
}

fn open(provider: &Provider, policy: Policy) -> Connection {
    let credentials = match provider.name() {
        "grid" => r#""clientId":"i","clientSecret":"s""#,
        _ => r#""apiKey":"k""#,
    };
    let config = format!(r#"{{{credentials},"baseUrl":"https://api.example.com","policy":"{}"}}"#, policy.as_str());
    Connection::open(provider.service, &UntrustedValue::from_json(&config).expect("JSON")).expect("a configuration")
}
