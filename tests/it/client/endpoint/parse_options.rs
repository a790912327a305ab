//! Options for parsing a response: what is missing, null or malformed.

use std::time::Duration;

use kyclink::{HttpResponse, ParseOptions, UntrustedValue, endpoint, parse_response};

fn parse(json: &str) -> ParseOptions {
    ParseOptions::parse(UntrustedValue::from_json(json).unwrap().object().unwrap()).unwrap()
}

#[test]
fn an_option_that_is_null_is_not_given() {
    let none = format!("{:?}", parse("{}"));
    for name in ["allowHosts", "allowLoopback", "profiles", "now"] {
        assert_eq!(format!("{:?}", parse(&format!(r#"{{"{name}": null}}"#))), none, "{name}");
    }
}

/// A wait until a date is not known without the time; half a century would be no better.
#[test]
fn without_the_time_a_date_to_wait_for_has_passed() {
    for date in ["Mon, 21 Sep 2026 14:13:27 GMT", "Monday, 21-Sep-26 14:13:27 GMT", "Mon Sep 21 14:13:27 2026"] {
        let response = HttpResponse::new(503, [("Retry-After", date)], b"{}");
        let wait = |options: &str| {
            let get = endpoint("grid.getCustomer").unwrap();
            parse_response(get, &response, None, &parse(options)).err().unwrap().retry_after()
        };
        assert_eq!(wait("{}"), Some(Duration::ZERO), "{date}");
        assert_eq!(wait(r#"{"now": 1790000000000}"#), Some(Duration::from_secs(7)), "{date}");
    }
}
