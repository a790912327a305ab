//! Findings on their way out: the code as its number in the table, which the shell has as well, together with the
//! sentences. What a [`Verdict`] or an [`Issue`] looks like to a caller is put together there.

use crate::issue::{Issue, IssueCode, Raw};
use crate::json::{Json, Writer};
use crate::{Error, Verdict};

/// Nothing where the input is to be sent as it was given, without a warning; else value, issues and warnings.
pub(super) fn verdict(verdict: &Verdict, out: &mut Writer) {
    if verdict.result.is_ok() && verdict.as_given && verdict.warnings.is_empty() {
        return;
    }
    out.raw("[");
    match &verdict.result {
        Ok(valid) => {
            valid.value().write(out);
            out.raw(",null,");
        }
        Err(found) => {
            out.raw("null,");
            issues(found, out);
            out.raw(",");
        }
    }
    issues(&verdict.warnings, out);
    out.raw("]");
}

/// An error: the number of its code, what its message says beyond the code's own sentence, and what else is known of it,
/// which without a client is nothing.
pub(super) fn error(error: &Error, out: &mut Writer) {
    out.object(|fields| {
        fields.field("number", &(error.code as usize));
        fields.optional("hint", error.details_sentence().as_ref());
        #[cfg(feature = "client")]
        {
            error.describe_call(fields);
            issues(&error.issues, fields.member("issues"));
        }
    });
}

fn issues(found: &[Issue], out: &mut Writer) {
    out.items(found.iter(), |issue, out| {
        out.raw("[");
        (issue.code as usize).write(out);
        out.raw(",");
        out.list(&issue.path);
        out.raw(",");
        issue.params.write(out);
        // Only what a provider has said has more.
        if issue.code == IssueCode::Provider {
            for part in [issue.provider_message.as_ref(), issue.provider_pointer.as_ref()] {
                out.raw(",");
                part.map(String::as_str).write(out);
            }
            out.raw(",");
            issue.constraint.as_deref().map(Raw).write(out);
        }
        out.raw("]");
    });
}
