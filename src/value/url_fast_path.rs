//! Parses URLs that are already in WHATWG normal form, as nearly all links and base URLs are.
//!
//! Calling the JavaScript host takes longer than everything else that happens to a link. The tests compare every URL
//! that this parser accepts with the result of the crate `url`.

use crate::value::host::Url;

/// Parses a URL in normal form. `None` does not mean that the URL is invalid, only that the host has to parse it.
pub(crate) fn parse(text: &str) -> Option<Url> {
    let rest = text.strip_prefix("http")?;
    let rest = rest.strip_prefix("s").unwrap_or(rest).strip_prefix("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (hostname, port) = host.split_once(':').map_or((host, None), |(hostname, port)| (hostname, Some(port)));
    let (_, last) = hostname.rsplit_once('.').unwrap_or(("", hostname));
    // A last label that starts with a digit may make the host an IPv4 address. Ports below 10000 may be a scheme's
    // default, which the normal form omits, or may have leading zeros.
    let is_name = hostname == "127.0.0.1" || (last > "a" && is_plain(hostname, b'.'));
    let is_port =
        port.is_none_or(|port| !port.starts_with(['0', '+']) && port.parse().is_ok_and(|port: u16| port >= 10_000));
    (is_name && is_port && is_plain(path, b'/')).then(|| Url {
        href: text.to_owned() + if host.len() < rest.len() { "" } else { "/" },
        host: host.to_owned(),
        hostname: hostname.to_owned(),
        has_query_or_fragment: false,
    })
}

/// Returns whether a host name (`before` is `.`) or a path (`before` is `/`) has only characters that stay as they are,
/// and no dot segment, empty label or encoded label (`xn--`): a dot or hyphen is neither first nor after a dot, hyphen
/// or slash.
fn is_plain(text: &str, before: u8) -> bool {
    let is_name = before == b'.';
    let mut is_first = true;
    text.bytes().all(|b| {
        let was_first = std::mem::replace(&mut is_first, matches!(b, b'.' | b'/' | b'-'));
        match b {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'A'..=b'Z' | b'/' | b'_' => !is_name,
            b'.' | b'-' => !was_first,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::hash::{BuildHasher, RandomState};

    use proptest::prelude::*;
    use proptest::sample::select;
    use proptest::string::string_regex;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    use super::parse;
    use crate::value::host::{Url, parse_url};

    const PIECES: [&str; 24] = [
        "",
        "a",
        "Z",
        "7",
        "0x1",
        "-",
        "_",
        ".",
        "..",
        "%2e",
        "xn--",
        "é",
        ":",
        "443",
        "8080",
        "08080",
        "70000",
        "10000",
        "65535",
        "/",
        "?",
        "=",
        "@",
        "127.0.0.1",
    ];

    fn parts(url: Url) -> (String, String, String, bool) {
        (url.href, url.host, url.hostname, url.has_query_or_fragment)
    }

    #[test]
    fn every_sequence_of_four_pieces_agrees_with_the_crate_url() {
        let (mut accepted, mut with_port) = (0, 0);
        for number in 0..PIECES.len().pow(4) {
            let rest: String = (0..4).map(|at| PIECES[number / PIECES.len().pow(at) % PIECES.len()]).collect();
            let text = [if number % 2 == 0 { "https://" } else { "http://" }, &rest].concat();
            let Some(url) = parse(&text) else { continue };
            assert_eq!(Some(parts(url)), parse_url(&text).map(parts), "{text}");
            accepted += 1;
            with_port += usize::from(rest.contains(':'));
        }
        assert!(
            accepted > 500 && with_port > 20,
            "only {accepted} URLs were accepted, {with_port} of them with a port"
        );
    }

    /// URLs in normal form, nearly such, and with anything in them: schemes, credentials, hosts of every kind, ports,
    /// encoded bytes, dot segments, control characters, any Unicode.
    fn url_like() -> impl Strategy<Value = String> {
        let regex = |pattern| string_regex(pattern).unwrap().boxed();
        let normal = regex(
            r"https?://[a-z][a-z0-9]{0,6}(\.[a-z][a-z0-9-]{0,5}){0,3}(:[1-6][0-9]{4})?(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}){0,3}/?",
        );
        let near = regex(
            r"[hH]ttps?:/{1,3}[a-zA-Z0-9.:@\[\]_%\\-]{0,16}(:[0-9+]{0,6})?([/\\][A-Za-z0-9_.~%?#&=;\\ -]{0,10}){0,3}",
        );
        let number = regex(r"https?://(0x)?[0-9a-f]{1,10}(\.(0x)?[0-9a-f]{1,4}){0,4}\.?(:[0-9]{5})?(/[a-z.]{0,4})?");
        let pieces = prop::collection::vec(prop_oneof![select(&PIECES[..]).prop_map(str::to_owned), ".{0,3}"], 0..10)
            .prop_map(|pieces| ["https://", &pieces.concat()].concat());
        let odd = select(vec![
            '\0', '\t', '\n', ' ', '.', '-', '/', ':', '@', '%', '?', '#', '\\', 'é', '。', '\u{ad}', 'ß', '１',
        ]);
        let changed = (normal.clone(), any::<prop::sample::Index>(), odd).prop_map(|(text, at, odd)| {
            let (before, after) = text.split_at(at.index(text.len() + 1));
            format!("{before}{odd}{after}")
        });
        prop_oneof![6 => normal, 3 => near, 2 => number, 3 => pieces, 4 => changed, 1 => any::<String>()]
    }

    #[test]
    fn every_url_that_is_accepted_agrees_with_the_crate_url() {
        let Config { cases, rng_seed, .. } = Config::default();
        let seed = match rng_seed {
            RngSeed::Fixed(seed) => seed,
            RngSeed::Random => RandomState::new().hash_one(cases),
        };
        let rng_seed = RngSeed::Fixed(seed);
        let config = Config { cases: cases * 80, failure_persistence: None, rng_seed, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let accepted = Cell::new(0);
        let outcome = runner.run(&url_like(), |text| {
            if let Some(url) = parse(&text) {
                accepted.set(accepted.get() + 1);
                prop_assert_eq!(Some(parts(url)), parse_url(&text).map(parts), "{:?}", text);
            }
            Ok(())
        });
        assert!(outcome.is_ok(), "{outcome:?}\nto repeat it, set PROPTEST_RNG_SEED={seed} PROPTEST_CASES={cases}");
        assert!(accepted.get() > cases * 8, "only {} URLs were accepted", accepted.get());
    }
}
