//! What people are told about hosted pages.

/// What a web page tells people about a provider's hosted pages.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct HostedPages {
    /// The provider's name for people.
    pub title: &'static str,
    /// Whether the hosted pages send people back to `redirectUri`.
    pub return_people: bool,
    /// Whether some of the hosted pages may be framed: [`presentation`](super::presentation) says which.
    pub may_be_framed: bool,
}
