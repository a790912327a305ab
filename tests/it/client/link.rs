//! Safety of links: `KycUrl`, `allowHosts`, expiry, and which hosts are loopback.

mod page;

use kyclink::{KycUrl, LinkRules, Object, UntrustedValue, is_expired, ms_until_expiry};
use serde_json::{Value, json};

use super::webhook::{read, texts};

fn rules(hosts: &[&str], allow_loopback: bool) -> LinkRules {
    let hosts = hosts.iter().map(|host| UntrustedValue::from((*host).to_owned())).collect();
    let options: Object =
        [("allowHosts", UntrustedValue::List(hosts)), ("allowLoopback", UntrustedValue::Bool(allow_loopback))]
            .into_iter()
            .collect();
    LinkRules::parse(&options).unwrap()
}

fn is_safe(url: &str, rules: &LinkRules) -> bool {
    KycUrl::parse(url, rules).is_ok()
}

#[test]
fn a_link_is_literally_https_with_a_host_and_nothing_hidden() {
    let links = read("vectors/data/links.json");
    for (list, expected) in [("safe", true), ("unsafe", false)] {
        for url in texts(&links[list]) {
            assert_eq!(is_safe(url, &LinkRules::default()), expected, "{url:?}");
        }
    }
}

#[test]
fn http_passes_on_a_loopback_host_where_that_is_allowed() {
    let links = read("vectors/data/links.json");
    for (list, is_loopback) in [("loopback", true), ("notLoopback", false)] {
        for url in texts(&links[list]) {
            assert_eq!(is_safe(url, &rules_of_loopback(true)), is_loopback, "{url}");
            assert!(!is_safe(url, &rules_of_loopback(false)), "{url}");
        }
    }
    // Only `true` allows it.
    for word in [
        UntrustedValue::Null,
        UntrustedValue::from("true"),
        UntrustedValue::from_json("1").unwrap(),
        UntrustedValue::Opaque,
    ] {
        let options: Object = [("allowLoopback", word)].into_iter().collect();
        assert!(!is_safe("http://localhost/", &LinkRules::parse(&options).unwrap()));
    }
}

fn rules_of_loopback(allow_loopback: bool) -> LinkRules {
    LinkRules::default().allow_loopback(allow_loopback)
}

#[test]
fn an_entry_of_allow_hosts_is_one_host_or_its_subdomains() {
    for row in read("vectors/data/links.json")["allowHosts"].as_array().unwrap() {
        let (entry, url, is_allowed) = (row[0].as_str().unwrap(), row[1].as_str().unwrap(), row[2] == true);
        assert_eq!(is_safe(url, &rules(&[entry], true)), is_allowed, "{row}");
        assert_eq!(is_safe(url, &rules(&["other.example", entry], true)), is_allowed, "{row}");
        let built = LinkRules::default().allow_hosts([entry]).allow_loopback(true);
        assert_eq!(is_safe(url, &built), is_allowed, "{row}");
    }
}

#[test]
fn an_entry_that_no_host_can_match_is_refused() {
    let read = |hosts: &Value| {
        let options: Object =
            [("allowHosts", UntrustedValue::from_json(&hosts.to_string()).unwrap())].into_iter().collect();
        LinkRules::parse(&options).map_err(|error| error.code().as_str())
    };
    for entry in
        ["", ".", "..", "https://kyc.example", "kyc.example/x", "*.kyc.example", "kyc example", "münchen.example"]
    {
        assert_eq!(read(&json!([entry])).err(), Some("invalid_config"), "{entry}");
        assert_eq!(read(&json!(["kyc.example", entry])).err(), Some("invalid_config"), "{entry}");
    }
    for none in [json!([]), json!("kyc.example"), json!(false), json!([null])] {
        assert_eq!(read(&none).err(), Some("invalid_config"), "an empty list would let every link pass");
    }
    assert!(read(&json!(null)).unwrap().allow_hosts.is_empty());
}

#[test]
fn a_link_expires_early_by_the_skew() {
    for (expires_at, now, skew, expired) in [
        (1_000, 999, 0, false),
        (1_000, 1_000, 0, true),
        (100_000, 39_999, 60_000, false),
        (100_000, 40_000, 60_000, true),
        (i64::MAX, i64::MIN, 60_000, false),
        (i64::MIN, i64::MAX, 0, true),
    ] {
        assert_eq!(is_expired(expires_at, now, skew), expired, "{expires_at} {now} {skew}");
    }
    assert_eq!((ms_until_expiry(1_000, 400), ms_until_expiry(400, 1_000)), (600, -600));
    assert_eq!(ms_until_expiry(i64::MIN, 1), i64::MIN);
}
