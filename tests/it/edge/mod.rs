//! The edge handler, run by a host that follows a script. Each limit and duration is tested on both sides of its boundary.

mod claim;
mod config;
mod contact;
mod gate;
mod guessable;
mod handoff;
mod held;
mod key;
mod links;
mod outcome;
mod response;
mod session;
mod status;
mod webhooks;
mod world;
