//! URLs in which a WHATWG parser finds nothing to change, as nearly all links and base URLs are. They are read here: asking
//! the host takes longer than everything else that is done with a link.

use crate::value::host::Url;

/// The parts of such a URL; `None` says only that the host has to be asked.
pub(crate) fn read(text: &str) -> Option<Url> {
    let rest = text.strip_prefix("http")?;
    let rest = rest.strip_prefix("s").unwrap_or(rest).strip_prefix("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (hostname, port) = host.split_once(':').unwrap_or((host, "10000"));
    let (_, last) = hostname.rsplit_once('.').unwrap_or(("", hostname));
    // A number at the end makes an IPv4 address. A scheme's own port is left out of a normal form.
    let is_name = hostname == "127.0.0.1" || (last > "a" && is_plain(hostname, b'.'));
    let is_port = port.len() == 5 && matches!(port.parse::<u32>().ok(), Some(10_000..=65_535));
    (is_name && is_port && is_plain(path, b'/')).then(|| Url {
        href: [text, if host.len() < rest.len() { "" } else { "/" }].concat(),
        host: host.to_owned(),
        hostname: hostname.to_owned(),
        has_query_or_fragment: false,
    })
}

/// No dot segment, no empty label, nothing encoded (`xn--`): neither dot nor hyphen stands behind one, or at a beginning.
fn is_plain(text: &str, mut before: u8) -> bool {
    let name = before == b'.';
    text.bytes().all(|b| {
        let is_inside = !b"./-".contains(&std::mem::replace(&mut before, b));
        match b {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'A'..=b'Z' | b'/' | b'_' => !name,
            b'.' | b'-' => is_inside,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::value::host::parse_url;

    /// Everything that four of these pieces make together, held against the parser.
    #[test]
    fn what_is_read_here_is_what_a_parser_makes_of_it() {
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
        let (mut read_here, mut with_port) = (0, 0);
        for number in 0..PIECES.len().pow(4) {
            let rest: String = (0..4).map(|at| PIECES[number / PIECES.len().pow(at) % PIECES.len()]).collect();
            let text = [if number % 2 == 0 { "https://" } else { "http://" }, &rest].concat();
            let Some(url) = read(&text) else { continue };
            let parts = |url: crate::value::host::Url| (url.href, url.host, url.hostname, url.has_query_or_fragment);
            assert_eq!(Some(parts(url)), parse_url(&text).map(parts), "{text}");
            read_here += 1;
            with_port += usize::from(rest.contains(':'));
        }
        assert!(read_here > 500 && with_port > 20, "{read_here} {with_port}");
    }
}
