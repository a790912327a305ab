//! What a process remembers of the agenda from one request to the next.

use crate::value::json::{Json, Writer};

/// The part of a slot of the agenda that a process has for itself, and how many of its records exist. With the next
/// request, the host passes it on as `agenda: { [provider]: [slot, first, count] }`: its entry then finds a free record at
/// once. A host that does not is right as well.
///
/// ```
/// use kyclink::edge::AgendaPlace;
/// let place = AgendaPlace { provider: "grid", slot: 11_933_333, first: 0, count: 1 };
/// assert_eq!(place.count, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgendaPlace {
    /// The provider's name.
    pub provider: &'static str,
    /// The slot: the time at which its customers are due, in units of 150 seconds since 1970-01-01 UTC.
    pub slot: i64,
    /// The number of the record with which the part begins.
    pub first: i64,
    /// How many records.
    pub count: i64,
}

impl Json for AgendaPlace {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("place", &[self.slot, self.first, self.count]);
        });
    }
}
