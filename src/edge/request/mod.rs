//! What is checked before a route begins: the route itself, the origin, the rate limit, and the body.

pub(crate) mod body;
pub(crate) mod gate;
pub(crate) mod origin;
