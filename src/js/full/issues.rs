//! Writes the issues of an error for the JavaScript wrapper, with the number of a code instead of its name. The wrapper
//! has the same table of codes and sentences, and builds the objects that callers see.

use crate::rules::issue::Issue;
use crate::value::json::{Json, Raw, Writer};

pub(super) fn write_issues(issues: &[Issue], out: &mut Writer) {
    out.items(issues.iter(), |issue, out| {
        out.raw("[");
        (issue.code as usize).write(out);
        out.raw(",");
        out.list(&issue.path);
        out.raw(",");
        issue.params.write(out);
        if issue.is_from_provider() {
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
