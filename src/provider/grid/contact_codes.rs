//! Codes that confirm a customer's contacts, where the payment provider behind Grid requires confirmed ones.

use super::{confirm_email, confirm_phone, send_email_code, send_phone_code, update_contact};
use crate::provider::contact_codes::{ChannelCodes, ContactCodes};

pub(super) static CONTACT_CODES: ContactCodes = ContactCodes {
    email: ChannelCodes { send: &send_email_code::ENDPOINT, confirm: &confirm_email::ENDPOINT, code_field: "code" },
    phone: ChannelCodes { send: &send_phone_code::ENDPOINT, confirm: &confirm_phone::ENDPOINT, code_field: "code" },
    // No document names a length: this is that of every example, and of the code of the sandbox.
    digits: 6,
    correct: &update_contact::ENDPOINT,
};
