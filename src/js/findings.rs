//! Writes issues for the JavaScript wrapper, with the number of a code instead of its name. The wrapper has the same table of
//! codes and sentences, and builds the objects that callers see.

use crate::rules::issue::{Issue, IssueCode, Raw};
use crate::rules::operation::Verdict;
use crate::value::json::{Json, Writer};

/// Writes value, issues and warnings, or nothing if the input is sent exactly as given and there is no warning.
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
        Err(issues) => {
            out.raw("null,");
            write_issues(issues, out);
            out.raw(",");
        }
    }
    write_issues(&verdict.warnings, out);
    out.raw("]");
}

/// Writes a list of issues.
pub(super) fn write_issues(issues: &[Issue], out: &mut Writer) {
    out.items(issues.iter(), |issue, out| {
        out.raw("[");
        (issue.code as usize).write(out);
        out.raw(",");
        out.list(&issue.path);
        out.raw(",");
        issue.params.write(out);
        // Only an issue from a provider has more fields.
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
