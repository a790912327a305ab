//! How its links may be shown. Documents: apidocs.bridge.xyz, "Embedding as an iframe" of `kyclinks`, and the terms of
//! service. `/verify` sends `X-Frame-Options: SAMEORIGIN`; the same link with `/widget` is made for frames.

use crate::client::presentation::{CheckedLink, Frame, Presentation, PresentationHint};

const CHECK_HOSTS: &[&str] = &["bridge.withpersona.com"];
const TERMS_HOSTS: &[&str] = &["compliance.bridge.xyz", "dashboard.bridge.xyz"];

/// What the identity provider's own SDK gives its frame, without leave to navigate the page around it.
const SANDBOX: &str =
    "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox";

pub(super) fn of(link: &CheckedLink) -> Presentation {
    let origin = link.origin();
    if link.is_at(TERMS_HOSTS, "/accept-terms-of-service") {
        let frame = Frame { url: link.secret(), allow: "", sandbox: None, title: "Terms of service" };
        return Presentation::in_tabs(None).with_frame(frame, origin);
    }
    let widget = link.is_at(CHECK_HOSTS, "/verify").then(|| link.with_path_and_origin("/widget", "iframe-origin"));
    let Some(url) = widget.flatten() else { return Presentation::in_tabs(Some(PresentationHint::UnknownLink)) };
    let frame = Frame { url, allow: "camera", sandbox: Some(SANDBOX), title: "Identity check" };
    let permissions_policy = Some(["camera=(self \"", &origin, "\")"].concat());
    Presentation { permissions_policy, ..Presentation::in_tabs(None).with_frame(frame, origin) }
}
