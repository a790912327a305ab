//! What the typed clients of all providers have in common. `cargo xtask codegen` writes the calls of these macros into
//! the `client.rs` of each provider's folder: what is different is there, and the rest here.

/// A client with a method for each endpoint: `name(Input) -> Returned;`, where `name` is the file of the operation.
macro_rules! typed_client {
    ($($(#[$docs:meta])* $name:ident($input:ident) -> $returned:ty;)*) => {
        pub use super::credentials::Credentials;

        /// A client. Each method returns a [`Call`](crate::Call), which a transport sends.
        #[derive(Debug)]
        pub struct Client {
            connection: $crate::client::connection::Connection,
        }

        impl Client {
            /// Checks the credentials' form.
            pub fn new(credentials: Credentials) -> Result<Self, $crate::client::error::Error> {
                Self::with_options(credentials, &$crate::client::connection::client_options::ClientOptions::default())
            }

            /// Checks the form of the credentials and of the options.
            pub fn with_options(
                credentials: Credentials,
                options: &$crate::client::connection::client_options::ClientOptions,
            ) -> Result<Self, $crate::client::error::Error> {
                let service = &super::service::SERVICE;
                $crate::client::connection::Connection::open_with(service, &credentials, options)
                    .map(|connection| Self { connection })
            }

            /// The connection, for calls whose input is not a struct: see
            /// [`Call::from_untrusted`](crate::Call::from_untrusted).
            pub fn connection(&self) -> &$crate::client::connection::Connection {
                &self.connection
            }

            $(
                $(#[$docs])*
                pub fn $name(&self, input: &$input) -> $crate::client::call::typed::Call<'_, $returned> {
                    $crate::client::call::typed::Call::new(input, &self.connection)
                }
            )*

            /// Onboards an applicant: creates what the provider needs, and leads to a hosted link or to what to do
            /// first.
            pub fn onboard(&self, applicant: &Applicant) -> $crate::client::onboarding::flow_call::OnboardingCall<'_> {
                let flow = &super::onboard::FLOW;
                $crate::client::onboarding::flow_call::OnboardingCall::new(flow, applicant, &self.connection)
            }

            /// Finds the customer of an onboarding whose create got no response.
            pub fn reconcile(
                &self,
                applicant: &Applicant,
                window: $crate::client::onboarding::reconcile::Window,
            ) -> $crate::client::onboarding::flow_call::ReconcileCall<'_> {
                let flow = &super::onboard::FLOW;
                $crate::client::onboarding::flow_call::ReconcileCall::new(flow, applicant, window, &self.connection)
            }
        }

        /// The provider's webhooks: how they are signed, and where their fields are.
        pub fn webhook() -> &'static $crate::client::webhook::Webhook {
            &super::webhook::WEBHOOK
        }

        impl $crate::client::call::typed::Input for Applicant {
            fn operation() -> &'static $crate::rules::operation::Operation {
                &super::onboard::OPERATION
            }
        }

        $(
            impl $crate::client::call::typed::Input for $input {
                fn operation() -> &'static $crate::rules::operation::Operation {
                    &super::$name::OPERATION
                }
            }

            impl $crate::client::call::typed::CallInput for $input {
                type Returns = super::$name::Returned;

                fn endpoint() -> &'static $crate::client::endpoint::Endpoint {
                    &super::$name::ENDPOINT
                }
            }
        )*
    };
}

/// Credentials: the names of their texts, which are those of the npm package's configuration.
macro_rules! credentials {
    ($(#[$docs:meta])* ($($text:ident),+)) => {
        $(#[$docs])*
        #[derive(Clone, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct Credentials {
            $($text: String,)+
            #[serde(skip_serializing_if = "Option::is_none")]
            environment: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            base_url: Option<String>,
        }

        impl Credentials {
            /// Credentials of the production environment.
            pub fn production($($text: impl Into<String>),+) -> Self {
                Self { $($text: $text.into(),)+ environment: Some("production"), base_url: None }
            }

            /// Credentials of the provider's sandbox.
            pub fn sandbox($($text: impl Into<String>),+) -> Self {
                Self { $($text: $text.into(),)+ environment: Some("sandbox"), base_url: None }
            }

            /// Credentials for another base URL: https, or http on a loopback host.
            pub fn at(base_url: impl Into<String>, $($text: impl Into<String>),+) -> Self {
                Self { $($text: $text.into(),)+ environment: None, base_url: Some(base_url.into()) }
            }
        }

        impl std::fmt::Debug for Credentials {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("Credentials").field("environment", &self.environment).finish_non_exhaustive()
            }
        }
    };
}

/// Closed lists of words. They are `non_exhaustive`, because the provider may add words.
macro_rules! closed_lists {
    ($($(#[$docs:meta])* enum $name:ident { $($word:literal => $variant:ident,)* })*) => {
        $(
            $(#[$docs])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
            #[non_exhaustive]
            pub enum $name {
                $(
                    #[doc = concat!("`", $word, "`")]
                    #[serde(rename = $word)]
                    $variant,
                )*
            }
        )*
    };
}

/// Objects. No type with a person's data has `Debug`: one that is printed would show it.
macro_rules! input_objects {
    ($($(#[$docs:meta])* struct $name:ident { $($fields:tt)* })*) => {
        $(input_objects! { @fields [$(#[$docs])*] $name [] [] [] $($fields)* })*
    };
    // A field that may be absent, other members that are sent as they are, and a field that is required.
    (@fields $head:tt $name:ident [$($done:tt)*] [$($init:tt)*] $required:tt
        $(#[$docs:meta])* $field:ident: Option<$type:ty>, $($rest:tt)*) => {
        input_objects! { @fields $head $name
            [$($done)* $(#[$docs])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,]
            [$($init)* $field: None,]
            $required $($rest)* }
    };
    (@fields $head:tt $name:ident [$($done:tt)*] [$($init:tt)*] $required:tt
        $(#[$docs:meta])* ..$field:ident: $type:ty, $($rest:tt)*) => {
        input_objects! { @fields $head $name
            [$($done)* $(#[$docs])* #[serde(flatten)] pub $field: $type,]
            [$($init)* $field: Default::default(),]
            $required $($rest)* }
    };
    (@fields $head:tt $name:ident [$($done:tt)*] [$($init:tt)*] [$($required:tt)*]
        $(#[$docs:meta])* $field:ident: $type:ty, $($rest:tt)*) => {
        input_objects! { @fields $head $name
            [$($done)* $(#[$docs])* pub $field: $type,]
            [$($init)* $field: $field.into(),]
            [$($required)* $field: impl Into<$type>,] $($rest)* }
    };
    // Only a type without a required field has a default value, so that no required field is left out.
    (@fields [$($head:tt)*] $name:ident [$($done:tt)*] $init:tt []) => {
        $($head)*
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($done)* }
    };
    (@fields [$($head:tt)*] $name:ident [$($done:tt)*] [$($init:tt)*] [$($required:tt)+]) => {
        $($head)*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($done)* }

        impl $name {
            /// Makes one with the required fields; the others are absent.
            pub fn new($($required)+) -> Self {
                Self { $($init)* }
            }
        }
    };
}

/// Objects whose fields depend on a word: enums with a struct for each variant.
macro_rules! input_variants {
    ($($(#[$docs:meta])* enum $name:ident by $tag:literal { $($word:literal => $variant:ident($object:ident),)* })*) => {
        $(
            $(#[$docs])*
            #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(tag = $tag)]
            #[allow(clippy::large_enum_variant, reason = "an input is made once and passed by reference")]
            pub enum $name {
                $(
                    #[doc = concat!("`", $tag, "` is `", $word, "`.")]
                    #[serde(rename = $word)]
                    $variant($object),
                )*
            }

            $(
                impl From<$object> for $name {
                    fn from(input: $object) -> Self {
                        Self::$variant(input)
                    }
                }
            )*
        )*
    };
}

pub(super) use {closed_lists, credentials, input_objects, input_variants, typed_client};
