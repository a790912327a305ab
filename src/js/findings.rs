//! Issues on their way out: the code as its number in the table, which the wrapper has as well, together with the
//! sentences. The wrapper builds what a caller sees of a [`Verdict`] or an [`Issue`].

use crate::rules::issue::{Issue, IssueCode, Raw};
use crate::rules::operation::Verdict;
use crate::value::json::{Json, Writer};

/// Nothing where the input is to be sent as it was given, without a warning; else value, issues and warnings.
pub(super) fn write_verdict(verdict: &Verdict, out: &mut Writer) {
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
            write_issues(found, out);
            out.raw(",");
        }
    }
    write_issues(&verdict.warnings, out);
    out.raw("]");
}

pub(super) fn write_issues(found: &[Issue], out: &mut Writer) {
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
