//! Clients: whom a rate limit counts as one.

use std::net::IpAddr;

use crate::edge::record::RATE;
use crate::value::json::{Json, decimal};

/// How many bits of an IPv6 address belong to a network that has a counter, from the narrowest to the widest.
///
/// Each connection gets at least a /64 (RFC 6177), a home often a /56, a company or a server a /48. The owner of a network
/// can choose all other bits.
const WIDTHS: [usize; 3] = [64, 56, 48];

/// Where an address has four bytes of an IPv4 address: after this prefix, or at the end.
enum Embedded {
    Behind(&'static [u8]),
    /// With all bits inverted.
    Inverted(&'static [u8]),
}

/// IPv6 addresses whose owner is known by an IPv4 address: those that a translator makes (RFC 6052, section 2.1), 6to4
/// (RFC 3056), and Teredo, whose first 64 bits are those of a server (RFC 4380, section 4).
const EMBEDDED: [Embedded; 3] = [
    Embedded::Behind(&[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]),
    Embedded::Behind(&[0x20, 0x02]),
    Embedded::Inverted(&[0x20, 0x01, 0, 0]),
];

/// Returns the network that is counted as one client: an IPv4 address, the /64 of an IPv6 address, or any other text as it
/// is.
pub(crate) fn network_of(address: &str) -> String {
    networks(address).into_iter().next().unwrap_or_else(|| address.to_owned())
}

/// Returns the names of the counters of a client, from the narrowest network to the widest.
///
/// `is_address` says that the key is the address that the platform tells. Any other key has a name of its own, also if it
/// looks like an address: an application may let people choose their names.
pub(crate) fn counters(handler: &str, route: &str, key: &str, is_address: bool) -> Vec<String> {
    let name =
        |kind: &str, counted: &str| [RATE.name, handler, route, kind, counted].map(str::to_owned).to_vec().to_json();
    let networks = networks(key);
    if networks.is_empty() {
        return vec![name("text", key)];
    }
    let kind = if is_address { "address" } else { "key" };
    networks.iter().map(|network| name(kind, network)).collect()
}

/// Returns the networks of an address, or none for a text that is not one. An address has several spellings, and proxies
/// may add a port.
fn networks(text: &str) -> Vec<String> {
    match without_port(text).parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => vec![dotted(address.octets())],
        Ok(IpAddr::V6(address)) => {
            let bytes = address.octets();
            match EMBEDDED.iter().find_map(|embedded| embedded.find(&bytes)) {
                Some(address) => vec![dotted(address)],
                None => WIDTHS.iter().map(|bits| prefix(&bytes, *bits)).collect(),
            }
        }
        Err(_) => vec![],
    }
}

impl Embedded {
    fn find(&self, address: &[u8; 16]) -> Option<[u8; 4]> {
        match self {
            Self::Behind(prefix) => address.strip_prefix(*prefix)?.first_chunk().copied(),
            Self::Inverted(prefix) => {
                address.strip_prefix(*prefix)?.last_chunk().map(|bytes: &[u8; 4]| bytes.map(|byte| !byte))
            }
        }
    }
}

/// Returns an IP address without its port and its zone; `None` for a text that is not one.
pub(crate) fn address_of(text: &str) -> Option<&str> {
    let address = without_port(text);
    address.parse::<IpAddr>().is_ok().then_some(address)
}

/// Returns an address without its port and its zone: `[2001:db8::1]:443`, `192.0.2.1:443`, `fe80::1%eth0`.
fn without_port(key: &str) -> &str {
    let address = match key.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => key.split_once(':').filter(|(_, port)| !port.contains(':')).map_or(key, |(address, _)| address),
    };
    address.split_once('%').map_or(address, |(address, _)| address)
}

fn dotted(address: [u8; 4]) -> String {
    address.map(|byte| decimal(byte.into())).join(".")
}

/// Returns the network with so many bits as RFC 5952 writes it. At least the last four groups are zero, so these are the
/// longest run of zeros, which is left out.
fn prefix(address: &[u8; 16], bits: usize) -> String {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(address).take(bits / 8).for_each(|(byte, given)| *byte = *given);
    let groups = bytes.as_chunks().0.iter().map(|group| u16::from_be_bytes(*group));
    let mut groups: Vec<u16> = groups.collect();
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let groups: Vec<String> = groups.into_iter().map(hexadecimal).collect();
    [&groups.join(":"), "::/", &decimal(bits)].concat()
}

fn hexadecimal(group: u16) -> String {
    let digits = [group >> 12, group >> 8 & 0xf, group >> 4 & 0xf, group & 0xf];
    let significant = digits.iter().position(|digit| *digit != 0).unwrap_or(3);
    digits.iter().skip(significant).filter_map(|digit| char::from_digit((*digit).into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spellings of one client, and its networks. Those of different rows are different clients.
    const CLIENTS: [(&[&str], &[&str]); 16] = [
        (
            &[
                "192.0.2.1",
                "::ffff:192.0.2.1",
                "::FFFF:c000:201",
                "192.0.2.1:8080",
                "[::ffff:192.0.2.1]:8080",
                "64:ff9b::192.0.2.1",
                "2002:c000:0201::1",
                "2002:c000:0201:ffff:1:2:3:4",
                "2001:0:5ef5:79fb:8000:5445:3fff:fdfe",
                "2001::3fff:fdfe",
            ],
            &["192.0.2.1"],
        ),
        (&["192.0.2.2", "2002:c000:202::"], &["192.0.2.2"]),
        (&["0.0.0.0", "2001:0:1:2:3:4:ffff:ffff"], &["0.0.0.0"]),
        (&["255.255.255.255"], &["255.255.255.255"]),
        (
            &[
                "2001:db8::1",
                "2001:db8::",
                "2001:0DB8:0:0::ffff",
                "[2001:db8::1]:443",
                "2001:db8::1%eth0",
                "2001:db8:0:0:1:2:3:4",
            ],
            &["2001:db8::/64", "2001:db8::/56", "2001:db8::/48"],
        ),
        (&["2001:db8:0:1::1"], &["2001:db8:0:1::/64", "2001:db8::/56", "2001:db8::/48"]),
        (&["2001:db8:0:100::1"], &["2001:db8:0:100::/64", "2001:db8:0:100::/56", "2001:db8::/48"]),
        (&["2001:db8:1:a2f0::1"], &["2001:db8:1:a2f0::/64", "2001:db8:1:a200::/56", "2001:db8:1::/48"]),
        (&["2001:1:0:ffff::1"], &["2001:1:0:ffff::/64", "2001:1:0:ff00::/56", "2001:1::/48"]),
        (&["2003:c000:201::1"], &["2003:c000:201::/64", "2003:c000:201::/56", "2003:c000:201::/48"]),
        // Translated addresses have a prefix of 96 bits.
        (&["64:ff9b:0:1::1"], &["64:ff9b:0:1::/64", "64:ff9b::/56", "64:ff9b::/48"]),
        (&["64:ff9b::1:192.0.2.1"], &["64:ff9b::/64", "64:ff9b::/56", "64:ff9b::/48"]),
        (&["::1", "::2"], &["::/64", "::/56", "::/48"]),
        (&["0:0:0:1::1"], &["0:0:0:1::/64", "::/56", "::/48"]),
        // What is not an address is a key of the application.
        (&["user-42"], &[]),
        (&["192.0.2.1, 192.0.2.2"], &[]),
    ];

    #[test]
    fn every_spelling_of_a_client_has_its_networks_and_no_two_clients_have_the_same() {
        for (spellings, expected) in CLIENTS {
            for spelling in spellings {
                assert_eq!(networks(spelling), expected, "{spelling}");
                assert_eq!(network_of(spelling), *expected.first().unwrap_or(spelling), "{spelling}");
                let names = counters("h", "links", spelling, true);
                assert_eq!(names.len(), expected.len().max(1));
                let expected = expected.iter().map(|network| format!(r#"["rate","h","links","address","{network}"]"#));
                assert!(expected.zip(names).all(|(expected, name)| name == expected), "{spelling}");
            }
        }
        let mut narrowest: Vec<_> =
            CLIENTS.map(|(spellings, _)| counters("h", "links", spellings[0], true)[0].clone()).into();
        narrowest.sort();
        narrowest.dedup();
        assert_eq!(narrowest.len(), CLIENTS.len());
    }

    #[test]
    fn keys_addresses_and_texts_have_counters_of_their_own() {
        let names = [
            counters("h", "links", "192.0.2.1", true),
            counters("h", "links", "192.0.2.1", false),
            counters("h", "links", "2001:db8::/64", false),
            counters("h", "links", "2001:db8::1", false),
            counters("h", "links", "User-42", false),
            counters("h", "links", "user-42", false),
            counters("h", "links", "192.0.2.01", false),
            counters("h", "links", "a\",\"b", false),
            counters("h", "status", "192.0.2.1", true),
            counters("other", "links", "192.0.2.1", true),
            counters("", "h\",\"links", "192.0.2.1", true),
        ];
        let all: std::collections::BTreeSet<_> = names.concat().into_iter().collect();
        assert_eq!(all.len(), 13, "{all:?}");
        assert_eq!(counters("h", "links", "2001:db8::1", false).len(), 3, "an address of a header counts by network");
        assert_eq!(counters("h", "links", "user-42", true), counters("h", "links", "user-42", false));
    }
}
