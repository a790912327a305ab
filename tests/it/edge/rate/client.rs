//! Whom a rate limit counts as one client.

use kyclink::UntrustedValue;
use kyclink::edge::{Effect, Step, count};

/// Spellings of one client. Those of different rows are different clients.
const CLIENTS: [&[&str]; 15] = [
    &[
        "192.0.2.1",
        "::ffff:192.0.2.1",
        "::FFFF:c000:201",
        "192.0.2.1:8080",
        "[::ffff:192.0.2.1]:8080",
        "64:ff9b::192.0.2.1",
    ],
    &["192.0.2.2"],
    &["192.0.2.17"],
    &["192.0.2.18"],
    &["192.0.2.33"],
    &[
        "2001:db8::1",
        "2001:db8::",
        "2001:0DB8:0:0::ffff",
        "[2001:db8::1]:443",
        "2001:db8::1%eth0",
        "2001:db8:0:0:1:2:3:4",
    ],
    &["2001:db8:0:1::1"],
    // Translated addresses have a prefix of 96 bits.
    &["64:ff9b:0:1::1"],
    &["64:ff9b::1:192.0.2.1"],
    &["::1", "::2"],
    // What is not an address is a key of the application.
    &["user-42"],
    &["User-42"],
    &["192.0.2.1, 192.0.2.2"],
    &["192.0.2.01"],
    &["=c0000201"],
];

/// Returns the text whose MAC names the record.
fn counted(client: &str) -> String {
    let request = serde_json::json!({ "route": "links", "client": client, "max": 1, "perMs": 1000, "at": 0 });
    let request = UntrustedValue::from_json(&request.to_string()).unwrap();
    match count(&UntrustedValue::Null, &request, &[]) {
        Step::Do(Effect::ComputeMacs { value, .. }) => value.text().unwrap().to_owned(),
        _ => panic!("{client}: no MAC"),
    }
}

#[test]
fn every_spelling_of_a_client_is_counted_together_and_no_two_clients_are() {
    let rows = CLIENTS.map(|row| {
        let all: Vec<String> = row.iter().map(|client| counted(client)).collect();
        assert!(all.iter().all(|client| *client == all[0]), "{row:?}: {all:?}");
        all[0].clone()
    });
    for (at, client) in rows.iter().enumerate() {
        assert!(!rows[..at].contains(client), "{:?} is counted with another client", CLIENTS[at]);
    }
}
