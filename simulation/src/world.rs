//! A world: its parts, and the checks that watch them.

use std::ops::Deref;

use crate::invariants::Checks;
use crate::parts::Parts;

/// A world. What acts in it reaches the rest through it.
pub(crate) struct World {
    parts: Parts,
    pub(crate) checks: Checks,
}

impl World {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts, checks: Checks::default() }
    }
}

impl Deref for World {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
