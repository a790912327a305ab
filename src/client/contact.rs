//! The contacts of a customer, which a provider may want confirmed.

use crate::value::json::{Json, Writer};

/// A contact of a person, which a provider may want confirmed.
///
/// ```
/// use kyclink::Channel;
/// let path = |channel: Channel| format!("/contact/{}", channel.as_str());
/// assert_eq!([Channel::Email, Channel::Phone].map(path), ["/contact/email", "/contact/phone"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The email address.
    Email,
    /// The phone number.
    Phone,
}

impl Channel {
    /// Returns the channel that [`as_str`](Self::as_str) gives as this string.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Email, Self::Phone].into_iter().find(|known| known.as_str() == text)
    }

    /// The channel in results: `email` or `phone`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl Json for Channel {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}

/// Whether a contact is confirmed.
///
/// ```
/// use kyclink::{Channel, ContactState};
/// let contacts = [(Channel::Email, ContactState::Verified), (Channel::Phone, ContactState::Pending)];
/// let open: Vec<_> = contacts.iter().filter(|(_, state)| *state != ContactState::Verified).collect();
/// assert_eq!(open, [&(Channel::Phone, ContactState::Pending)]);
/// assert_eq!(ContactState::Pending.as_str(), "pending");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContactState {
    /// It is not confirmed yet.
    Pending,
    /// It is confirmed.
    Verified,
    /// The provider's status is missing or unknown to kyclink.
    Unknown,
}

impl ContactState {
    /// The state in results, such as `verified`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Unknown => "unknown",
        }
    }
}
