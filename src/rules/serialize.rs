//! What validation returns, as JSON and for serde.

use crate::rules::issue::{Fault, Issue, Params, Segment};
use crate::rules::operation::Verdict;
use crate::rules::words::Words;
use crate::value::json::{Fields, Json, Raw, Writer};
use crate::value::serialize::serialize_by_json;

serialize_by_json! { Issue Verdict<'_> }

impl Json for Segment {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Key(name) => out.text(name),
            Self::Index(at) => at.write(out),
        }
    }
}

impl Json for Words {
    fn write(&self, out: &mut Writer) {
        out.items(self.iter(), |word, out| out.text(word));
    }
}

/// Writes the values as a list. [`IssueCode::params`](crate::IssueCode::params) has their names.
impl Json for Params {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::None => out.raw("[]"),
            Self::Text(text) => out.list(&[*text]),
            Self::Counts(counts) => out.list(counts),
            Self::Words(words) => out.list(&[*words]),
        }
    }
}

impl Fault {
    /// Writes the values of the code's parameters by their names.
    pub(crate) fn write_params(&self, fields: &mut Fields<'_>) {
        let names = self.code.params().iter();
        match &self.params {
            Params::None => {}
            Params::Text(text) => names.for_each(|name| fields.text(name, text)),
            Params::Counts(counts) => names.zip(counts).for_each(|(name, count)| fields.field(name, count)),
            Params::Words(words) => names.for_each(|name| fields.field(name, words)),
        }
    }
}

/// Leaves out the provider's own strings, as `Debug` does: they may echo personal data.
impl Json for Issue {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("code", self.code.as_str());
            fields.field("path", &self.path);
            fields.field("pointer", &self.pointer());
            fields.object("params", |fields| {
                Fault { code: self.code, params: self.params }.write_params(fields);
                fields.optional("constraint", self.constraint.as_deref().map(Raw).as_ref());
            });
            fields.field("message", &self.message());
        });
    }
}
