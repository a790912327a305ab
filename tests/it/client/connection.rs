//! Configurations: where requests go, with which credentials, and which headers a caller may add.

use kyclink::provider::{PROVIDERS, provider};
use kyclink::{
    CallOptions, Connection, Error, HttpRequest, LinkRules, Options, ParseOptions, Policy, UntrustedValue,
    build_request_with, endpoint,
};
use serde_json::{Value, json};

use crate::integration::vectors::{merged, untrusted};

pub(crate) fn open(name: &str, config: &Value) -> Result<Connection, Error> {
    Connection::open(provider(name).unwrap().service, &untrusted(config))
}

fn sandbox() -> Value {
    json!({ "apiKey": "key", "environment": "sandbox" })
}

fn with(option: &str, value: &Value) -> Value {
    let mut config = sandbox();
    config[option] = value.clone();
    if option == "baseUrl" {
        config["environment"] = json!(null);
    }
    config
}

/// Builds a request with this configuration, or returns the code of the error.
fn request(config: &Value, name: &str) -> Result<HttpRequest, &'static str> {
    request_with(config, &json!({}), name)
}

/// Builds a request with the options of its call.
fn request_with(config: &Value, call: &Value, name: &str) -> Result<HttpRequest, &'static str> {
    let code = |error: Error| error.code().as_str();
    let connection = open("spherepay", config).map_err(code)?;
    let call = CallOptions::parse(untrusted(call).object().unwrap()).map_err(code)?;
    let address =
        json!({ "line1": "1 Main Street", "city": "Chicago", "state": "IL", "postalCode": "60606", "country": "USA" });
    let input = json!({ "customerId": "customer_1", "type": "individual", "address": address });
    build_request_with(endpoint(name).unwrap(), &untrusted(&input), &connection, &call, 0).map_err(code)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Vec<&'a str> {
    let named = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str()).collect()
}

const LINK: &str = "spherepay.createKycLink";
const GET: &str = "spherepay.getCustomer";

#[test]
fn a_base_url_is_https_or_loopback_and_bare() {
    for (url, sent_to) in [
        ("https://proxy.example", "https://proxy.example/v2/"),
        ("https://proxy.example/", "https://proxy.example/v2/"),
        ("https://proxy.example/a/b/", "https://proxy.example/a/b/v2/"),
        ("https://proxy.example?", "https://proxy.example/v2/"),
        ("https://proxy.example/a/?#", "https://proxy.example/a/v2/"),
        ("https://proxy.example/a#", "https://proxy.example/a/v2/"),
        ("https://proxy.example:8443", "https://proxy.example:8443/v2/"),
        ("http://localhost:4010", "http://localhost:4010/v2/"),
        ("http://127.0.0.1:4010/spherepay", "http://127.0.0.1:4010/spherepay/v2/"),
        ("http://[::1]:4010", "http://[::1]:4010/v2/"),
    ] {
        let request = request(&with("baseUrl", &json!(url)), LINK).unwrap();
        assert!(request.url.starts_with(sent_to), "{url}: {}", request.url);
    }
    for url in [
        json!("http://proxy.example"),
        json!("http://192.168.1.1"),
        json!("https://user:secret@proxy.example"),
        json!("https://proxy.example?x=y"),
        json!("https://proxy.example/#x"),
        json!("https://proxy.example\\x"),
        json!("https://proxy.example/\r\nX: y"),
        json!("proxy.example"),
        json!("ftp://proxy.example"),
        json!(1),
        json!(["https://proxy.example"]),
    ] {
        assert_eq!(request(&with("baseUrl", &url), LINK).err(), Some("invalid_config"), "{url}");
    }
}

#[test]
fn a_credential_is_text_that_a_header_can_carry() {
    let none = json!([null, "", " ", "a\nb", "a\r\nX: y", "a\0", "a\u{7f}", 1, ["key"], "a b", "é"]);
    for key in none.as_array().unwrap() {
        assert_eq!(request(&with("apiKey", key), LINK).err(), Some("invalid_config"), "{key}");
    }
    assert_eq!(header(&request(&with("apiKey", &json!("key")), LINK).unwrap(), "authorization"), ["Bearer key"]);
    for (id, secret, is_taken) in [
        (json!("id"), json!("secret"), true),
        (json!("id"), json!("a:b ü"), true),
        (json!("i:d"), json!("secret"), false),
        (json!("id\n"), json!("secret"), false),
        (json!("id"), json!("secret\n"), false),
        (json!("id"), json!("\u{9f}"), false),
        (json!(""), json!("secret"), false),
        (json!("id"), json!("  "), false),
        (json!("id"), json!(null), false),
        (json!(1), json!("secret"), false),
    ] {
        let config = json!({ "clientId": id, "clientSecret": secret });
        assert_eq!(open("grid", &config).is_ok(), is_taken, "{config}");
    }
    for config in [json!(null), json!("key"), json!([])] {
        assert_eq!(open("grid", &config).unwrap_err().code().as_str(), "invalid_config", "{config}");
    }
}

#[test]
fn a_credential_is_not_a_placeholder() {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/data/secrets.json")).unwrap();
    for (name, credentials) in [
        ("spherepay", json!({ "apiKey": "key", "environment": "sandbox" })),
        ("bridge", json!({ "apiKey": "key", "baseUrl": "https://proxy.example" })),
        ("grid", json!({ "clientId": "id", "clientSecret": "secret" })),
    ] {
        for option in ["apiKey", "clientId", "clientSecret"].into_iter().filter(|name| credentials.get(name).is_some())
        {
            let with = |text: &Value| open(name, &merged(&credentials, &json!({ option: text })));
            let refused = ["any", "apiKey"].into_iter().flat_map(|list| vectors["refused"][list].as_array().unwrap());
            for text in refused {
                let error = with(text).expect_err(&format!("{name}.{option}: {text}"));
                let hint = error.hint().unwrap();
                assert!(hint.starts_with(option), "{hint}");
                assert!(text.as_str().unwrap().trim().len() < 4 || !hint.contains(text.as_str().unwrap()), "{hint}");
            }
            for text in vectors["accepted"]["apiKey"].as_array().unwrap() {
                assert!(with(text).is_ok(), "{name}.{option}: {text}");
            }
        }
    }
}

#[test]
fn an_own_option_without_a_value_selects_no_host() {
    let good = "https://proxy.example";
    for (name, credentials) in [
        ("spherepay", json!({ "apiKey": "key" })),
        ("grid", json!({ "clientId": "id", "clientSecret": "secret" })),
        ("bridge", json!({ "apiKey": "key" })),
    ] {
        for (own, is_taken) in [
            (json!({ "baseUrl": null }), false),
            (json!({ "environment": "" }), false),
            (json!({ "environment": null, "baseUrl": "" }), false),
            (json!({ "environment": "sandbox", "baseUrl": good }), false),
            (json!({ "environment": "staging" }), false),
            (json!({ "environment": "production", "baseUrl": null }), true),
            (json!({ "environment": null, "baseUrl": good }), true),
        ] {
            assert_eq!(open(name, &merged(&credentials, &own)).is_ok(), is_taken, "{name} {own}");
        }
        // Grid has one host, and its token belongs to one environment.
        assert_eq!(open(name, &credentials).is_ok(), name == "grid", "{name}");
    }
}

#[test]
fn an_idempotency_key_is_visible_ascii() {
    for (key, sent) in [
        (json!("k"), Ok(vec!["k"])),
        (json!("~!".repeat(10)), Ok(vec!["~!~!~!~!~!~!~!~!~!~!"])),
        (json!(null), Ok(vec![])),
        (json!(""), Ok(vec![])),
        (json!("a b"), Err("invalid_config")),
        (json!("a\r\nb"), Err("invalid_config")),
        (json!("a\u{7f}"), Err("invalid_config")),
        (json!("é"), Err("invalid_config")),
        (json!(1), Err("invalid_config")),
        (json!("k".repeat(256)), Err("invalid_config")),
    ] {
        let request = request_with(&sandbox(), &json!({ "idempotencyKey": key }), LINK);
        let sent = sent.map(|keys| keys.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let got = request.map(|request| header(&request, "idempotency-key").into_iter().map(str::to_owned).collect());
        assert_eq!(got, sent, "{key}");
    }
    let longest = json!({ "idempotencyKey": "k".repeat(255) });
    assert_eq!(header(&request_with(&sandbox(), &longest, LINK).unwrap(), "idempotency-key").len(), 1);
    // A GET is safe to repeat, so it carries no key.
    assert_eq!(header(&request_with(&sandbox(), &longest, GET).unwrap(), "idempotency-key").len(), 0);
}

#[test]
fn an_option_that_does_not_exist_is_refused() {
    for (provider, config, option) in [
        ("spherepay", json!({ "apikey": "key", "environment": "sandbox" }), "apikey"),
        ("spherepay", json!({ "apiKey": "key", "environment": "sandbox", "profile": ["kyc"] }), "profile"),
        ("spherepay", with("idempotencyKey", &json!(null)), "idempotencyKey"),
        ("grid", json!({ "clientId": "id", "clientSecret": "secret", "allowHost": null }), "allowHost"),
        ("grid", json!({ "clientId": "id", "clientSecret": "secret", "apiKey": "key" }), "apiKey"),
    ] {
        let error = open(provider, &config).unwrap_err();
        assert_eq!((error.code().as_str(), error.provider()), ("invalid_config", Some(provider)));
        let hint = error.hint().unwrap();
        assert!(hint.starts_with(&format!("There is no option \"{option}\": there are ")), "{hint}");
        assert!(hint.ends_with("environment, baseUrl, policy, allowHosts, profiles, headers."), "{hint}");
    }
    assert!(ParseOptions::parse(untrusted(&json!({ "allowhosts": ["x.example"] })).object().unwrap()).is_err());
    assert!(LinkRules::parse(untrusted(&json!({ "now": 1 })).object().unwrap()).is_err());
}

/// A provider that replays would respond to the second person's create with the first person's customer.
#[test]
fn a_connection_has_no_idempotency_key() {
    for name in ["Idempotency-Key", "idempotency-key", "IDEMPOTENCY-KEY"] {
        let error = open("spherepay", &with("headers", &json!([["X-Id", "1"], [name, "k"]]))).unwrap_err();
        assert!(error.message().ends_with("The header Idempotency-Key belongs to a call, not to a client."), "{name}");
    }
}

#[test]
fn a_call_is_sent_over_the_connection_of_its_own_provider_only() {
    for provider in PROVIDERS {
        let config = match provider.name() {
            "grid" => json!({ "clientId": "id", "clientSecret": "secret" }),
            _ => json!({ "apiKey": "sk-test-1", "environment": "sandbox" }),
        };
        let connection = open(provider.name(), &config).unwrap();
        for (name, input) in [
            (GET, json!({ "customerId": "customer_1" })),
            ("grid.getCustomer", json!({ "customerId": "Customer:1" })),
            ("bridge.createKycLink", json!({ "type": "individual", "email": "jane@example.com" })),
        ] {
            let endpoint = endpoint(name).unwrap();
            let options = CallOptions::default().idempotency_key("k-1");
            let error = build_request_with(endpoint, &untrusted(&input), &connection, &options, 0).err();
            let code = error.map(|error| (error.code().as_str(), error.operation()));
            let is_own = endpoint.service.name == provider.name();
            assert_eq!(code, (!is_own).then_some(("invalid_config", Some(name))), "{name} over {provider:?}");
        }
    }
}

#[test]
fn a_header_is_a_token_and_a_value_without_control_characters() {
    for pair in [json!(["X-Id", "1"]), json!(["x!#$%&'*+-.^_`|~9", "a\tb ~"]), json!(["X-Empty", ""])] {
        let headers = with("headers", &json!([pair]));
        let request = request(&headers, LINK).unwrap();
        assert_eq!(header(&request, pair[0].as_str().unwrap()), [pair[1].as_str().unwrap()], "{pair}");
    }
    let values = ["a\r\nX-Evil: b", "a\n", "a\r", "a\0", "a\u{1f}", "a\u{7f}", "é"];
    let names = ["X-Id\r\nX-Evil", "X Id", "X-Id:", "", "X-Ïd"];
    let others = [
        json!([["X-Id", 1]]),
        json!([["X-Id"]]),
        json!([["X-Id", "a", "b"]]),
        json!([["X-Good", "a"], ["X-Id", "a\n"]]),
        json!({ "X-Id": "a" }),
        json!("X-Id: a"),
    ];
    let pairs = values.map(|value| ["X-Id", value]).into_iter().chain(names.map(|name| [name, "a"]));
    for headers in pairs.map(|pair| json!([pair])).chain(others) {
        assert_eq!(request(&with("headers", &headers), LINK).err(), Some("invalid_config"), "{headers}");
    }
}

/// The header of the credentials has another name at Bridge.
#[test]
fn a_caller_cannot_set_the_headers_of_kyclink() {
    let bridge = json!({ "apiKey": "sk-test-1", "environment": "sandbox" });
    for (provider, config, names) in [
        ("spherepay", sandbox(), &["Authorization", "authorization", "Content-Type", "content-type"][..]),
        ("bridge", bridge, &["Api-Key", "api-key", "API-KEY"]),
    ] {
        for name in names {
            // The connection itself is refused, whatever the method and body of a request.
            let headers = json!([[name, "evil"]]);
            let error = open(provider, &merged(&config, &json!({ "headers": headers }))).unwrap_err();
            assert_eq!(error.code().as_str(), "invalid_config", "{name}");
            let connection = open(provider, &config).unwrap();
            let (operation, input) = match provider {
                "bridge" => ("bridge.getKycLink", json!({ "kycLinkId": "link_1" })),
                _ => (GET, json!({ "customerId": "customer_1" })),
            };
            let sent = CallOptions::parse(untrusted(&json!({ "headers": headers })).object().unwrap());
            let sent = sent.and_then(|call| {
                build_request_with(endpoint(operation).unwrap(), &untrusted(&input), &connection, &call, 0)
            });
            assert_eq!(sent.unwrap_err().code().as_str(), "invalid_config", "{name}");
        }
    }
    // Elsewhere it is any header.
    assert!(open("spherepay", &with("headers", &json!([["Api-Key", "1"]]))).is_ok());
    // A key among the headers of a call is sent where the option is, and one of them is enough.
    let twice = json!({ "headers": [["idempotency-key", "1"]], "idempotencyKey": "k" });
    assert_eq!(request_with(&sandbox(), &twice, LINK).err(), Some("invalid_config"));
    let call = json!({ "headers": [["idempotency-key", "1"], ["Idempotency-KEY", "2"]] });
    assert_eq!(header(&request_with(&sandbox(), &call, LINK).unwrap(), "idempotency-key"), ["2"]);
    assert_eq!(header(&request_with(&sandbox(), &call, GET).unwrap(), "idempotency-key").len(), 0);
    // Of a repeated header the last value counts, and the call's before the connection's.
    let call = json!({ "headers": [["X-ID", "4"], ["x-call", "5"], ["x-id", "6"]] });
    let headers = with("headers", &json!([["X-Id", "1"], ["X-Other", "2"], ["x-id", "3"]]));
    let request_of_call = request_with(&headers, &call, GET).unwrap();
    let names: Vec<_> = request_of_call.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(names, ["Authorization: Bearer key", "x-id: 6", "X-Other: 2", "x-call: 5"]);
    let request = request(&headers, LINK).unwrap();
    assert_eq!((header(&request, "x-id"), header(&request, "x-other")), (vec!["3"], vec!["2"]));
}

/// Links on loopback are accepted from a sandbox only, whose base URL is on loopback too.
#[test]
fn loopback_links_need_a_loopback_base_url() {
    for (url, is_allowed) in [
        ("http://localhost:4010", true),
        ("http://localhost", true),
        ("http://127.0.0.1:4010/x", true),
        ("http://[::1]:4010", true),
        ("http://[::1]", true),
        ("https://localhost", true),
        ("https://proxy.example", false),
        ("https://proxy.example:8443", false),
        ("https://localhost.example", false),
        ("https://192.168.1.1", false),
    ] {
        let connection = open("spherepay", &with("baseUrl", &json!(url))).unwrap();
        assert_eq!(connection.links.allow_loopback, is_allowed, "{url}");
        assert_eq!(connection.parse_options(0).links.allow_loopback, is_allowed, "{url}");
    }
    assert!(!open("spherepay", &sandbox()).unwrap().links.allow_loopback);
    // It is an option of `parseResponse`, not of a connection.
    assert!(open("spherepay", &with("allowLoopback", &json!(true))).is_err());
}

/// A word that is not a policy must not weaken validation.
#[test]
fn an_unknown_policy_is_refused() {
    for (policy, expected) in [
        (json!(null), Some(Policy::Postal)),
        (json!(""), Some(Policy::Postal)),
        (json!("postal"), Some(Policy::Postal)),
        (json!("schema"), Some(Policy::Schema)),
        (json!("strict"), Some(Policy::Strict)),
        (json!("Strict"), None),
        (json!("none"), None),
        (json!(1), None),
        (json!(false), None),
        (json!(["strict"]), None),
        (json!({}), None),
    ] {
        let connection = open("spherepay", &with("policy", &policy));
        assert_eq!(connection.ok().map(|connection| connection.policy), expected, "{policy}");
        let options = Options::parse([&untrusted(&policy), &UntrustedValue::Null, &UntrustedValue::Null]);
        assert_eq!(options.ok().map(|options| options.policy), expected, "{policy}");
    }
}
