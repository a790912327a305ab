//! JSON objects whose fields are fixed in the code that writes them.

use crate::value::json::{Json, Writer};

/// A JSON object: each field's name and value, in this order.
pub(crate) struct JsonFields<'a>(pub(crate) &'a [(&'static str, &'a dyn Json)]);

impl Json for JsonFields<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| self.0.iter().for_each(|(name, value)| fields.field(name, *value)));
    }
}
