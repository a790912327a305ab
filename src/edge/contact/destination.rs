//! Which mailbox an address reaches, and which phone a number: codes are counted for these, however the contact is
//! written.

use crate::rules::field::phone::reached_digits;

/// The hosts of Gmail, which are one, and which ignore dots before the `@`.
const GMAIL: [&str; 2] = ["gmail.com", "googlemail.com"];

/// Returns what identifies the mailbox behind an address, or the phone behind a number.
pub(crate) fn destination(contact: &str) -> String {
    match contact.split_once('@') {
        Some((local, host)) => mailbox(local, host),
        None => reached_digits(contact),
    }
}

/// Case does not matter, nor does what follows a `+`, which many hosts deliver to the same mailbox (RFC 5233).
fn mailbox(local: &str, host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let mut mailbox = local.split('+').next().unwrap_or_default().to_ascii_lowercase();
    match GMAIL {
        [first, ..] if GMAIL.contains(&host.as_str()) => {
            mailbox.retain(|c| c != '.');
            [&mailbox, "@", first].concat()
        }
        _ => [&mailbox, "@", &host].concat(),
    }
}
