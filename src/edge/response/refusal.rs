//! The handler's own codes: what is wrong with a request itself. Every other code is an `ErrorCode`.
//!
//! A row has all that a code needs: the type, the list and the table in docs/errors.md are generated from it. The
//! messages are not part of the wasm modules, because the wrapper has them.

/// A problem with the request itself: status and public code.
#[derive(Clone, Copy)]
pub(crate) struct Refusal(pub(crate) u16, pub(crate) &'static str);

/// A code of the handler's own problem details.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandlerCode {
    /// The code, as it appears in responses.
    pub code: &'static str,
    /// The HTTP status of the response.
    pub status: u16,
    /// When the code is used.
    pub meaning: &'static str,
    /// The message for the person or the developer.
    pub message: &'static str,
}

macro_rules! refusals {
    ($($(#[doc = $doc:literal])+ $name:ident $status:literal $code:literal $message:literal)*) => {
        #[allow(dead_code, reason = "the wrapper alone responds with `internal`")]
        impl Refusal {
            $($(#[doc = $doc])+ pub(crate) const $name: Self = Self($status, $code);)*
        }

        /// Every code, in the order of the statuses.
        #[doc(hidden)]
        pub static HANDLER_CODES: &[HandlerCode] = &[$(HandlerCode {
            code: $code,
            status: $status,
            meaning: concat!($($doc),+).trim_ascii(),
            message: $message,
        }),*];
    };
}

refusals! {
    /// The body cannot be read, or is not an object.
    MALFORMED 400 "malformed" "The request body cannot be read."
    /// The idempotency key is too short, too long or has other characters.
    MALFORMED_KEY 400 "idempotency_key_malformed" "An idempotency key must be 22 to 255 visible ASCII characters."
    /// The route needs a session, and the request has none.
    NO_SESSION 401 "no_session" "There is no onboarding in this browser."
    /// The origin is not allowed, or `authorize` refused the request.
    NOT_ALLOWED 403 "not_allowed" "This is not allowed from here."
    /// There is no such route.
    NO_ROUTE 404 "no_route" "There is nothing at this address."
    /// The route has another method.
    METHOD_NOT_ALLOWED 405 "method_not_allowed" "This address does not support this method."
    /// The body did not arrive before the deadline.
    REQUEST_TIMEOUT 408 "request_timeout" "The request body took too long to arrive."
    /// The form of the page was posted by a browser that keeps no cookies, and nothing was created.
    NO_COOKIES 409 "no_cookies" "Your browser keeps no cookies here: allow them, and send the form again."
    /// The session may not change this contact.
    CONTACT_LOCKED 409 "contact_locked" "This contact cannot be changed any more."
    /// Another request is doing the same.
    STILL_RUNNING 409 "still_running" "This is still in progress: try again in a moment."
    /// The provider does not have the customer any more: only a new onboarding with a new key leads on.
    CUSTOMER_GONE 410 "customer_gone" "The provider does not have this onboarding any more: start again."
    /// The link to another device was used, replaced or is too old.
    HANDOFF_EXPIRED 410 "handoff_expired" "This link has been used, or has expired."
    /// The body is larger than the route allows.
    PAYLOAD_TOO_LARGE 413 "payload_too_large" "The request body is too large."
    /// The body is neither JSON nor a form, or is compressed.
    UNSUPPORTED_MEDIA_TYPE 415 "unsupported_media_type" "Send JSON or a form, without content-encoding."
    /// The idempotency key belongs to an applicant with other data, or its 24 hours are over.
    KEY_REUSED 422 "idempotency_key_reused" "This idempotency key was used with other data, or a day ago: use a new one."
    /// `rateLimit` refused the request, or codes were asked for too often.
    TOO_MANY_REQUESTS 429 "too_many_requests" "Too many requests: wait a while, then try again."
    /// The handler itself failed. `onError` gets the reason.
    INTERNAL 500 "internal" "Something went wrong on our side."
    /// The provider has no token for an app, or makes no other link.
    NOT_SUPPORTED 502 "not_supported" "The provider does not support this operation here."
    /// The deadline has passed, or the store is not available.
    NOT_NOW 503 "not_now" "This could not be done now: try again in a moment."
}
