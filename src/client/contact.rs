//! The contacts of a customer, which a provider may want confirmed.

use crate::value::json::{Json, Writer};
use crate::value::word_enum::{parsed_word_enum, word_enum};

parsed_word_enum! {
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
        Email = "email",
        /// The phone number.
        Phone = "phone",
    }
}

impl Json for Channel {
    fn write(&self, out: &mut Writer) {
        out.text(self.as_str());
    }
}

word_enum! {
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
        Pending = "pending",
        /// It is confirmed.
        Verified = "verified",
        /// The provider's status is missing or unknown to kyclink.
        Unknown = "unknown",
    }
}
