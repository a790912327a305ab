//! Configurations: where requests go, with which credentials, and which headers a caller may add.

use kyclink::provider::provider;
use kyclink::{Connection, Error, HttpRequest, Options, Policy, UntrustedValue, build_request, endpoint, endpoints};
use serde_json::{Value, json};

fn open(name: &str, config: &Value) -> Result<Connection, Error> {
    Connection::open(provider(name).unwrap().service, &UntrustedValue::from_json(&config.to_string()).unwrap())
}

fn with(option: &str, value: &Value) -> Value {
    let mut config = json!({ "apiKey": "key", "environment": "sandbox" });
    config[option] = value.clone();
    if option == "baseUrl" {
        config["environment"] = json!(null);
    }
    config
}

/// Builds a request with this configuration, or returns the code of the error.
fn request(config: &Value, name: &str) -> Result<HttpRequest, &'static str> {
    let connection = open("spherepay", config).map_err(|error| error.code.as_str())?;
    let address =
        json!({ "line1": "1 Main Street", "city": "Chicago", "state": "IL", "postalCode": "60606", "country": "USA" });
    let input = json!({ "customerId": "customer_1", "type": "individual", "address": address });
    let input = UntrustedValue::from_json(&input.to_string()).unwrap();
    build_request(endpoint(name).unwrap(), &input, &connection, 0).map_err(|error| error.code.as_str())
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
fn there_is_no_default_environment() {
    for (environment, base_url, host) in [
        (json!("sandbox"), json!(null), Some("https://api.sandbox.spherepay.co/")),
        (json!("production"), json!(null), Some("https://api.spherepay.co/")),
        (json!(null), json!("https://proxy.example"), Some("https://proxy.example/")),
        (json!(null), json!(null), None),
        (json!(""), json!(""), None),
        (json!("Production"), json!(null), None),
        (json!("staging"), json!(null), None),
        (json!(true), json!(null), None),
        (json!("production"), json!("https://proxy.example"), None),
    ] {
        let config = json!({ "apiKey": "key", "environment": environment, "baseUrl": base_url });
        let url = request(&config, LINK).map(|request| request.url);
        match host {
            Some(host) => assert!(url.unwrap().starts_with(host), "{config}"),
            None => assert_eq!(url.err(), Some("invalid_config"), "{config}"),
        }
    }
}

#[test]
fn a_credential_is_text_that_a_header_can_carry() {
    for key in [
        json!(null),
        json!(""),
        json!(" "),
        json!("a\nb"),
        json!("a\r\nX: y"),
        json!("a\0"),
        json!("a\u{7f}"),
        json!(1),
        json!(["key"]),
        json!("a b"),
        json!("é"),
    ] {
        assert_eq!(request(&with("apiKey", &key), LINK).err(), Some("invalid_config"), "{key}");
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
        assert_eq!(open("grid", &config).unwrap_err().code.as_str(), "invalid_config", "{config}");
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
        let request = request(&with("idempotencyKey", &key), LINK);
        let sent = sent.map(|keys| keys.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let got = request.map(|request| header(&request, "idempotency-key").into_iter().map(str::to_owned).collect());
        assert_eq!(got, sent, "{key}");
    }
    let longest = with("idempotencyKey", &json!("k".repeat(255)));
    assert_eq!(header(&request(&longest, LINK).unwrap(), "idempotency-key").len(), 1);
    // A GET is safe to repeat, so it carries no key.
    assert_eq!(header(&request(&longest, GET).unwrap(), "idempotency-key").len(), 0);
}

#[test]
fn a_header_is_a_token_and_a_value_without_control_characters() {
    for pair in [json!(["X-Id", "1"]), json!(["x!#$%&'*+-.^_`|~9", "a\tb ~"]), json!(["X-Empty", ""])] {
        let headers = with("headers", &json!([pair]));
        let request = request(&headers, LINK).unwrap();
        assert_eq!(header(&request, pair[0].as_str().unwrap()), [pair[1].as_str().unwrap()], "{pair}");
    }
    for headers in [
        json!([["X-Id", "a\r\nX-Evil: b"]]),
        json!([["X-Id", "a\n"]]),
        json!([["X-Id", "a\r"]]),
        json!([["X-Id", "a\0"]]),
        json!([["X-Id", "a\u{1f}"]]),
        json!([["X-Id", "a\u{7f}"]]),
        json!([["X-Id", "é"]]),
        json!([["X-Id\r\nX-Evil", "a"]]),
        json!([["X Id", "a"]]),
        json!([["X-Id:", "a"]]),
        json!([["", "a"]]),
        json!([["X-Ïd", "a"]]),
        json!([["X-Id", 1]]),
        json!([["X-Id"]]),
        json!([["X-Id", "a", "b"]]),
        json!([["X-Good", "a"], ["X-Id", "a\n"]]),
        json!({ "X-Id": "a" }),
        json!("X-Id: a"),
    ] {
        assert_eq!(request(&with("headers", &headers), LINK).err(), Some("invalid_config"), "{headers}");
    }
}

#[test]
fn a_caller_cannot_set_the_headers_of_kyclink() {
    let key = json!("k");
    for name in ["Authorization", "authorization", "AUTHORIZATION", "Idempotency-Key", "idempotency-key"] {
        let mut config = with("headers", &json!([[name, "evil"]]));
        config["idempotencyKey"] = key.clone();
        assert_eq!(request(&config, LINK).err(), Some("invalid_config"), "{name}");
    }
    // The connection itself is refused, whatever the method and body of a request.
    for name in ["Authorization", "authorization", "Content-Type", "content-type"] {
        let config = with("headers", &json!([[name, "text/plain"]]));
        assert_eq!(open("spherepay", &config).err().map(|error| error.code.as_str()), Some("invalid_config"), "{name}");
    }
    // A key among the headers is sent where the option is.
    let config = with("headers", &json!([["idempotency-key", "1"], ["Idempotency-KEY", "2"]]));
    assert_eq!(header(&request(&config, LINK).unwrap(), "idempotency-key"), ["2"]);
    assert_eq!(header(&request(&config, GET).unwrap(), "idempotency-key").len(), 0);
    // Of a repeated header the last value counts.
    let config = with("headers", &json!([["X-Id", "1"], ["X-Other", "2"], ["x-id", "3"]]));
    let request = request(&config, LINK).unwrap();
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
        let mut config = with("baseUrl", &json!(url));
        // The option of `parseResponse` has no effect on a client.
        config["allowLoopback"] = json!(true);
        let connection = open("spherepay", &config).unwrap();
        assert_eq!(connection.links.allow_loopback, is_allowed, "{url}");
        assert_eq!(connection.parse_options(0).links.allow_loopback, is_allowed, "{url}");
    }
    let sandbox = open("spherepay", &with("allowLoopback", &json!(true))).unwrap();
    assert!(!sandbox.links.allow_loopback);
}

/// An attacker who chooses the id must not choose the endpoint.
#[test]
fn a_customer_id_stays_in_its_segment_of_the_path() {
    let configs = [
        json!({ "apiKey": "key", "baseUrl": "https://proxy.example", "clientId": "i", "clientSecret": "s" }),
        json!({ "apiKey": "key", "baseUrl": "https://proxy.example/a", "clientId": "i", "clientSecret": "s" }),
    ];
    let mut count = 0;
    for operation in endpoints() {
        if operation.operation.shape.fields.iter().all(|field| field.name != "customerId") {
            continue;
        }
        count += 1;
        for config in &configs {
            let connection = open(operation.service.name, config).unwrap();
            for id in [
                "",
                ".",
                "..",
                "../x",
                "a/b",
                "/a",
                "a/",
                "a?b",
                "a#b",
                "a%2fb",
                "%2e%2e",
                "a\\b",
                "a b",
                "a\n",
                "a\r\nX: y",
                "\0",
                "é",
                "a@b",
                "a;b",
                "a,b",
                "customer_1/..",
                "customer_1?x",
                "customer_1\n",
            ] {
                let input = json!({ "customerId": id, "code": "123456", "customerType": "INDIVIDUAL", "email": "a@example.com" });
                let input = UntrustedValue::from_json(&input.to_string()).unwrap();
                let error = build_request(operation, &input, &connection, 0).err();
                let error = error.unwrap_or_else(|| panic!("{} takes {id:?}", operation.name()));
                assert_eq!(
                    (error.code.as_str(), error.issues[0].pointer()),
                    ("invalid_request", "/customerId".to_owned())
                );
            }
        }
    }
    assert!(count >= 9, "{count}");
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
        let given = UntrustedValue::from_json(&policy.to_string()).unwrap();
        let options = Options::parse([&given, &UntrustedValue::Null, &UntrustedValue::Null]);
        assert_eq!(options.ok().map(|options| options.policy), expected, "{policy}");
    }
}

#[test]
fn the_time_of_validation_is_a_whole_number() {
    let read = |now: &UntrustedValue| {
        Options::parse([&UntrustedValue::Null, &UntrustedValue::Null, now]).map(|options| options.now)
    };
    // Without a clock, no date is in the future.
    assert_eq!(read(&UntrustedValue::Null).unwrap(), i64::MAX);
    assert_eq!(read(&UntrustedValue::from_json("1790000000000").unwrap()).unwrap(), 1_790_000_000_000);
    for now in [
        UntrustedValue::from("now"),
        UntrustedValue::from_json("1.5").unwrap(),
        UntrustedValue::Bool(true),
        UntrustedValue::Opaque,
    ] {
        assert_eq!(read(&now).unwrap_err(), "now must be a whole number of milliseconds since 1970.");
    }
    let normalize = |given: &UntrustedValue| {
        Options::parse([&UntrustedValue::Null, given, &UntrustedValue::Null]).unwrap().normalize
    };
    assert_eq!((normalize(&UntrustedValue::Bool(true)), normalize(&UntrustedValue::from("true"))), (true, false));
}
