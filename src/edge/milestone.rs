//! Where people are on their way through an onboarding, for `onStep`. A milestone says nothing about a person.

use crate::client::customer::Status;
use crate::rules::issue::IssueCode;
use crate::value::json::{Json, Writer};

/// How many codes of issues a milestone has.
const MAX_CODES: usize = 50;

/// A step that a person has taken.
///
/// ```
/// use kyclink::Status;
/// use kyclink::edge::Milestone;
/// use kyclink::json::Json;
/// assert_eq!(Milestone::Settled(Status::Approved).to_json(), r#"{"step":"settled","status":"approved"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Milestone {
    /// A form was submitted.
    Submitted,
    /// The form was refused, with issues of these codes.
    Refused(Vec<IssueCode>),
    /// The person got a link to the hosted pages.
    LinkOpened,
    /// The person came back from another site, such as the hosted pages.
    CameBack,
    /// The provider has decided.
    Settled(Status),
}

impl Milestone {
    /// Returns the milestone of a refused form.
    pub(super) fn refused(codes: impl Iterator<Item = IssueCode>) -> Self {
        Self::Refused(codes.take(MAX_CODES).collect())
    }
}

impl Json for Milestone {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Submitted => fields.text("step", "submitted"),
            Self::Refused(codes) => {
                fields.text("step", "refused");
                fields.member("codes").items(codes.iter(), |code, out| out.text(code.as_str()));
            }
            Self::LinkOpened => fields.text("step", "link_opened"),
            Self::CameBack => fields.text("step", "came_back"),
            Self::Settled(status) => {
                fields.text("step", "settled");
                fields.text("status", status.as_str());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_the_first_fifty_codes() {
        for (given, expected) in [(0, 0), (1, 1), (50, 50), (51, 50), (999, 50)] {
            let codes = std::iter::repeat_n(IssueCode::Required, given);
            assert_eq!(Milestone::refused(codes), Milestone::Refused(vec![IssueCode::Required; expected]));
        }
        let mixed = [IssueCode::Required].into_iter().chain(std::iter::repeat_n(IssueCode::TooLong, 60));
        let Milestone::Refused(codes) = Milestone::refused(mixed) else { panic!("another milestone") };
        assert_eq!((codes[0], codes[1], codes.len()), (IssueCode::Required, IssueCode::TooLong, 50));
    }
}
