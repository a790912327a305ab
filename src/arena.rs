//! The end of a value. An instance of the package never gives memory back (DESIGN.md), but the compiler cannot know
//! that, and walks through every tree that goes out of use.

/// Drops a value, or in an instance of the package nothing at all.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown", feature = "js")))]
pub(crate) fn release<T>(value: T) {
    drop(value);
}

/// Drops a value, or in an instance of the package nothing at all.
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "js"))]
pub(crate) fn release<T>(value: T) {
    std::mem::forget(value);
}
