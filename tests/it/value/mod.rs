//! Values from outside.

mod untrusted;
