//! How a link may be shown to the person: which ways its provider documents, and what a page that frames it needs.
//!
//! Each provider decides in its folder. What no document of a provider allows is not a way.

mod checked_link;
mod presentable_link;

pub(crate) use checked_link::CheckedLink;
pub(crate) use presentable_link::Token;
pub use presentable_link::{PRESENTATION_OPTIONS, PresentableLink, PresentationOptions};

use crate::value::json::{Fields, Json, Writer};
use crate::value::secret::Secret;

/// A way to show a link.
///
/// ```
/// assert_eq!(kyclink::Way::Frame.as_str(), "frame");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Way {
    /// In the tab of the page.
    Redirect,
    /// In a new tab.
    Tab,
    /// In a frame of the page.
    Frame,
    /// By the SDK of the company that runs the hosted page, with the link's token.
    Sdk,
}

impl Way {
    /// Its name in results and options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Tab => "tab",
            Self::Frame => "frame",
            Self::Sdk => "sdk",
        }
    }
}

/// Why a way is missing, or what to expect of the others.
///
/// ```
/// assert_eq!(kyclink::PresentationHint::NeverReturns.as_str(), "never_returns");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PresentationHint {
    /// The link's host or path is not one that the provider lets a page frame.
    UnknownLink,
    /// The token names a host that is not known, or cannot be read.
    UnknownToken,
    /// The hosted page does not send the person back: the page has to stay open and watch the status.
    NeverReturns,
}

impl PresentationHint {
    /// Its name in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownLink => "unknown_link",
            Self::UnknownToken => "unknown_token",
            Self::NeverReturns => "never_returns",
        }
    }
}

/// A frame: the attributes of its element.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, presentation};
/// let link = PresentableLink::new("bridge", "https://bridge.withpersona.com/verify?a=b");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// let frame = shown.frame.expect("its check may be framed");
/// assert_eq!(
///     frame.url.expose(),
///     "https://bridge.withpersona.com/widget?a=b&iframe-origin=https%3A%2F%2Fapp.example"
/// );
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `src`. As secret as the link.
    pub url: Secret,
    /// `allow`: the features of the browser that it may use.
    pub allow: &'static str,
    /// `sandbox`, if the page works with it.
    pub sandbox: Option<&'static str>,
    /// `title`, in English: what a screen reader says of the frame.
    pub title: &'static str,
}

/// How a link may be shown.
///
/// ```
/// use kyclink::{PresentableLink, PresentationOptions, presentation};
/// let link = PresentableLink::new("bridge", "https://bridge.withpersona.com/verify?a=b");
/// let shown = presentation(&link, &PresentationOptions::new("https://app.example")?)?;
/// assert_eq!(shown.frame_src, ["https://bridge.withpersona.com"]);
/// assert_eq!(shown.permissions_policy.as_deref(), Some(r#"camera=(self "https://bridge.withpersona.com")"#));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    /// The ways that the provider documents.
    pub ways: Vec<Way>,
    /// The frame, if there is one.
    pub frame: Option<Frame>,
    /// The sources of `frame-src` that the page's Content-Security-Policy has to allow.
    pub frame_src: Vec<String>,
    /// The value of the page's `Permissions-Policy`, if the page sends one.
    pub permissions_policy: Option<String>,
    /// Why a way is missing, or what to expect.
    pub hint: Option<PresentationHint>,
}

impl Presentation {
    /// A link that is opened in a tab.
    pub(crate) fn in_tabs(hint: Option<PresentationHint>) -> Self {
        Self { ways: vec![Way::Redirect, Way::Tab], frame: None, frame_src: Vec::new(), permissions_policy: None, hint }
    }

    pub(crate) fn with_frame(mut self, frame: Frame, origin: String) -> Self {
        self.ways.push(Way::Frame);
        self.frame = Some(frame);
        self.frame_src.push(origin);
        self
    }
}

impl Json for Presentation {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.member("ways").items(self.ways.iter(), |way, out| out.text(way.as_str()));
            if let Some(frame) = &self.frame {
                fields.object("frame", |fields| {
                    fields.text("url", frame.url.expose());
                    fields.text("allow", frame.allow);
                    fields.optional("sandbox", frame.sandbox.as_ref());
                    fields.text("title", frame.title);
                });
            }
            fields.object("headers", |headers| self.write_headers(headers));
            fields.optional("hint", self.hint.map(PresentationHint::as_str).as_ref());
        });
    }
}

impl Presentation {
    fn write_headers(&self, headers: &mut Fields<'_>) {
        headers.object("content-security-policy", |policy| {
            policy.field("frame-src", &self.frame_src);
        });
        headers.optional("permissions-policy", self.permissions_policy.as_ref());
    }
}
