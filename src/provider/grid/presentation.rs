//! How its links may be shown. Documents: the guide to KYC of the OpenAPI repository, which offers the link for a
//! redirect or the token for Sumsub's WebSDK, and `@sumsub/websdk` 2.9.0, which opens the host that the token names.

use crate::client::presentation::{CheckedLink, Presentation, PresentationHint, Token, Way};

const SDK: &str = "https://in.sumsub.com";
const SDK_HOSTS: &[&str] = &["in.sumsub.com", "api.sumsub.com"];

pub(super) fn of(link: &CheckedLink) -> Presentation {
    let base = match link.token() {
        None => return Presentation::in_tabs(None),
        Some(Token::WithoutBase) => Some(SDK.to_owned()),
        Some(Token::Base(url)) => link.origin_among(url, SDK_HOSTS),
        Some(Token::Unreadable) => None,
    };
    let Some(base) = base else { return Presentation::in_tabs(Some(PresentationHint::UnknownToken)) };
    let mut shown = Presentation::in_tabs(None);
    shown.ways.push(Way::Sdk);
    shown.permissions_policy = Some(["camera=(self \"", &base, "\"), microphone=(self \"", &base, "\")"].concat());
    shown.frame_src.push(base);
    shown
}
