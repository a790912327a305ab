//! The edge handler's state machine against a host that follows a script: every decision that keeps a person's data, or the
//! provider's patience, safe.

mod answer;
mod claim;
mod config;
mod confirm;
mod contact;
mod gate;
mod key;
mod links;
mod origin;
mod request;
mod session;
mod status;
mod webhooks;
mod world;
