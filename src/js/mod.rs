//! Floor 7: the boundary of the npm package. Arguments come packed into bytes, results go out as JSON text.
//!
//! Both lie in buffers that an instance keeps, so that only numbers cross: one call costs a fraction of converting object
//! by object, and leaves nothing behind that a replaced instance could orphan (DESIGN.md, "How do values cross the
//! boundary?"). No rule lives here.

#[doc(hidden)]
pub mod calls;
#[cfg(feature = "__npm")]
mod exports;
#[cfg(feature = "__npm")]
mod findings;
#[cfg(feature = "__npm")]
mod form;
#[cfg(all(feature = "__npm", not(feature = "__form")))]
mod full;
#[cfg(feature = "__npm")]
mod unpack;
