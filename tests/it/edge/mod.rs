//! The edge handler, run by a host that follows a script. Each limit and duration is tested on both sides of its boundary.

mod claim;
mod config;
mod confirm;
mod contact;
mod gate;
mod guessable;
mod handoff;
mod held;
mod key;
mod links;
mod origin;
mod outcome;
mod request;
mod response;
mod rights;
mod session;
mod status;
mod webhooks;
mod world;
