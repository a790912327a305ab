//! The closed list of error codes.
//!
//! A code, the HTTP status that reports it, whether it is retryable and its message stand in one row.

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $status:literal $retryable:literal $message:literal)*) => {
        /// What went wrong, as a stable code.
        ///
        /// ```
        /// use kyclink::ErrorCode;
        /// let code = ErrorCode::RateLimited;
        /// assert_eq!((code.as_str(), code.http_status(), code.is_retryable()), ("rate_limited", 503, true));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[doc = $doc])* $variant,)* }

        impl ErrorCode {
            /// Every code, in the order of the table.
            ///
            /// ```
            /// use kyclink::ErrorCode;
            /// let code = ErrorCode::ALL.iter().find(|code| code.as_str() == "rate_limited");
            /// assert_eq!(code, Some(&ErrorCode::RateLimited));
            /// ```
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code in results, such as `rate_limited`.
            ///
            /// ```
            /// assert_eq!(kyclink::ErrorCode::NotFound.as_str(), "not_found");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it means, for the documentation.
            ///
            /// ```
            /// use kyclink::ErrorCode;
            /// assert_eq!(ErrorCode::Unauthorized.meaning(), "The provider does not know the credentials.");
            /// ```
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// The English message: a sentence without a credential, a link or a person's data.
            ///
            /// ```
            /// use kyclink::ErrorCode;
            /// assert_eq!(ErrorCode::InvalidRequest.message(), "The input is not valid; nothing was sent.");
            /// ```
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }

            /// The HTTP status with which your own server reports this error.
            ///
            /// ```
            /// use kyclink::ErrorCode;
            /// assert_eq!(ErrorCode::InvalidRequest.http_status(), 422, "the applicant can correct it");
            /// assert_eq!(ErrorCode::Unauthorized.http_status(), 502, "the applicant has no part in it");
            /// ```
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// Whether a retry may succeed. [`Error::is_retryable`](crate::Error::is_retryable) decides for one error.
            ///
            /// ```
            /// use kyclink::ErrorCode;
            /// assert!(ErrorCode::RateLimited.is_retryable());
            /// assert!(!ErrorCode::InvalidRequest.is_retryable());
            /// ```
            pub const fn is_retryable(self) -> bool {
                match self { $(Self::$variant => $retryable,)* }
            }
        }
    };
}

error_codes! {
    /// Validation failed before anything was sent; `issues` lists what is wrong.
    InvalidRequest "invalid_request" 422 false "The input is not valid; nothing was sent."
    /// The configuration, an option or an argument is wrong.
    InvalidConfig "invalid_config" 500 false "The configuration is not valid."
    /// A request shows what may be wrong with the handler's configuration. Anybody can send such a request, so it is
    /// never an alarm.
    Advice "advice" 500 false "A request shows what may be wrong with the configuration."
    /// A client with credentials was created in a web page.
    SecretInBrowser "secret_in_browser" 500 false "A client holds credentials and must not run in a web page: create the link in a server or edge function."
    /// A function was called before its module has started: before `ready` in an old Chromium, or before `init` of a
    /// slim entry point.
    NotInitialized "not_initialized" 500 false "kyclink/slim is not ready: await init(url) or call initSync(module) first."
    /// The provider does not know the credentials.
    Unauthorized "unauthorized" 502 false "The provider refused the credentials: check the key and its environment."
    /// The credentials do not permit this request.
    Forbidden "forbidden" 502 false "The provider does not permit this request with these credentials."
    /// The customer does not exist; for a request that names no customer, such as a create, the endpoint does not
    /// exist.
    NotFound "not_found" 502 false "Not found at the provider."
    /// The request contradicts what the provider already has.
    Conflict "conflict" 409 false "The provider already has data that contradicts this request."
    /// The provider or its environment does not offer this operation.
    NotSupported "not_supported" 502 false "The provider does not support this operation here."
    /// The customer's email or phone must be confirmed before a link can be created.
    ContactNotVerified "contact_not_verified" 409 false "The customer's email and phone must be confirmed at the provider before a link can be created."
    /// The provider refused the data; `issues` lists the fields that it named.
    ProviderRejected "provider_rejected" 422 false "The provider refused the request."
    /// The provider limits the number of requests.
    RateLimited "rate_limited" 503 true "The provider is limiting the number of requests: try again later."
    /// The provider has an outage or an internal error.
    Unavailable "unavailable" 503 true "The provider is not available: try again later."
    /// The connection failed.
    Network "network" 502 true "The provider could not be reached."
    /// No response arrived in time.
    Timeout "timeout" 504 true "The provider did not respond in time."
    /// The caller's signal aborted the call.
    Aborted "aborted" 503 false "The call was aborted by its signal."
    /// The response to a create is missing or incomplete, so the customer may or may not exist.
    OutcomeUnknown "outcome_unknown" 503 false "The provider may or may not have created the customer."
    /// The response is not what the operation promises.
    UnexpectedResponse "unexpected_response" 502 false "The provider's response is not what this operation promises."
    /// The signature is missing, malformed, or matches none of the configured keys.
    WebhookSignature "webhook_signature" 401 false "The webhook's signature is missing, malformed, or does not match its body and the configured keys."
    /// The signature is valid, but the body is not an event.
    WebhookMalformed "webhook_malformed" 400 false "The webhook's signature is valid, but its body is not an event."
    /// The event is older than the limit that you set, more than ten minutes in the future, or its age is unknown.
    WebhookStale "webhook_stale" 401 false "The webhook is older than maxAgeMs, from the future, or its age is unknown."
    /// The signature is valid, but is older or newer than the provider allows: the delivery may be a recorded one.
    WebhookTooOld "webhook_too_old" 400 false "The webhook was signed too long ago, or in the future."
    /// A bug in kyclink.
    Internal "internal" 500 false "kyclink failed because of a bug: please report it."
}
