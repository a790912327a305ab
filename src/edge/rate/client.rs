//! Clients: whom a rate limit counts as one.

use std::net::IpAddr;

use crate::value::text::{contains, split_once};

/// How many bytes of an IPv6 address belong to a network. Providers give each connection at least a /64, so that its
/// owner can choose 2^64 addresses (RFC 6177).
const NETWORK_BYTES: usize = 8;

/// What IPv4 addresses begin with behind a translator to IPv6 (RFC 6052, section 2.1).
const TRANSLATED: [u8; 12] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

/// Returns what is counted as one client: an IPv4 address, the network of an IPv6 address, or any other text as it is.
/// One address has several spellings, and proxies may add a port.
pub(super) fn client_of(key: &str) -> String {
    match without_port(key).parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => in_hex("4:", address.octets().into_iter()),
        Ok(IpAddr::V6(address)) => match address.octets().strip_prefix(&TRANSLATED) {
            Some(translated) => in_hex("4:", translated.iter().copied()),
            None => in_hex("6:", address.octets().into_iter().take(NETWORK_BYTES)),
        },
        Err(_) => ["=", key].concat(),
    }
}

/// Returns an address without its port and its zone: `[2001:db8::1]:443`, `192.0.2.1:443`, `fe80::1%eth0`.
fn without_port(key: &str) -> &str {
    let address = match key.strip_prefix('[').and_then(|rest| split_once(rest, b']')) {
        Some((address, _)) => address,
        None => split_once(key, b':').filter(|(_, port)| !contains(port, ":")).map_or(key, |(address, _)| address),
    };
    split_once(address, b'%').map_or(address, |(address, _)| address)
}

fn in_hex(kind: &str, bytes: impl Iterator<Item = u8>) -> String {
    let digits = bytes.flat_map(|byte| [byte >> 4, byte & 0xf]).filter_map(|digit| char::from_digit(digit.into(), 16));
    kind.chars().chain(digits).collect()
}
