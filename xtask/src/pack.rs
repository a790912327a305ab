//! `cargo xtask pack`: builds the npm package in `target/npm`. The same sources always give the same bytes.

mod declarations;
mod docs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use declarations::{DECLARATIONS, declarations, write_providers, write_types};

use crate::file::{self, Stamp};
use crate::toolchain::Toolchain;
use crate::wasm::{self, Module};
use crate::{codegen, node, process, tables, template, workspace, writers};

/// The folders of `pkg-template` that are copied to `dist`. Everything else in it is copied to the root of the package.
const SOURCES: [&str; 12] =
    ["cli", "cloudflare", "entry", "lib", "messages", "names", "node", "page", "react", "stores", "testing", "types"];

/// Compiles `kyclink/page`, whose sources are TypeScript and CSS.
const PAGE_SCRIPT: &str = "xtask/scripts/page.mjs";

/// What typedoc documents, from the comments in the declarations.
const REFERENCE: &str = "xtask/reference/package.json";

const TEMPLATE_VERSION: &str = "\"version\": \"0.0.0\"";

const LEGAL: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];

/// Builds the package and returns the path of the tarball. Does not touch a tarball that is up to date, because a test may be
/// reading it.
pub(crate) fn run() -> Result<PathBuf> {
    node::ready()?;
    let _lock = file::lock(&workspace::target().join("pack.lock"))?;
    let toolchain = Toolchain::ready()?;
    let editions = [&wasm::FULL, &wasm::FORM];
    let modules = editions.into_iter().map(|edition| wasm::build(&toolchain, edition)).collect::<Result<Vec<_>>>()?;
    let package = workspace::package();
    let tarball = workspace::tarball();
    let stamp = stamp(&modules)?;
    if !(stamp.is_current() && tarball.exists()) {
        assemble(&modules, &package)?;
        pack(&package, &tarball)?;
        stamp.write()?;
    }
    Ok(tarball)
}

/// Returns the stamp of everything that `assemble` reads, and of this program.
fn stamp(modules: &[Module]) -> Result<Stamp> {
    let root = workspace::root();
    let mut inputs = file::below(&root.join("pkg-template"))?;
    inputs.extend(file::below(&root.join("data"))?);
    for provider in template::providers() {
        inputs.extend(DECLARATIONS.map(|what| declarations(provider, what)));
    }
    inputs.extend(LEGAL.map(|name| root.join(name)));
    inputs.extend(docs::pages()?.into_iter().map(|(path, _)| path));
    inputs.extend(modules.iter().map(|module| module.wasm.clone()));
    inputs.extend([
        root.join("package-lock.json"),
        root.join(PAGE_SCRIPT),
        root.join(REFERENCE),
        std::env::current_exe()?,
    ]);
    Ok(Stamp::new(workspace::target().join("package.stamp"), &file::names_and_contents(&inputs)?))
}

fn assemble(modules: &[Module], package: &Path) -> Result<()> {
    let dist = package.join("dist");
    make_empty(package)?;
    copy_sources(package, &dist)?;
    for name in LEGAL {
        copy(&workspace::root().join(name), &package.join(name))?;
    }
    // The handler and the page, with the wasm module of the main entry.
    for (folder, api) in [("edge", "../lib/edge/api.js"), ("page", "./server/index.js")] {
        for runtime in ["edge-light", "inline", "workerd"] {
            let text = format!("import \"../entry/{runtime}.js\";\n\nexport * from \"{api}\";\n");
            file::write(&dist.join(folder).join(format!("{runtime}.js")), text.as_bytes())?;
        }
    }
    for (path, contents) in codegen::modules()? {
        file::write(&dist.join(path), contents.as_bytes())?;
    }
    docs::write(package)?;
    write_providers(&dist)?;
    write_types(&dist.join("types"))?;
    // In the folder of the installed compiler.
    let mut typedoc = node::script("node_modules/typedoc/bin/typedoc");
    process::output(typedoc.current_dir(workspace::root().join("xtask/reference")))?;
    for module in modules {
        write_edition(module, &dist)?;
    }
    process::output(node::script(PAGE_SCRIPT).arg(&dist))?;
    Ok(())
}

/// Writes an edition's wasm module and its JavaScript wrapper. The form's folder has the same structure as the package's own, but
/// only the files of the wrapper that its API imports, so it cannot build requests.
fn write_edition(module: &Module, dist: &Path) -> Result<()> {
    let folder = dist.join(module.edition.folder);
    if folder != dist {
        for entry in file::below(&dist.join("entry"))? {
            copy(&entry, &folder.join(entry.strip_prefix(dist)?))?;
        }
        let lib = dist.join("lib");
        for name in template::imported(&lib, &[module.edition.api, "init.js"])? {
            let to = if name == module.edition.api { "api.js" } else { &name };
            copy(&lib.join(&name), &folder.join("lib").join(to))?;
        }
        write_tables(&folder, true)?;
    }
    copy(&module.wasm, &folder.join("kyclink.wasm"))
}

fn copy_sources(package: &Path, dist: &Path) -> Result<()> {
    let template = workspace::root().join("pkg-template");
    for entry in file::below(&template)? {
        let relative = entry.strip_prefix(&template)?;
        if relative.starts_with("page") && relative.extension().is_none_or(|extension| extension != "js") {
            continue; // PAGE_SCRIPT reads it
        }
        let below_dist = SOURCES.iter().any(|folder| relative.starts_with(folder));
        copy(&entry, &if below_dist { dist.join(relative) } else { package.join(relative) })?;
    }
    let manifest = package.join("package.json");
    let text = file::read_text(&manifest)?;
    ensure!(
        text.matches(TEMPLATE_VERSION).count() == 1,
        "pkg-template/package.json must contain `{TEMPLATE_VERSION}` exactly once: it is replaced with the version in Cargo.toml"
    );
    let version = format!("\"version\": \"{}\"", workspace::VERSION);
    file::write(&manifest, text.replace(TEMPLATE_VERSION, &version).as_bytes())
}

/// Writes what an edition has for its operations only.
fn write_tables(folder: &Path, is_form: bool) -> Result<()> {
    file::write(&folder.join("lib/tables.js"), tables::js(is_form).as_bytes())?;
    file::write(&folder.join("lib/writers.js"), writers::js(&tables::numbered(is_form)).as_bytes())
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
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    file::write(to, &file::read(from)?)
}
