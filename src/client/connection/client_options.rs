//! The options of a client in Rust.

use std::fmt;

use crate::rules::options::Policy;
use crate::value::untrusted::{Object, UntrustedValue};

/// The options of a client: those of the npm package's `ClientOptions` that are not about its transport.
///
/// ```
/// use kyclink::grid::{Client, Credentials, GetCustomer};
/// use kyclink::{ClientOptions, Policy};
/// let credentials = Credentials::sandbox("id", "secret_x");
/// let options = ClientOptions::default().policy(Policy::Strict).allow_hosts([".sumsub.com"]).header("X-Team", "7");
/// let client = Client::with_options(credentials, &options)?;
/// let request = client.get_customer(&GetCustomer::new("Customer:1")).request()?;
/// assert!(request.headers.contains(&("X-Team".into(), "7".into())));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ClientOptions {
    policy: Policy,
    allow_hosts: Option<Vec<String>>,
    profiles: Option<Vec<String>>,
    headers: Vec<(String, String)>,
}

impl ClientOptions {
    /// Sets how strictly inputs are validated. The default is [`Policy::Postal`].
    #[must_use]
    pub const fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the hosts that links may have: `example.com` (any port), `example.com:8443`, or `.example.com` for its
    /// subdomains. A link to any other host is an error. By default any host is accepted, and an empty list is refused.
    #[must_use]
    pub fn allow_hosts<T: Into<String>>(mut self, hosts: impl IntoIterator<Item = T>) -> Self {
        self.allow_hosts = Some(hosts.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the verification profiles that determine a customer's status. By default all do, and an empty list is
    /// refused.
    ///
    /// ```
    /// use kyclink::ClientOptions;
    /// use kyclink::spherepay::{Client, Credentials};
    /// let options = ClientOptions::default().profiles(["kyc"]);
    /// let client = Client::with_options(Credentials::sandbox("secret_x"), &options)?;
    /// assert_eq!(client.connection().parse_options(0).profiles, ["kyc"]);
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[must_use]
    pub fn profiles<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.profiles = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a header to every request, other than `Authorization`, `Content-Type` and `Idempotency-Key`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds the options to a configuration under their names, so that they are validated like those of any other
    /// caller.
    pub(crate) fn add_to(&self, config: &mut Object<'static>) {
        let texts = |texts: &[String]| texts.iter().cloned().map(UntrustedValue::from).collect::<Vec<_>>().into();
        let header = |(name, value): &(String, String)| vec![name.clone().into(), value.clone().into()].into();
        config.push("policy", self.policy.as_str().into());
        for (name, list) in [("allowHosts", &self.allow_hosts), ("profiles", &self.profiles)] {
            if let Some(list) = list {
                config.push(name, texts(list));
            }
        }
        config.push("headers", self.headers.iter().map(header).collect::<Vec<UntrustedValue>>().into());
    }
}

/// Does not show the headers, which may be secrets.
impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("policy", &self.policy)
            .field("allow_hosts", &self.allow_hosts)
            .field("profiles", &self.profiles)
            .finish_non_exhaustive()
    }
}
