//! The whole way from an applicant to a hosted link. Each provider has its own, see [`run`](crate::run).

use crate::connection::Connection;
use crate::draft::Draft;
use crate::error::Error;
use crate::http::HttpResponse;
use crate::json::{Json, Writer};
use crate::link::KycLink;
use crate::operation::Operation;
use crate::provider::Provider;
use crate::run::{Run, Step};

/// What onboarding came to.
pub enum Outcome {
    /// Send the person to this link.
    Link(Box<KycLink>),
    /// The provider wants these contacts confirmed before it makes a link.
    VerifyContact {
        /// The customer that was created.
        customer_id: String,
        /// `email`, `phone` or both.
        channels: Vec<&'static str>,
    },
    /// The customer is verified already: there is nothing to do.
    Approved {
        /// The customer.
        customer_id: String,
    },
}

/// Takes the next step.
///
/// `answers` holds the answer to each request handed out before, in order.
pub fn step<'a>(
    provider: &'static Provider,
    applicant: &Draft<'a>,
    connection: &'a Connection,
    answers: &'a [HttpResponse<'a>],
    now: i64,
) -> Result<Step<Outcome>, Error> {
    Run::replay(provider, applicant, connection, answers, now, provider.onboard)
}

/// Maps an applicant to the input of one operation; `None` where the operation is none of this.
pub fn to_input<'a>(applicant: &Draft<'a>, operation: &'static Operation) -> Option<Draft<'a>> {
    (operation.provider.to_input)(applicant.object()?, operation).map(Draft::from)
}

impl Json for Outcome {
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
