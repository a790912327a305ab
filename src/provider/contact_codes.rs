//! Codes that confirm a person's contacts: which operations a provider has for them.

use crate::client::contact::Channel;
use crate::client::endpoint::Endpoint;

/// How a provider confirms contacts with codes. Every operation takes the customer as `customerId`.
#[doc(hidden)]
pub struct ContactCodes {
    /// The codes to an email address.
    pub email: ChannelCodes,
    /// The codes to a phone number.
    pub phone: ChannelCodes,
    /// How many digits a code has.
    pub digits: usize,
    /// Corrects a contact that is not confirmed. Its input is what [`to_input`](crate::to_input) makes of an applicant
    /// with the customer's type and the new contact. It returns the customer.
    pub correct: &'static Endpoint,
}

/// The operations of one contact.
#[doc(hidden)]
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
    #[doc(hidden)]
    pub fn of(&self, channel: Channel) -> &ChannelCodes {
        match channel {
            Channel::Email => &self.email,
            Channel::Phone => &self.phone,
        }
    }
}
