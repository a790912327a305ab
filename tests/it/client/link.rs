//! Safety of links: `KycUrl`, `allowHosts`, expiry, and which hosts are loopback.

use kyclink::{KycUrl, LinkRules, Object, UntrustedValue, is_expired, ms_until_expiry};
use serde_json::{Value, json};

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
    let any = LinkRules::default();
    for url in
        ["https://kyc.example/x", "HTTPS://kyc.example", "https://kyc.example:8443/?a=b#c", "https://[2001:db8::1]/"]
    {
        assert!(is_safe(url, &any), "{url}");
    }
    for url in [
        "http://kyc.example/",
        "ftp://kyc.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//kyc.example/",
        "kyc.example",
        "https:kyc.example",
        "https:/kyc.example",
        "https:///kyc.example",
        "https:\\\\kyc.example",
        "https://kyc.example\\@evil.example/",
        "https://kyc.example/\\x",
        "https://user@kyc.example/",
        "https://user:secret@kyc.example/",
        "https://@kyc.example/",
        "https://:@kyc.example/",
        "https://kyc.example@evil.example/",
        " https://kyc.example/",
        "https://kyc.example/ ",
        "https://kyc.example/\n",
        "https://kyc.example/\r\nX: y",
        "https://kyc\t.example/",
        "https://kyc.example/\0",
        "https://kyc.example/\u{7f}",
        "https://kyc.example/\u{85}",
        "https://kyc.example/\u{a0}",
        "https://",
        "https://?",
        "https://#",
        "https://:443/",
        "",
    ] {
        assert!(!is_safe(url, &any), "{url:?}");
    }
    // An @ in the path or query does not matter.
    assert!(is_safe("https://kyc.example/@x?y=@z", &any));
}

#[test]
fn http_passes_on_a_loopback_host_where_that_is_allowed() {
    for (url, is_loopback) in [
        ("http://localhost/", true),
        ("http://LOCALHOST:8787/", true),
        ("http://localhost./", true),
        ("http://a.localhost/", true),
        ("http://127.0.0.1/", true),
        ("http://127.255.255.255/", true),
        ("http://0x7f.1/", true),
        ("http://[::1]/", true),
        ("http://[0:0:0:0:0:0:0:1]:8080/", true),
        ("http://126.255.255.255/", false),
        ("http://128.0.0.1/", false),
        ("http://[::2]/", false),
        ("http://[::1:1]/", false),
        ("http://[::10]/", false),
        ("http://[::]/", false),
        ("http://0.0.0.0/", false),
        ("http://localhost.example/", false),
        ("http://notlocalhost/", false),
        ("http://127.0.0.1.example/", false),
        ("http://kyc.example/", false),
        ("ftp://localhost/", false),
    ] {
        assert_eq!(is_safe(url, &rules_of_loopback(true)), is_loopback, "{url}");
        assert!(!is_safe(url, &rules_of_loopback(false)), "{url}");
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
    for (entry, url, is_allowed) in [
        ("kyc.example", "https://kyc.example/", true),
        ("KYC.Example", "https://kyc.example/", true),
        ("kyc.example", "https://KYC.EXAMPLE/", true),
        ("kyc.example", "https://kyc.example:8443/", true),
        ("kyc_1.my-example", "https://kyc_1.my-example/", true),
        ("kyc.example", "https://in.kyc.example/", false),
        ("kyc.example", "https://notkyc.example/", false),
        ("kyc.example", "https://kyc.example.evil.example/", false),
        ("kyc.example", "https://evil.example/kyc.example", false),
        ("kyc.example", "https://example/", false),
        (".kyc.example", "https://in.kyc.example/", true),
        (".kyc.example", "https://a.b.kyc.example:8443/", true),
        (".kyc.example", "https://kyc.example/", false),
        (".kyc.example", "https://notkyc.example/", false),
        (".kyc.example", "https://in.kyc.example.evil.example/", false),
        ("kyc.example:8443", "https://kyc.example:8443/", true),
        ("kyc.example:8443", "https://kyc.example/", false),
        ("kyc.example:8443", "https://kyc.example:443/", false),
        ("kyc.example:8443", "https://kyc.example:84430/", false),
        ("kyc.example:443", "https://kyc.example/", true),
        ("kyc.example:443", "https://kyc.example:443/", true),
        ("kyc.example:443", "https://kyc.example:8443/", false),
        ("kyc.example:80", "https://kyc.example/", false),
        (".kyc.example:8443", "https://in.kyc.example:8443/", true),
        (".kyc.example:8443", "https://in.kyc.example/", false),
        (".kyc.example:443", "https://in.kyc.example/", true),
        ("localhost:80", "http://localhost/", true),
        ("localhost:443", "http://localhost/", false),
        ("[::1]", "http://[::1]:8080/", true),
        ("[::1]:8080", "http://[::1]:8080/", true),
        ("[::1]:8080", "http://[::1]/", false),
        ("[2001:db8::1]", "https://[2001:db8::1]/", true),
    ] {
        assert_eq!(is_safe(url, &rules(&[entry], true)), is_allowed, "{entry} {url}");
        assert_eq!(is_safe(url, &rules(&["other.example", entry], true)), is_allowed, "{entry} {url}");
        let built = LinkRules::default().allow_hosts([entry]).allow_loopback(true);
        assert_eq!(is_safe(url, &built), is_allowed, "{entry} {url}");
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
