//! Faults to plant: each replaces lines of `src/`, wherever they stand.
//!
//! A fault names no file and no line number, and only as many lines around the change as make it unique. So it survives
//! what happens beside it: moved files, renamed modules, other indentation.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use fs_err as fs;

use crate::{file, workspace};

/// A change that breaks a promise of the handler.
pub(super) struct Fault {
    pub(super) name: String,
    /// What it breaks, as the report says it.
    pub(super) plants: String,
    /// The invariant that finds it.
    pub(super) finds: String,
    edits: Vec<Edit>,
}

/// Lines, and what takes their place.
struct Edit {
    old: Vec<String>,
    new: Vec<String>,
}

/// A source file: its path and its lines.
pub(super) type Source = (PathBuf, Vec<String>);

/// Reads all faults of `simulation/faults`.
pub(super) fn all() -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for path in file::below(&workspace::root().join("simulation/faults"))? {
        let text = fs::read_to_string(&path)?;
        faults.extend(parse(&text).with_context(|| workspace::shown(&path))?);
    }
    Ok(faults)
}

/// Parses faults: after the head of each, an edit is a paragraph whose lines begin with `-` (old), `+` (new) or a space
/// (both).
fn parse(text: &str) -> Result<Vec<Fault>> {
    let fault = |text: &str| {
        let (head, edits) = text.split_once("\n\n").context("an empty line ends the head of a fault")?;
        let (name, head) = head.split_once("\nplants: ").context("a fault has a line `plants: `")?;
        let (plants, finds) = head.split_once("\nfinds: ").context("a fault has a line `finds: `")?;
        let edits = edits.split("\n\n").map(str::trim_end).filter(|edit| !edit.is_empty()).map(Edit::parse);
        let [name, plants, finds] = [name, plants, finds].map(str::to_owned);
        Ok(Fault { name, plants, finds, edits: edits.collect() })
    };
    text.split("fault: ").skip(1).map(fault).collect()
}

impl Edit {
    fn parse(text: &str) -> Self {
        // The lines of one side, without their first character.
        let side = |other: char| {
            let lines = text.lines().filter(move |line| !line.starts_with(other));
            lines.map(|line| line.get(1..).unwrap_or_default().to_owned())
        };
        Self { old: side('+').collect(), new: side('-').collect() }
    }

    /// Replaces the old lines, which must stand in exactly one place. Their indentation does not matter.
    fn apply(&self, sources: &mut [Source]) -> Result<()> {
        let is_same = |line: &String, old: &String| line.trim() == old.trim();
        let is_here = |lines: &[String]| lines.iter().zip(&self.old).all(|(line, old)| is_same(line, old));
        let mut places = Vec::new();
        for (source, (_, lines)) in sources.iter().enumerate() {
            let found = lines.windows(self.old.len()).enumerate().filter(|(_, lines)| is_here(lines));
            places.extend(found.map(|(at, _)| (source, at)));
        }
        let [(source, at)] = places[..] else {
            let text = self.old.join("\n");
            bail!("`src/` has these lines {} times instead of once:\n{text}", places.len());
        };
        let (_, lines) = sources.get_mut(source).context("the place is in a source")?;
        lines.splice(at..at + self.old.len(), self.new.clone());
        Ok(())
    }
}

impl Fault {
    /// Returns the sources with the fault in them.
    pub(super) fn plant_in(&self, sources: &[Source]) -> Result<Vec<Source>> {
        ensure!(!self.edits.is_empty(), "the fault changes nothing");
        let mut planted = sources.to_vec();
        self.edits.iter().try_for_each(|edit| edit.apply(&mut planted))?;
        Ok(planted)
    }
}

/// Reads the sources of the crate.
pub(super) fn sources() -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in workspace::sources()?
        .into_iter()
        .filter(|path| path.starts_with("src") && path.extension().is_some_and(|ending| ending == "rs"))
    {
        let text = fs::read_to_string(workspace::root().join(&path))?;
        sources.push((path, text.lines().map(str::to_owned).collect()));
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names every stale fault at once, in a second. `simulate --faults --check` also compiles them.
    #[test]
    fn every_fault_can_be_planted() -> Result<()> {
        let (faults, sources) = (all()?, sources()?);
        ensure!(faults.len() > 60, "{} faults", faults.len());
        let failed = |fault: &Fault| fault.plant_in(&sources).err().map(|error| format!("{}: {error:#}", fault.name));
        let failed: Vec<_> = faults.iter().filter_map(failed).collect();
        ensure!(failed.is_empty(), "faults that cannot be planted:\n{}", failed.join("\n\n"));
        Ok(())
    }

    #[test]
    fn an_edit_replaces_its_lines_in_the_one_place_where_they_stand() -> Result<()> {
        let source = |name: &str, text: &str| (PathBuf::from(name), text.lines().map(str::to_owned).collect());
        let mut sources = [source("a.rs", "{\n    one();\n    two();\n}"), source("b.rs", "two();\nthree();")];
        let edit = Edit::parse(" one();\n-two();\n+2();");
        edit.apply(&mut sources)?;
        assert_eq!(sources[0].1, ["{", "one();", "2();", "}"]);
        assert!(edit.apply(&mut sources).is_err(), "the lines are gone");
        let mut twice = [source("a.rs", "two();"), source("b.rs", "two();")];
        assert!(Edit::parse("-two();").apply(&mut twice).is_err(), "the lines stand in two files");
        Ok(())
    }

    #[test]
    fn a_fault_has_a_name_an_invariant_and_edits() -> Result<()> {
        let faults = parse(
            "fault: a\nplants: What.\nfinds: limits\n\n-x\n+y\n\n z\n-w\n\nfault: b\nplants: It.\nfinds: a day\n\n-v\n",
        )?;
        let [a, b] = &faults[..] else { anyhow::bail!("{} faults", faults.len()) };
        assert_eq!((a.name.as_str(), a.finds.as_str(), a.edits.len(), b.edits.len()), ("a", "limits", 2, 1));
        assert_eq!((&a.edits[1].old, &a.edits[1].new), (&vec!["z".to_owned(), "w".to_owned()], &vec!["z".to_owned()]));
        assert!(parse("fault: a\n\n-x\n").is_err());
        Ok(())
    }
}
