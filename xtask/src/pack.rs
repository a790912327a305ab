//! `cargo xtask pack`: builds the npm package in `target/npm`. The same sources always give the same bytes.

mod docs;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use fs_err as fs;

use crate::file::{self, Stamp};
use crate::toolchain::Toolchain;
use crate::wasm;
use crate::{node, process, workspace};

/// Puts the package together from `pkg-template` and [`build_parts`].
const ASSEMBLE_SCRIPT: &str = "xtask/scripts/assemble.mjs";

/// Bundles what browsers load of `kyclink/page`. `ASSEMBLE_SCRIPT` imports it.
const PAGE_SCRIPT: &str = "xtask/scripts/page.mjs";

/// Erases the types. `ASSEMBLE_SCRIPT` imports it.
const ERASE_SCRIPT: &str = "xtask/scripts/erase.mjs";

/// Writes the declarations, with the scripts in the folder of that name. `ASSEMBLE_SCRIPT` imports it.
const DECLARATIONS: [&str; 2] = ["xtask/scripts/declarations.mjs", "xtask/scripts/declarations.json"];

/// Packs the schemas of the sandbox from `tests/schemas`. `ASSEMBLE_SCRIPT` imports it.
const SCHEMAS_SCRIPT: &str = "xtask/scripts/schemas.mjs";

/// Writes the page of the package that lists every export.
const REFERENCE_SCRIPT: &str = "xtask/scripts/reference.mjs";

/// What typedoc reads, and that everything needs a comment.
const TYPEDOC: &str = "xtask/site/typedoc.json";

const LEGAL: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];

/// Builds the package and returns the path of the tarball. Does not touch a tarball that is up to date, because a test
/// may be reading it.
pub(crate) fn run() -> Result<PathBuf> {
    node::ready()?;
    build_parts()?;
    let _lock = file::lock(&workspace::target().join("pack.lock"))?;
    let package = workspace::package();
    let tarball = workspace::tarball();
    let stamp = stamp()?;
    if !(stamp.is_current() && tarball.exists()) {
        assemble(&package)?;
        pack(&package, &tarball)?;
        stamp.write()?;
    }
    Ok(tarball)
}

/// Returns the stamp of everything that the package is made of, and of this program.
fn stamp() -> Result<Stamp> {
    let root = workspace::root();
    let mut inputs = file::below(&root.join("pkg-template"))?;
    inputs.extend(file::below(&parts())?);
    inputs.extend(file::below(&root.join("tests/schemas"))?);
    inputs.extend(file::below(&root.join("xtask/scripts/declarations"))?);
    inputs.extend(LEGAL.map(|name| root.join(name)));
    inputs.extend(docs::pages()?.into_iter().map(|(path, _)| path));
    inputs.extend(
        ["package-lock.json", PAGE_SCRIPT, SCHEMAS_SCRIPT, ERASE_SCRIPT, ASSEMBLE_SCRIPT, REFERENCE_SCRIPT, TYPEDOC]
            .into_iter()
            .chain(DECLARATIONS)
            .map(|name| root.join(name)),
    );
    inputs.push(std::env::current_exe()?);
    Ok(Stamp::new(workspace::target().join("package.stamp"), &file::names_and_contents(&inputs)?))
}

fn parts() -> PathBuf {
    workspace::target().join("parts")
}

/// Builds what the package has of the crate, in `target/parts`: the wasm modules, and the files that are generated from
/// the tables. Does not touch what is up to date, because a test may be reading it.
pub(crate) fn build_parts() -> Result<()> {
    node::ready()?;
    let _lock = file::lock(&workspace::target().join("parts.lock"))?;
    let toolchain = Toolchain::ready()?;
    let mut files = Vec::new();
    for edition in &wasm::EDITIONS {
        files.push((PathBuf::from(edition.path), fs::read(wasm::build(&toolchain, edition)?)?));
    }
    for (folder, generated) in
        [("dist", kyclink_codegen::package(workspace::root())?), ("form", kyclink_codegen::form())]
    {
        let below = |(path, text): (String, String)| (Path::new(folder).join(path), text.into_bytes());
        files.extend(generated.into_iter().map(below));
    }
    let named =
        files.iter().flat_map(|(path, content)| [path.to_string_lossy().into_owned().into_bytes(), content.clone()]);
    let stamp = Stamp::new(workspace::target().join("parts.stamp"), &named.collect::<Vec<_>>());
    if !stamp.is_current() {
        make_empty(&parts())?;
        files.into_iter().try_for_each(|(path, content)| file::write(&parts().join(path), content))?;
        stamp.write()?;
    }
    Ok(())
}

fn assemble(package: &Path) -> Result<()> {
    process::output(node::script(ASSEMBLE_SCRIPT).arg(package))?;
    docs::write(package)?;
    let declarations = workspace::target().join("reference.json");
    process::output(typedoc().arg("--json").arg(&declarations))?;
    process::output(node::script(REFERENCE_SCRIPT).arg(declarations).arg(package.join("docs/reference.md")))?;
    Ok(())
}

/// Returns typedoc, which reads the packed pages and declarations.
pub(crate) fn typedoc() -> Command {
    let mut typedoc = node::script("xtask/site/node_modules/typedoc/bin/typedoc");
    typedoc.args(["--options", TYPEDOC]);
    typedoc
}

fn pack(package: &Path, tarball: &Path) -> Result<()> {
    let folder = workspace::target().join("npm");
    make_empty(&folder)?;
    let mut npm = Command::new("npm");
    npm.current_dir(package).args(["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination"]).arg(&folder);
    process::output(&mut npm)?;
    let expected = workspace::shown(tarball);
    ensure!(
        tarball.exists(),
        "npm pack did not create {expected}: the name in pkg-template/package.json must be `kyclink`"
    );
    Ok(())
}

fn make_empty(folder: &Path) -> Result<()> {
    file::remove(folder)?;
    Ok(fs::create_dir_all(folder)?)
}
