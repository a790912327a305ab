//! Codes that confirm a person's contacts: which operations a provider has for them.

use crate::client::contact::Channel;
use crate::client::endpoint::Endpoint;

/// How a provider confirms contacts with codes. Every operation takes the customer as `customerId`.
///
/// ```
/// use kyclink::{Channel, provider::provider};
/// let codes = |name| provider(name).expect("registered").contact_codes;
/// let grid = codes("grid").expect("it confirms contacts");
/// assert_eq!(grid.of(Channel::Phone).confirm.name(), "grid.confirmPhone");
/// assert!(codes("spherepay").is_none());
/// ```
pub struct ContactCodes {
    /// The codes to an email address.
    pub email: ChannelCodes,
    /// The codes to a phone number.
    pub phone: ChannelCodes,
    /// Corrects a contact that is not confirmed. Its input is what [`to_input`](crate::to_input) makes of an applicant
    /// with the customer's type and the new contact. It returns the customer.
    pub correct: &'static Endpoint,
}

/// The operations of one contact.
///
/// ```
/// use kyclink::{Channel, provider::provider};
/// let codes = provider("grid").and_then(|grid| grid.contact_codes).expect("it confirms contacts");
/// let email = codes.of(Channel::Email);
/// assert_eq!((email.send.name(), email.code_field), ("grid.sendEmailCode", "code"));
/// ```
pub struct ChannelCodes {
    /// Sends a code to the contact.
    pub send: &'static Endpoint,
    /// Confirms the contact with a code. It returns the customer.
    pub confirm: &'static Endpoint,
    /// The field of `confirm` that takes the code.
    pub code_field: &'static str,
}

impl ContactCodes {
    /// Returns the operations of this contact.
    ///
    /// ```
    /// use kyclink::{Channel, provider::provider};
    /// let codes = provider("grid").and_then(|grid| grid.contact_codes).expect("it confirms contacts");
    /// let sent = [Channel::Email, Channel::Phone].map(|channel| codes.of(channel).send.name());
    /// assert_eq!(sent, ["grid.sendEmailCode", "grid.sendPhoneCode"]);
    /// ```
    pub fn of(&self, channel: Channel) -> &ChannelCodes {
        match channel {
            Channel::Email => &self.email,
            Channel::Phone => &self.phone,
        }
    }
}
