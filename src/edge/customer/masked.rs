//! Contacts as the page names them: people recognize their own, and nobody learns somebody else's.

use crate::client::contact::Channel;
use crate::edge::customer::found::FoundCustomer;
use crate::value::json::{Json, Writer};

/// What stands for the characters that are left out.
const HIDDEN: &str = "•••";
/// How many digits of a number are shown.
const SHOWN_DIGITS: usize = 2;

/// The contacts of a customer, of which most is hidden.
#[derive(Default)]
pub(crate) struct MaskedContacts(Vec<(Channel, String)>);

impl MaskedContacts {
    pub(crate) fn of(found: &FoundCustomer) -> Self {
        let email = found.email.and_then(mask_email).map(|email| (Channel::Email, email));
        let phone = found.phone.and_then(mask_phone).map(|phone| (Channel::Phone, phone));
        Self(email.into_iter().chain(phone).collect())
    }
}

impl Json for MaskedContacts {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| self.0.iter().for_each(|(channel, shown)| fields.text(channel.as_str(), shown)));
    }
}

/// `jane@example.com` becomes `j•••@example.com`.
fn mask_email(email: &str) -> Option<String> {
    let (local, host) = email.rsplit_once('@')?;
    // A provider may return any text.
    let is_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let first = local.chars().next().filter(char::is_ascii_graphic)?;
    host.chars().all(is_host).then(|| [first.to_string().as_str(), HIDDEN, "@", host].concat())
}

/// `+14155550123` becomes `••• 23`.
fn mask_phone(phone: &str) -> Option<String> {
    let last = phone.get(phone.len().checked_sub(SHOWN_DIGITS)?..)?;
    last.bytes().all(|byte| byte.is_ascii_digit()).then(|| [HIDDEN, " ", last].concat())
}

#[cfg(test)]
mod tests {
    use super::{mask_email, mask_phone};

    #[test]
    fn a_contact_is_recognized_and_not_told() {
        for (email, expected) in [
            ("jane@example.com", Some("j•••@example.com")),
            ("j@example.com", Some("j•••@example.com")),
            ("a@b@xn--mnchen-3ya.de", Some("a•••@xn--mnchen-3ya.de")),
            ("@example.com", None),
            ("jane", None),
            ("jane@example.com is here", None),
            ("é@example.com", None),
            ("", None),
        ] {
            assert_eq!(mask_email(email).as_deref(), expected, "{email}");
        }
        for (phone, expected) in [
            ("+14155550123", Some("••• 23")),
            ("23", Some("••• 23")),
            ("3", None),
            ("+1415555012x", None),
            ("é", None),
            ("", None),
        ] {
            assert_eq!(mask_phone(phone).as_deref(), expected, "{phone}");
        }
    }
}
