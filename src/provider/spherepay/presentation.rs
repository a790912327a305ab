//! How its links may be shown. Documents: docs.spherepay.co, "KYC via link": redirect, or send the link. Nothing is
//! said of frames, the API returns no token, and the hosted page does not send the person back.

use crate::client::presentation::{CheckedLink, Presentation, PresentationHint};

pub(super) fn of(_: &CheckedLink) -> Presentation {
    Presentation::in_tabs(Some(PresentationHint::NeverReturns))
}
