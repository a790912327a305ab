//! Runs commands side by side. The output of each is captured and printed whole when it ends, and none that fails stops another.

use std::collections::HashSet;
use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::unchanged::{self, Inputs, Snapshot};
use crate::file::{self, Stamp};
use crate::process;
use crate::tally::Tally;

/// A command that runs tests, and when it may run.
pub(super) struct Job {
    pub(super) name: String,
    /// The line above its output.
    pub(super) title: String,
    pub(super) command: Command,
    /// The folder that it compiles Rust to, which cargo locks: for each folder one job runs at a time. One lane is for the others.
    pub(super) builds_in: Option<&'static str>,
    /// The job that must have ended before.
    pub(super) after: Option<&'static str>,
    pub(super) inputs: Inputs,
    /// When it is ended: a test that leaves something running would never end.
    pub(super) limit: Duration,
}

pub(super) struct Ended {
    pub(super) name: String,
    pub(super) tally: Tally,
    pub(super) time: Duration,
    /// It did not run, because it passed with the same inputs before.
    pub(super) is_unchanged: bool,
}

/// What the lanes share.
struct Shared<'a> {
    /// In the order in which they start, as far as they can.
    waiting: Vec<Job>,
    running: HashSet<String>,
    /// The folders that are compiled to.
    building: HashSet<&'static str>,
    /// The tree as it was when the last job ended.
    tree: Option<Snapshot>,
    ended: Vec<Ended>,
    print: &'a mut (dyn FnMut(&str) + Send),
}

/// How jobs run.
pub(super) struct Room<'a> {
    /// The number of jobs that run at once.
    pub(super) lanes: usize,
    /// Whether jobs that passed with the same inputs are left out.
    pub(super) skip: bool,
    /// Returns the inputs of all jobs as they are now.
    pub(super) tree: &'a (dyn Fn() -> Option<Snapshot> + Sync),
    pub(super) print: &'a mut (dyn FnMut(&str) + Send),
}

/// Runs all jobs and returns them in the order in which they ended.
pub(super) fn run(jobs: Vec<Job>, room: Room) -> Vec<Ended> {
    let Room { lanes, skip, tree, print } = room;
    let (running, building, ended) = (HashSet::new(), HashSet::new(), Vec::new());
    let shared = Mutex::new(Shared { waiting: jobs, running, building, tree: tree(), ended, print });
    let job_ended = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                while let Some((mut job, before)) = next(&shared, &job_ended, lanes) {
                    let stamp = before.and_then(|before| before.stamp(&job.name, &job.inputs));
                    let (ended, output) = one(&mut job, stamp.as_ref(), skip);
                    let after = tree();
                    if ended.tally.is_success() && !ended.is_unchanged {
                        record(&job, stamp, after.as_ref());
                    }
                    let mut shared = lock(&shared);
                    shared.tree = after;
                    shared.running.remove(&job.name);
                    if let Some(folder) = job.builds_in {
                        shared.building.remove(folder);
                    }
                    shared.ended.push(ended);
                    (shared.print)(&output);
                    job_ended.notify_all();
                }
            });
        }
    });
    shared.into_inner().unwrap_or_else(PoisonError::into_inner).ended
}

/// Waits for the first job that may start now. Returns `None` if no job is left.
fn next(shared: &Mutex<Shared>, job_ended: &Condvar, lanes: usize) -> Option<(Job, Option<Snapshot>)> {
    let mut shared = lock(shared);
    while !shared.waiting.is_empty() {
        let is_unfinished =
            |name: &str| shared.running.contains(name) || shared.waiting.iter().any(|waiting| waiting.name == name);
        let is_full = shared.building.len() + 1 >= lanes;
        let is_blocked = |folder: &str| is_full || shared.building.contains(folder);
        let may_start = |job: &Job| !(job.builds_in.is_some_and(is_blocked) || job.after.is_some_and(is_unfinished));
        if let Some(at) = shared.waiting.iter().position(may_start) {
            let job = shared.waiting.remove(at);
            shared.building.extend(job.builds_in);
            shared.running.insert(job.name.clone());
            return Some((job, shared.tree.clone()));
        }
        shared = job_ended.wait(shared).unwrap_or_else(PoisonError::into_inner);
    }
    None
}

fn lock<'a, 'b>(shared: &'a Mutex<Shared<'b>>) -> MutexGuard<'a, Shared<'b>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a job, unless it may be skipped, and returns what to print.
fn one(job: &mut Job, stamp: Option<&Stamp>, skip: bool) -> (Ended, String) {
    let name = job.name.clone();
    if skip && stamp.is_some_and(Stamp::is_current) {
        let ended = Ended { name, tally: Tally::default(), time: Duration::ZERO, is_unchanged: true };
        return (ended, format!("{}: unchanged since it passed", job.title));
    }
    let start = Instant::now();
    let (tally, output) = captured(job).unwrap_or_else(|error| (Tally::FAILED, format!("FAILED: {name}\n{error:#}")));
    let time = start.elapsed();
    let output = format!("\n{} ({:.1} s)\n{output}", job.title, time.as_secs_f64());
    (Ended { name, tally, time, is_unchanged: false }, output)
}

/// Runs the command of a job with its output in a file, which shows how far it is meanwhile.
fn captured(job: &mut Job) -> Result<(Tally, String)> {
    let path = unchanged::record(&job.name, "log");
    file::write(&path, b"")?;
    let log = File::options().append(true).open(&path)?;
    let line = process::line(&job.command);
    let command = job.command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let status = process::status_within(command, job.limit);
    let output = file::read(&path)?;
    let output = String::from_utf8_lossy(&output);
    match status {
        Ok(status) => Ok(Tally::of_output(&line, status, &output)),
        Err(error) => Ok((Tally::FAILED, format!("{output}{error:#}"))),
    }
}

/// Records that a job passed, unless its inputs changed meanwhile: then it is not known which ones passed.
fn record(job: &Job, stamp: Option<Stamp>, tree: Option<&Snapshot>) {
    if let Some(stamp) = stamp
        && tree.and_then(|tree| tree.stamp(&job.name, &job.inputs)).as_ref() == Some(&stamp)
    {
        // Without the record the job runs again.
        let _ = stamp.write();
    }
}

#[cfg(test)]
mod tests {
    use super::super::unchanged::tests::snapshot;
    use super::*;
    use crate::workspace;

    fn job(name: &str, script: &str) -> Job {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let inputs = Inputs { reads: Box::new(|path| path != "unread"), tarball: false };
        let (name, title, limit) = (name.to_owned(), format!("== {name}"), Duration::from_secs(60));
        Job { name, title, command, builds_in: None, after: None, inputs, limit }
    }

    /// Runs jobs in three lanes; returns them and what was printed.
    fn run_in(tree: Option<Snapshot>, skip: bool, jobs: Vec<Job>) -> (Vec<Ended>, Vec<String>) {
        let mut printed = Vec::new();
        let tree = || tree.clone();
        let ended = run(jobs, Room { lanes: 3, skip, tree: &tree, print: &mut |text| printed.push(text.to_owned()) });
        (ended, printed)
    }

    const PASSES: &str = "echo 'ℹ pass 1'";

    #[test]
    fn a_job_runs_again_only_if_an_input_changed() {
        let runs_with = |files: &[(&str, &str)], skip| {
            let (ended, printed) = run_in(Some(snapshot(files)), skip, vec![job("schedule-input", PASSES)]);
            assert_eq!(printed[0].contains("unchanged since it passed"), ended[0].is_unchanged);
            assert_eq!(ended[0].tally.passed, u64::from(!ended[0].is_unchanged), "only tests that ran are counted");
            !ended[0].is_unchanged
        };
        let files = [("read", "1"), ("unread", "1")];
        assert!(runs_with(&files, false));
        assert!(!runs_with(&files, true));
        assert!(runs_with(&files, false), "without `skip` it always runs");
        assert!(!runs_with(&[("read", "1"), ("unread", "2")], true));
        assert!(runs_with(&[("read", "2"), ("unread", "1")], true), "another content");
        assert!(runs_with(&[("read", "2"), ("new", "1")], true), "another file");
    }

    #[test]
    fn a_job_that_failed_or_whose_inputs_changed_meanwhile_runs_again() {
        let files = [("read", "1")];
        for _ in 0..2 {
            let (ended, _) =
                run_in(Some(snapshot(&files)), true, vec![job("schedule-failure", "echo 'ℹ fail 1'; exit 1")]);
            assert!(!ended[0].is_unchanged);
        }
        for run_number in 0..2 {
            let snapshots = Mutex::new(vec![snapshot(&[("read", "after")]), snapshot(&[("read", "before")])]);
            let tree = || snapshots.lock().ok()?.pop();
            let jobs = vec![job("schedule-meanwhile", PASSES)];
            let ended = run(jobs, Room { lanes: 1, skip: true, tree: &tree, print: &mut |_| () });
            assert!(!ended[0].is_unchanged, "run {run_number}");
        }
    }

    #[test]
    fn a_failed_job_stops_no_other_and_each_output_is_whole() {
        let (ended, printed) = run_in(
            None,
            false,
            vec![
                job("schedule-a", "echo a1; sleep 0.2; echo a2 >&2; echo 'ℹ fail 1'; exit 1"),
                job("schedule-b", "echo b1; sleep 0.1; echo b2; echo 'ℹ pass 1'"),
                Job { command: Command::new("/nowhere"), ..job("schedule-c", "") },
                Job { after: Some("schedule-a"), ..job("schedule-d", PASSES) },
            ],
        );
        let text = printed.concat();
        assert!(text.contains("a1\na2\nℹ fail 1") && text.contains("b1\nb2\nℹ pass 1"), "{text}");
        assert!(text.contains("cannot start `/nowhere`"), "{text}");
        let failed: Vec<&str> = ended.iter().filter(|job| job.tally.failed > 0).map(|job| &*job.name).collect();
        assert_eq!((ended.len(), failed.len()), (4, 2), "{text}");
        let at = |name: &str| ended.iter().position(|job| job.name == name);
        assert!(at("schedule-a") < at("schedule-d"), "it waits for another job, though that one fails");
    }

    #[test]
    fn a_job_that_does_not_end_is_ended_and_has_failed() {
        let endless = Job {
            limit: Duration::from_millis(100),
            ..job("schedule-endless", "echo before; echo 'ℹ pass 1'; exec sleep 60")
        };
        let (ended, printed) = run_in(None, false, vec![endless]);
        assert_eq!(ended[0].tally, Tally::FAILED);
        assert!(printed[0].contains("before") && printed[0].contains("has not ended within"), "{printed:?}");
    }

    #[test]
    fn one_job_builds_in_a_folder_and_others_run_beside_it() {
        let log = workspace::target().join("test/schedule-order");
        file::write(&log, b"").unwrap();
        let path = log.display();
        let builds =
            |name: &str, script: &str| Job { builds_in: Some("a"), ..job(&format!("schedule-{name}"), script) };
        // The first one ends once the third one has run.
        let wait =
            format!("for i in $(seq 400); do grep -q z {path} && break; sleep 0.05; done; echo x >>{path}; {PASSES}");
        let jobs = vec![
            builds("x", &wait),
            builds("y", &format!("echo y >>{path}; {PASSES}")),
            Job { builds_in: Some("b"), ..job("schedule-z", &format!("echo z >>{path}; {PASSES}")) },
        ];
        run_in(None, false, jobs);
        assert_eq!(file::read_text(&log).unwrap(), "z\nx\ny\n");
    }
}
