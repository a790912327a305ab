//! What the shell of the npm package may ask of an instance, by number: names would be packed, sent and compared at every
//! call. `cargo xtask pack` writes the numbers down for the shell, as `lib/calls.js`.

macro_rules! calls {
    ($($variant:ident $constant:literal)*) => {
        /// A function of `src/js`.
        #[derive(Clone, Copy)]
        pub enum Call { $(#[doc = $constant] $variant),* }

        impl Call {
            /// All of them; each has its place as number.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name of its number in the shell.
            pub const fn constant(self) -> &'static str {
                match self { $(Self::$variant => $constant),* }
            }
        }
    };
}

calls! {
    Validate "VALIDATE"
    Normalize "NORMALIZE"
    JsonSchema "JSON_SCHEMA"
    Countries "COUNTRIES"
    Country "COUNTRY"
    Subdivisions "SUBDIVISIONS"
    AddressFields "ADDRESS_FIELDS"
    FieldProps "FIELD_PROPS"
    BuildRequest "BUILD_REQUEST"
    ParseResponse "PARSE_RESPONSE"
    CheckConfig "CHECK_CONFIG"
    NoResponse "NO_RESPONSE"
    WaitMs "WAIT_MS"
    Onboard "ONBOARD"
    Reconcile "RECONCILE"
    ToInput "TO_INPUT"
    SafeKycUrl "SAFE_KYC_URL"
    MsUntilExpiry "MS_UNTIL_EXPIRY"
    IsExpired "IS_EXPIRED"
    CheckWebhook "CHECK_WEBHOOK"
    ReadWebhook "READ_WEBHOOK"
    CheckEdge "CHECK_EDGE"
    Edge "EDGE"
}
