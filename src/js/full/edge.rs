//! The edge handler: one step of it, on its way out.

use crate::client::error::Error;
use crate::edge::{Content, Step};
use crate::js::unpack::Arguments;
use crate::value::json::Writer;
use crate::value::untrusted::UntrustedValue;

/// `check_edge(config)`: the name of the first field that is wrong, or a list of sentences for the owner
pub(super) fn check(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    match crate::edge::check(arguments.get(0)) {
        Ok(advice) => out.list(&advice),
        Err(field) => out.text(field),
    }
    Ok(())
}

/// `edge(config, request, outcomes)`
pub(super) fn step(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let outcomes = arguments.get(2).list().unwrap_or_default();
    let step = crate::edge::step(arguments.get(0), arguments.get(1), outcomes);
    out.object(|fields| match &step {
        Step::Do(effect, with) => {
            fields.text("effect", effect);
            fields.member("with").raw(with);
        }
        Step::Answer(reply) => {
            fields.field("status", &usize::from(reply.status));
            fields.object("headers", |fields| {
                reply.headers.iter().for_each(|(name, value)| fields.text(name, value));
            });
            fields.text("view", reply.view);
            match &reply.content {
                Content::Empty => {}
                Content::Json(body) => fields.member("body").raw(body),
                Content::Refused(code) => fields.text("code", code),
                Content::Failed(code) => {
                    fields.text("code", crate::edge::told(*code).as_str());
                    fields.text("failed", code.as_str());
                }
                Content::OfHook => fields.field("ofHook", &UntrustedValue::Bool(true)),
            }
        }
    });
    Ok(())
}
