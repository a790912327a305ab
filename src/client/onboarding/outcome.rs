//! What an onboarding ends with.

use crate::client::customer::Channel;
use crate::client::link::KycLink;
use crate::value::json::{Json, Writer};

/// What an onboarding ends with.
pub enum Onboarding {
    /// Send the person to this link.
    Link(Box<KycLink>),
    /// The provider wants these contacts confirmed before it makes a link.
    VerifyContact {
        /// The customer that was created.
        customer_id: String,
        /// What to confirm: email, phone or both.
        channels: Vec<Channel>,
    },
    /// The customer is verified already: there is nothing to do.
    Approved {
        /// The customer.
        customer_id: String,
    },
}

impl Json for Onboarding {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Link(link) => {
                fields.text("kind", "link");
                fields.field("link", link.as_ref());
            }
            Self::VerifyContact { customer_id, channels } => {
                fields.text("kind", "verify_contact");
                fields.field("customerId", customer_id);
                fields.field("channels", channels);
            }
            Self::Approved { customer_id } => {
                fields.text("kind", "approved");
                fields.field("customerId", customer_id);
            }
        });
    }
}
