//! The response to a page after an onboarding step: the link, or the step that is needed first.

use std::borrow::Cow;

use crate::client::contact::Channel;
use crate::client::customer::Status;
use crate::client::endpoint::Output;
use crate::client::link::sdk_token::SdkToken;
use crate::client::link::verification::Terms;
use crate::client::link::{KycLink, KycUrl, LinkProgress, TosLink};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::presentation::Presentation;
use crate::edge::customer::found::FoundCustomer;
use crate::edge::customer::next_action::{ACCEPT_TERMS, OPEN_LINK};
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Content, Response, View};
use crate::provider::Provider;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// What a page gets after an onboarding step. If it is [`repeatable`](NextStep::repeatable), it is also stored, for a
/// repeated request.
#[derive(Clone)]
pub(crate) enum NextStep<'a> {
    /// The person goes to the hosted pages.
    Link(Link<'a>),
    /// An app goes on with the provider's SDK. It is asked for anew each time, and never stored.
    Token(Cow<'a, SdkToken>),
    Approved,
    /// The customer has nothing to open: its status says what is next.
    Status(Status),
    /// These contacts must be confirmed first.
    VerifyContact(Vec<Channel>),
    /// The person must accept the provider's terms first.
    AcceptTerms(TermsPage<'a>),
}

/// A page with the provider's terms, as our page gets it.
#[derive(Clone)]
pub(crate) struct TermsPage<'a> {
    url: Cow<'a, str>,
    provider: &'a str,
    /// Whether it is the handler's own page of agreements.
    is_agreements: bool,
}

impl<'a> TermsPage<'a> {
    /// A page of the provider.
    fn of_provider(url: &'a str, provider: &'a str) -> Self {
        Self { url: url.into(), provider, is_agreements: false }
    }
}

/// A link as a page gets it.
#[derive(Clone, Copy)]
pub(crate) struct Link<'a> {
    kyc_url: &'a str,
    expires_at: Option<&'a str>,
    provider: &'a str,
    expires_at_ms: Option<i64>,
    /// Whether it can be opened only once.
    once: bool,
}

impl<'a> NextStep<'a> {
    /// Returns what a request for a link leads to.
    pub(crate) fn of(output: &'a Output) -> Option<Self> {
        match output {
            Output::KycLink(link) => Some(link.into()),
            Output::LinkProgress(link) => Self::of_progress(link),
            Output::SdkToken(token) => Some(Self::Token(Cow::Borrowed(token))),
            Output::TosLink(TosLink { url, provider, .. }) => {
                Some(Self::AcceptTerms(TermsPage::of_provider(url.as_str(), provider)))
            }
            _ => None,
        }
    }

    /// Returns what a request for a token leads to. At some providers the token comes with a link, but not with each.
    pub(crate) fn with_token(output: &'a Output) -> Option<Self> {
        let step = Self::of(output)?;
        Some(match (&step, output) {
            (Self::Link(_), Output::KycLink(link)) => {
                SdkToken::of_link(link).map_or(step, |token| Self::Token(Cow::Owned(token)))
            }
            _ => step,
        })
    }

    /// Returns what a link leads to that was made earlier. A customer that the provider has decided about, or is
    /// checking, may have no link any more.
    fn of_progress(link: &'a LinkProgress) -> Option<Self> {
        let (kyc_url, terms_url, provider) = (link.kyc_url.as_ref(), link.tos_url.as_ref(), link.provider);
        if link.verification.status == Status::Approved {
            return Some(Self::Approved);
        }
        // The check may be over before the terms are accepted, and then needs no link.
        if let Some(url) = terms_url.filter(|_| link.verification.terms == Terms::Pending) {
            return Some(Self::AcceptTerms(TermsPage::of_provider(url.as_str(), provider)));
        }
        let Some(kyc_url) = kyc_url.map(KycUrl::as_str) else { return Some(Self::Status(link.verification.status)) };
        Some(Self::Link(Link { kyc_url, expires_at: None, provider, expires_at_ms: None, once: false }))
    }

    /// What a customer has to whom the provider gives no other link.
    pub(crate) fn without_link(status: Status) -> Self {
        if status == Status::Approved { Self::Approved } else { Self::Status(status) }
    }

    /// The handler's own page of agreements, at this URL.
    pub(crate) fn agreements(url: String, provider: &'static Provider) -> Self {
        Self::AcceptTerms(TermsPage { url: url.into(), provider: provider.name(), is_agreements: true })
    }

    /// Reads what [`Json::write`] has stored. Returns `None` if nothing was.
    pub(crate) fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        stored.object()?;
        if let Some(url) = stored.text_of("termsUrl") {
            let provider = stored.text_of("provider").unwrap_or_default();
            let is_agreements = stored.field("isOwn").is_some_and(UntrustedValue::is_true);
            return Some(Self::AcceptTerms(TermsPage { url: url.into(), provider, is_agreements }));
        }
        let Some(link) = stored.field("link").filter(|link| link.object().is_some()) else {
            match stored.text_of("status").and_then(Status::parse) {
                Some(Status::Approved) => return Some(Self::Approved),
                Some(status) => return Some(Self::Status(status)),
                None => {}
            }
            let channels = stored.field("channels").and_then(UntrustedValue::texts).unwrap_or_default();
            return Some(Self::VerifyContact(channels.into_iter().filter_map(Channel::parse).collect()));
        };
        Some(Self::Link(Link {
            kyc_url: link.text_of("kycUrl")?,
            expires_at: link.text_of("expiresAt"),
            provider: link.text_of("provider").unwrap_or_default(),
            expires_at_ms: stored.integer_at("expiresAtMs"),
            once: false,
        }))
    }

    /// Returns what a repeated request gets again. A link for one opening may have been used since.
    pub(crate) fn repeatable(self) -> Option<Self> {
        Some(self).filter(|next| !matches!(next, Self::Link(Link { once: true, .. })))
    }

    /// When the link expires, if there is one that does.
    pub(crate) fn expires_at_ms(&self) -> Option<i64> {
        match self {
            Self::Link(link) => link.expires_at_ms,
            Self::Token(token) => token.expiry.as_ref().map(|expiry| expiry.ms),
            Self::Approved | Self::Status(_) | Self::VerifyContact(_) | Self::AcceptTerms(_) => None,
        }
    }

    /// Returns the response to an onboarding. A form is redirected to the link.
    pub(crate) fn respond(&self, is_form: bool) -> Response {
        match self {
            Self::Link(link) if is_form => {
                Response::new(303, Content::Empty, None).with_header("location", link.kyc_url.to_owned())
            }
            Self::Link(link) => Response::new(201, Content::Json(link.to_json()), None),
            Self::Token(token) => Response::new(201, Content::Json(token.to_json()), None),
            Self::Approved => Response::json(200, &JsonFields(&[("next", &"approved")]), View::Status),
            Self::Status(_) => Response::json(200, &JsonFields(&[("next", &"status")]), View::Status),
            Self::VerifyContact(channels) => verify_contact(202, channels),
            Self::AcceptTerms(TermsPage { url, provider, .. }) => {
                let url = &url.as_ref();
                let body = JsonFields(&[("next", &ACCEPT_TERMS), ("url", url), ("provider", provider)]);
                Response::json(202, &body, View::Status)
            }
        }
    }

    /// Returns the response to a person who pressed the button for the next page. Unlike [`respond`](Self::respond), it
    /// redirects a form to the terms, too.
    pub(crate) fn respond_to_button(&self, is_form: bool) -> Response {
        match self {
            Self::AcceptTerms(terms) if is_form => {
                Response::new(303, Content::Empty, None).with_header("location", terms.url.to_string())
            }
            _ => self.respond(is_form),
        }
    }

    /// Returns the provider and the URL of its page to which the person goes next, if there is one.
    pub(crate) fn destination(&self) -> Option<(&'a str, &str)> {
        match self {
            Self::Link(Link { provider, kyc_url, .. }) => Some((provider, kyc_url)),
            Self::AcceptTerms(TermsPage { provider, url, is_agreements: false }) => Some((provider, url)),
            Self::AcceptTerms(_) | Self::Token(_) | Self::Approved | Self::Status(_) | Self::VerifyContact(_) => None,
        }
    }

    /// Returns the page that shows where the person goes next, as the provider lets it be shown.
    pub(crate) fn respond_with(&self, presentation: &Presentation, is_handed_over: bool) -> Option<Response> {
        let (_, url) = self.destination()?;
        let (action, name) = match self {
            Self::AcceptTerms(_) => (ACCEPT_TERMS, "termsUrl"),
            _ => (OPEN_LINK, "kycUrl"),
        };
        let status = Status::Incomplete.as_str();
        let mut fields: Vec<(_, &dyn Json)> =
            vec![("status", &status), ("nextAction", &action), (name, &url), ("presentation", presentation)];
        if is_handed_over {
            fields.push(("handedOver", &true));
        }
        Some(Response::json(200, &JsonFields(&fields), View::Frame))
    }
}

impl<'a> From<&'a Onboarding> for NextStep<'a> {
    fn from(onboarding: &'a Onboarding) -> Self {
        match onboarding {
            Onboarding::Link(link) | Onboarding::AcceptTerms { then: link, .. } => link.as_ref().into(),
            Onboarding::VerifyContact { channels, .. } => Self::VerifyContact(channels.clone()),
            Onboarding::Approved { .. } => Self::Approved,
            Onboarding::Status { status, .. } => Self::Status(*status),
        }
    }
}

/// A link, unless the person has to accept terms first or is approved.
impl<'a> From<&'a KycLink> for NextStep<'a> {
    fn from(link: &'a KycLink) -> Self {
        let provider = link.provider;
        if link.verification.as_ref().is_some_and(|verification| verification.status == Status::Approved) {
            return Self::Approved;
        }
        match link.open_terms() {
            Some(url) => Self::AcceptTerms(TermsPage::of_provider(url.as_str(), provider)),
            None => {
                let expiry = link.expiry.as_ref();
                let (expires_at, expires_at_ms) = (expiry.map(|at| at.text.as_str()), expiry.map(|at| at.ms));
                Self::Link(Link {
                    kyc_url: link.kyc_url.as_str(),
                    expires_at,
                    provider,
                    expires_at_ms,
                    once: link.once,
                })
            }
        }
    }
}

impl Json for Link<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("kycUrl", self.kyc_url);
            fields.optional("expiresAt", self.expires_at.as_ref());
            fields.text("provider", self.provider);
            fields.flag("once", self.once);
        });
    }
}

impl Json for NextStep<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| match self {
            Self::Link(link) => {
                fields.field("link", link);
                fields.optional("expiresAtMs", link.expires_at_ms.as_ref());
            }
            Self::Token(_) => {}
            Self::Approved => fields.text("status", Status::Approved.as_str()),
            Self::Status(status) => fields.text("status", status.as_str()),
            Self::VerifyContact(channels) => fields.field("channels", channels),
            Self::AcceptTerms(terms) => {
                fields.text("termsUrl", &terms.url);
                fields.text("provider", terms.provider);
                if terms.is_agreements {
                    fields.field("isOwn", &true);
                }
            }
        });
    }
}

/// Returns the response after a contact was confirmed: another contact to confirm, or the link.
pub(crate) fn next_contact_or_link(customer: &FoundCustomer) -> Response {
    if customer.unverified.is_empty() {
        return Response::json(200, &JsonFields(&[("next", &"link")]), View::VerifyContact);
    }
    verify_contact(200, &customer.unverified)
}

/// Lists the contacts that are not confirmed: both, if the provider does not name them.
fn verify_contact(status: u16, open: &[Channel]) -> Response {
    let channels = if open.is_empty() { &[Channel::Email, Channel::Phone] } else { open };
    let body = JsonFields(&[("next", &"verify_contact"), ("channels", &channels)]);
    Response::json(status, &body, View::VerifyContact)
}
