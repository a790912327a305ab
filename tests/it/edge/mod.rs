//! The edge handler's state machine, run by a host that follows a script. Each module of `src/edge` has a file of tests, and
//! each limit and duration is tested on both sides of its edge.

mod claim;
mod config;
mod confirm;
mod contact;
mod gate;
mod key;
mod links;
mod origin;
mod request;
mod response;
mod session;
mod status;
mod webhooks;
mod world;
