//! The functions that the JavaScript wrapper can call, by number, because names would have to be packed and compared at
//! every call. `cargo xtask pack` writes the numbers to the wrapper's `module/wasm/calls.ts`.

macro_rules! calls {
    (
        $($of_form:ident $form_constant:literal)*;
        $($of_client:ident $client_constant:literal)*;
        $($of_handler:ident $handler_constant:literal)*
    ) => {
        /// A function that the JavaScript wrapper can call.
        #[derive(Clone, Copy)]
        pub enum WasmCall {
            $(#[doc = $form_constant] $of_form,)*
            $(#[doc = $client_constant] $of_client,)*
            $(#[doc = $handler_constant] $of_handler),*
        }

        impl WasmCall {
            /// Every call, which the handler's module has. The number of a call is its index here.
            pub const ALL: &[Self] = &[$(Self::$of_form,)* $(Self::$of_client,)* $(Self::$of_handler),*];

            /// The calls of the client's module.
            pub const OF_CLIENT: &[Self] = &[$(Self::$of_form,)* $(Self::$of_client),*];

            /// The calls of the form's module.
            pub const OF_FORM: &[Self] = &[$(Self::$of_form),*];

            /// Returns the name of the constant in `module/wasm/calls.ts`.
            pub const fn constant(self) -> &'static str {
                match self {
                    $(Self::$of_form => $form_constant,)*
                    $(Self::$of_client => $client_constant,)*
                    $(Self::$of_handler => $handler_constant),*
                }
            }
        }
    };
}

calls! {
    CheckOptions "CHECK_OPTIONS"
    Normalize "NORMALIZE"
    JsonSchema "JSON_SCHEMA"
    Countries "COUNTRIES"
    Country "COUNTRY"
    Subdivisions "SUBDIVISIONS"
    AddressFields "ADDRESS_FIELDS"
    FieldProps "FIELD_PROPS"
    PhoneInput "PHONE_INPUT"
    OwnOperation "OWN_OPERATION"
    ;
    BuildRequest "BUILD_REQUEST"
    ParseResponse "PARSE_RESPONSE"
    CheckConfig "CHECK_CONFIG"
    SendRequest "SEND_REQUEST"
    Onboard "ONBOARD"
    Reconcile "RECONCILE"
    ToInput "TO_INPUT"
    SafeKycUrl "SAFE_KYC_URL"
    MsUntilExpiry "MS_UNTIL_EXPIRY"
    IsExpired "IS_EXPIRED"
    CheckWebhook "CHECK_WEBHOOK"
    ReadWebhook "READ_WEBHOOK"
    Presentation "PRESENTATION"
    Preparation "PREPARATION"
    ;
    CheckEdge "CHECK_EDGE"
    Tenant "TENANT"
    Edge "EDGE"
    Operate "OPERATE"
    ClientNetwork "CLIENT_NETWORK"
    Counters "COUNTERS"
    Count "COUNT"
}
