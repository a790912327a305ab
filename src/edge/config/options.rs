//! The options of a handler that do not depend on others. The wrapper reads them; `config.rs` checks them.

use crate::rules::option_table::{OptionTable, PackageOption};

/// The options of `createHandler` that do not depend on others.
#[doc(hidden)]
pub static HANDLER_OPTIONS: OptionTable = OptionTable::new(
    "HandlerOptions",
    &[
        /// The path of the handler's routes.
        ///
        /// Default: "/kyc"
        PackageOption::optional("basePath", "string"),
        /// Distinguishes this handler from others: cookies and idempotency keys of one handler are invalid at another,
        /// and what the store knows of customers belongs to it. Set it in production: without it, a new API key or
        /// client id makes another handler.
        ///
        /// Default: derived from base path, provider, account and base URL
        PackageOption::optional("id", "string"),
        /// Replaces the platform's `fetch`.
        ///
        /// Default: globalThis.fetch
        PackageOption::optional("fetch", "Fetch"),
        /// The deadline of a request in milliseconds, shared by hooks, the store and the provider. When it is exceeded,
        /// the response is 503.
        ///
        /// Default: 30000
        PackageOption::optional("timeout", "number"),
        /// The maximum age of webhook events, in milliseconds. Older ones get 401, and so do those from the future.
        ///
        /// Default: 604800000 (seven days)
        PackageOption::optional("maxWebhookAgeMs", "number"),
        /// The hosts that links may have.
        ///
        /// Default: any host
        PackageOption::optional("allowHosts", "readonly string[]"),
        /// The origins of your pages, including this handler's own: `["https://app.example.com"]`.
        PackageOption::required("allowedOrigins", "readonly string[]"),
        /// The origin under which people reach this handler, one of `allowedOrigins`. A link to another device has it.
        /// Set it if the handler runs behind a proxy that changes the header `Host`.
        ///
        /// Default: the one of `allowedOrigins` that the browser reports, or that has the host of the request
        PackageOption::optional("publicOrigin", "string"),
        /// At least 32 random bytes. To rotate it, pass a list with the newest first, and keep the old one for 91 days.
        PackageOption::required("cookieSecret", "string | readonly string[]"),
        /// A store that all processes share: of `kyclink/cloudflare`, of `kyclink/stores/…`, or your own. For one
        /// process: `memoryStore`.
        PackageOption::required("store", "Store"),
        /// Where the person goes after the hosted flow, if the provider supports that.
        PackageOption::optional("redirectUri", "string"),
        /// How strictly inputs are validated.
        ///
        /// Default: "postal"
        PackageOption::optional("policy", "Policy"),
        /// Renders HTML for a person who navigates to a route; otherwise responses are JSON. Use the request for its
        /// URL and headers: its body may have been read.
        PackageOption::optional(
            "render",
            "((view: View, request: Request) => string | Response | Promise<string | Response>)",
        ),
        /// `onboardingPage()` from `kyclink/page`: the handler also serves the web page. It takes the place of
        /// `render`.
        PackageOption::optional("page", "Page"),
        /// What your form asks for beside the applicant, such as a consent: at most ten fields, by name. They are
        /// posted as `own`, checked, and passed to `onCreated`: neither the provider nor the store gets them.
        PackageOption::optional("ownFields", "Readonly<Record<string, OwnField>>"),
        /// Whether the store remembers which customers are open, so that `refresh` of `createOperator` can ask their
        /// providers: a delivery that is lost then leaves nobody behind. Something has to call `refresh`.
        ///
        /// Default: false
        PackageOption::optional("agenda", "boolean"),
        /// Called for each customer that was created, or found after a failed attempt: at least once.
        PackageOption::optional("onCreated", "((created: CreatedCustomer) => unknown)"),
        /// Called for each verified webhook event, at least once. If it throws, the provider sends the event again. With
        /// `agenda`, it is also called for what `refresh` has learned: see `source`.
        PackageOption::optional("onEvent", "((event: HandlerEvent) => unknown)"),
        /// Called with errors whose details the page does not get. The handler does not wait for it. When the handler
        /// is created, it is also called with warnings about the configuration (`invalid_config`); `route` is then
        /// empty. A warning that any request can cause has the code `advice`, and comes at most once an hour: it is no
        /// alarm. By default, errors are logged with `console.error`.
        PackageOption::optional("onError", "((error: KycLinkError | Error, route: Route) => unknown)"),
        /// Called with what took time, for measurements. The handler does not wait for it, and ignores what it throws.
        PackageOption::optional("onStep", "((step: StepReport) => unknown)"),
    ],
);
