//! `cargo xtask pack`: builds the npm package in `target/npm`. The same sources always give the same bytes.

mod docs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::file::{self, Stamp};
use crate::toolchain::Toolchain;
use crate::wasm::{self, Module};
use crate::{node, process, tables, template, workspace, writers};

/// The folders of `pkg-template` that are copied to `dist`. Everything else in it is copied to the root of the package.
const SOURCES: [&str; 13] = [
    "cli",
    "cloudflare",
    "edge",
    "entry",
    "lib",
    "messages",
    "names",
    "node",
    "page",
    "react",
    "stores",
    "testing",
    "types",
];

/// Compiles `kyclink/page`, whose sources are TypeScript and CSS.
const PAGE_SCRIPT: &str = "xtask/scripts/page.mjs";

const TEMPLATE_VERSION: &str = "\"version\": \"0.0.0\"";

/// A provider's TypeScript declarations.
const DECLARATIONS: [&str; 3] = ["types", "inputs", "calls"];

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
    for provider in template::providers() {
        inputs.extend(DECLARATIONS.map(|what| declarations(provider, what)));
    }
    inputs.extend(LEGAL.map(|name| root.join(name)));
    inputs.extend(docs::pages()?.into_iter().map(|(path, _)| path));
    inputs.extend(modules.iter().map(|module| module.wasm.clone()));
    inputs.extend([root.join("package-lock.json"), root.join(PAGE_SCRIPT), std::env::current_exe()?]);
    Ok(Stamp::new(workspace::target().join("package.stamp"), &file::names_and_contents(&inputs)?))
}

fn assemble(modules: &[Module], package: &Path) -> Result<()> {
    let dist = package.join("dist");
    make_empty(package)?;
    copy_sources(package, &dist)?;
    for name in LEGAL {
        copy(&workspace::root().join(name), &package.join(name))?;
    }
    docs::write(package)?;
    write_providers(&dist)?;
    write_types(&dist.join("types"))?;
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
    copy(&module.wasm, &folder.join("kyclink.wasm"))?;
    write_inlined(&module.wasm, &folder)
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

/// Writes the module as base64 in JavaScript, for runtimes in which a package may not be able to load files.
fn write_inlined(wasm: &Path, dist: &Path) -> Result<()> {
    let base64 = process::output(node::script("xtask/scripts/base64.mjs").arg(wasm))?;
    let text = format!("// @generated from kyclink.wasm\nexport default \"{}\";\n", base64.trim());
    file::write(&dist.join("inline-wasm.js"), text.as_bytes())
}

/// Writes what an edition has for its operations only.
fn write_tables(folder: &Path, is_form: bool) -> Result<()> {
    file::write(&folder.join("lib/tables.js"), tables::js(is_form).as_bytes())?;
    file::write(&folder.join("lib/writers.js"), writers::js(&tables::numbered(is_form)).as_bytes())
}

fn write_providers(dist: &Path) -> Result<()> {
    write_tables(dist, false)?;
    file::write(&dist.join("lib/calls.js"), tables::calls().as_bytes())?;
    file::write(&dist.join("lib/providers.js"), template::providers_js(&template::providers()).as_bytes())?;
    write_generated_types(&dist.join("types"))
}

/// Writes the declarations that are not in `pkg-template/types`. Those that are must be in the folder.
fn write_generated_types(types: &Path) -> Result<()> {
    let names = template::providers();
    let mut providers = Vec::new();
    for &name in &names {
        let [own, inputs, calls] = DECLARATIONS.map(|what| declarations(name, what));
        providers.push((name, file::read_text(&calls)?));
        copy(&own, &types.join("provider").join(format!("{name}.d.ts")))?;
        copy(&inputs, &types.join("provider").join(format!("{name}-inputs.d.ts")))?;
        copy(&calls, &types.join("provider").join(format!("{name}-calls.d.ts")))?;
    }
    file::write(&types.join("tables.d.ts"), tables::d_ts().as_bytes())?;
    let rules = file::read_text(&types.join("rules.d.ts"))?;
    file::write(&types.join("form-rules.d.ts"), template::form_rules_d_ts(&rules).as_bytes())?;
    file::write(&types.join("inputs.d.ts"), template::inputs_d_ts(&names).as_bytes())?;
    file::write(&types.join("providers.d.ts"), template::providers_d_ts(&providers).as_bytes())
}

/// Writes all declarations of the package into a folder, without building the rest.
pub(crate) fn write_declarations(types: &Path) -> Result<()> {
    make_empty(types)?;
    let template = workspace::root().join("pkg-template/types");
    for entry in file::below(&template)? {
        copy(&entry, &types.join(entry.strip_prefix(&template)?))?;
    }
    write_generated_types(types)?;
    write_types(types)
}

/// Completes the declarations: without a list or a default, a declaration file also exports what is not marked.
fn write_types(types: &Path) -> Result<()> {
    for path in file::below(types)? {
        ensure!(path.to_string_lossy().ends_with(".d.ts"), "{} must be a .d.ts file", path.display());
        let text = file::read_text(&path)?;
        if !["\nexport {", "\nexport *", "\nexport default"].iter().any(|list| text.contains(list)) {
            file::write(&path, (text + "export {};\n").as_bytes())?;
        }
    }
    Ok(())
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

/// Returns the path of a provider's TypeScript declarations of this name.
fn declarations(provider: &str, what: &str) -> PathBuf {
    workspace::root().join("src/provider").join(provider).join(format!("{what}.d.ts"))
}

fn make_empty(folder: &Path) -> Result<()> {
    file::remove(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    file::write(to, &file::read(from)?)
}
