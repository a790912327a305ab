//! Tests of the crate's public interface, in one binary because that links faster than many.
//!
//! The tests of `src/<path>.rs` are in `tests/it/<path>.rs`, or in a folder of that name, one file for each topic. What
//! is about more than one floor is in `integration`, and what is about the source itself in `house`.

/// Values from outside.
#[cfg(test)]
mod value {
    mod json;
    mod untrusted;
}

/// What an input must satisfy.
#[cfg(test)]
mod rules {
    /// The rules of single fields.
    pub(crate) mod field {
        pub(crate) mod conformance;
        mod date;
        mod integer;
        mod latin;
        mod malformed;
        mod open;
        mod phone;
        mod postal_code;
    }
    mod form;
    mod issue;
    mod issue_code;
    mod json_schema;
    mod normalize;
    mod option_table;
    mod options;
    mod serialize;
    pub(crate) mod shape;
}

/// One call, several in a flow, webhooks, and the typed clients.
#[cfg(test)]
mod client {
    pub(crate) mod call {
        pub(crate) mod typed;
    }
    pub(crate) mod connection;
    mod display;
    mod endpoint {
        mod error_response;
        mod parse_options;
        mod response_field;
    }
    mod error {
        mod echo;
    }
    mod exchange;
    mod link;
    /// From an applicant to a link, and the search for a customer whose create got no response.
    pub(crate) mod onboarding {
        mod applicant;
        mod mapping;
        pub(crate) mod onboard;
        mod reconcile;
    }
    mod preparation;
    mod presentation;
    mod requirement;
    pub(crate) mod webhook;
}

/// The edge handler, run by a host that follows a script. Each limit and duration is tested on both sides of its
/// boundary.
#[cfg(test)]
mod edge {
    mod agreement;
    mod config;
    mod contact;
    mod customer {
        mod requirement;
    }
    mod engine {
        mod ahead;
        mod exchange;
        mod outcome;
    }
    mod milestone;
    mod onboarding {
        mod guessable;
        mod key;
        mod known_customer;
        mod latest_key;
        mod links;
        mod nobody_else;
        mod repeated_create;
        mod token;
    }
    mod operator;
    mod own_provider;
    pub(crate) mod record;
    mod request {
        mod body;
        pub(crate) mod gate;
        mod origin;
    }
    mod response;
    mod session;
    mod status;
    mod webhook;
    pub(crate) mod world;
}

/// The wasm functions of the npm package, called as its wrapper does.
#[cfg(test)]
#[cfg(feature = "__npm")]
mod js;

#[cfg(test)]
mod provider;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod verify;

/// What concerns several floors: the vectors, generated inputs and responses, and what must not be shown.
#[cfg(test)]
mod integration {
    mod calls;
    mod hints;
    pub(crate) mod inputs;
    mod people;
    mod properties;
    mod responses;
    pub(crate) mod reviewed;
    mod secrets;
    pub(crate) mod vectors;
}

/// The source itself: who imports whom, what each file contains, and which test belongs to it.
#[cfg(test)]
mod house {
    mod debug;
    mod examples;
    pub(crate) mod field_coverage;
    mod fields;
    mod layers;
    mod lengths;
    mod mirror;
    mod operation_files;
    mod tables;
    mod types;
}
