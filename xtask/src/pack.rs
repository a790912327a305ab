//! `cargo xtask pack`: builds the npm package in `target/npm`. The same sources always give the same bytes.

mod docs;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use fs_err as fs;
use kyclink_codegen::Generated;

use crate::file::{self, Stamp};
use crate::toolchain::Toolchain;
use crate::wasm::{self, Module};
use crate::{node, process, workspace};

/// The folders of `pkg-template` that are copied to `dist`. Everything else in it is copied to the root of the package.
const SOURCES: [&str; 12] =
    ["cli", "cloudflare", "entry", "lib", "messages", "names", "node", "page", "react", "stores", "testing", "types"];

/// Compiles `kyclink/page`, whose sources are TypeScript and CSS, and completes the form.
const PAGE_SCRIPT: &str = "xtask/scripts/page.mjs";

/// What that script imports.
const EAGER_SCRIPT: &str = "xtask/scripts/eager.mjs";

/// What typedoc documents, from the comments in the declarations.
const REFERENCE: &str = "xtask/reference/package.json";

const TEMPLATE_VERSION: &str = "\"version\": \"0.0.0\"";

const LEGAL: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];

/// Builds the package and returns the path of the tarball. Does not touch a tarball that is up to date, because a test
/// may be reading it.
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
    let of_providers = file::below(&root.join("src/provider"))?.into_iter();
    inputs.extend(of_providers.filter(|path| is_declaration(path)));
    inputs.extend(LEGAL.map(|name| root.join(name)));
    inputs.extend(docs::pages()?.into_iter().map(|(path, _)| path));
    inputs.extend(modules.iter().map(|module| module.wasm.clone()));
    inputs.extend([
        root.join("package-lock.json"),
        root.join(PAGE_SCRIPT),
        root.join(EAGER_SCRIPT),
        root.join(REFERENCE),
        root.join("codegen/known-names.mjs"),
        std::env::current_exe()?,
    ]);
    Ok(Stamp::new(workspace::target().join("package.stamp"), &file::names_and_contents(&inputs)?))
}

fn assemble(modules: &[Module], package: &Path) -> Result<()> {
    let dist = package.join("dist");
    make_empty(package)?;
    copy_sources(package, &dist)?;
    for name in LEGAL {
        file::copy(&workspace::root().join(name), &package.join(name))?;
    }
    // The handler and the page, with the wasm module of the main entry.
    for (folder, api) in [("edge", "../lib/edge/api.js"), ("page", "./server/index.js")] {
        for runtime in ["edge-light", "inline", "workerd"] {
            let text = format!("import \"../entry/{runtime}.js\";\n\nexport * from \"{api}\";\n");
            file::write(&dist.join(folder).join(format!("{runtime}.js")), text)?;
        }
    }
    // A Worker runs what its first request calls before it gets one.
    for (folder, lib) in [("client", "../lib"), ("edge", "../lib/edge")] {
        let text = format!(
            "import \"../entry/workerd.js\";\nimport {{ warmUp }} from \"{lib}/warm-up.js\";\n\nwarmUp();\n\nexport * from \"{lib}/api.js\";\n"
        );
        file::write(&dist.join(folder).join("workerd.js"), text)?;
    }
    write_generated(kyclink_codegen::package(workspace::root())?, &dist)?;
    docs::write(package)?;
    complete_declarations(&dist.join("types"))?;
    // In the folder of the installed compiler.
    let mut typedoc = node::script("node_modules/typedoc/bin/typedoc");
    process::output(typedoc.current_dir(workspace::root().join("xtask/reference")))?;
    docs::without_escapes(&package.join("docs/reference"))?;
    for module in modules {
        write_edition(module, &dist)?;
    }
    process::output(node::script(PAGE_SCRIPT).arg(&dist))?;
    Ok(())
}

/// Writes an edition's wasm module and its JavaScript wrapper. The form's folder has the same structure as the
/// package's own, but only the files of the wrapper that its API imports, so it cannot build requests.
fn write_edition(module: &Module, dist: &Path) -> Result<()> {
    let folder = dist.join(module.edition.folder);
    if folder != dist {
        for entry in file::below(&dist.join("entry"))? {
            file::copy(&entry, &folder.join(entry.strip_prefix(dist)?))?;
        }
        let lib = dist.join("lib");
        for name in imported(&lib, &[module.edition.api, "base64.js", "init.js"])? {
            let to = if name == module.edition.api { "api.js" } else { &name };
            file::copy(&lib.join(&name), &folder.join("lib").join(to))?;
        }
        write_generated(kyclink_codegen::form(), &folder)?;
    }
    file::copy(&module.wasm, &folder.join("kyclink.wasm"))
}

fn copy_sources(package: &Path, dist: &Path) -> Result<()> {
    let template = workspace::root().join("pkg-template");
    for entry in file::below(&template)? {
        let relative = entry.strip_prefix(&template)?;
        if relative.starts_with("page") && relative.extension().is_none_or(|extension| extension != "js") {
            continue; // PAGE_SCRIPT reads it
        }
        let below_dist = SOURCES.iter().any(|folder| relative.starts_with(folder));
        file::copy(&entry, &if below_dist { dist.join(relative) } else { package.join(relative) })?;
    }
    let manifest = package.join("package.json");
    let text = fs::read_to_string(&manifest)?;
    ensure!(
        text.matches(TEMPLATE_VERSION).count() == 1,
        "pkg-template/package.json must contain `{TEMPLATE_VERSION}` exactly once: it is replaced with the version in Cargo.toml"
    );
    let version = format!("\"version\": \"{}\"", workspace::VERSION);
    file::write(&manifest, text.replace(TEMPLATE_VERSION, &version))
}

fn write_generated(files: Vec<Generated>, folder: &Path) -> Result<()> {
    files.into_iter().try_for_each(|(path, text)| file::write(&folder.join(path), text))
}

/// Completes the declarations: without a list or a default, a declaration file also exports what is not marked.
fn complete_declarations(types: &Path) -> Result<()> {
    for path in file::below(types)? {
        ensure!(is_declaration(&path), "{} must be a .d.ts file", path.display());
        let text = fs::read_to_string(&path)?;
        if !["\nexport {", "\nexport *", "\nexport default"].iter().any(|list| text.contains(list)) {
            file::write(&path, text + "export {};\n")?;
        }
    }
    Ok(())
}

fn is_declaration(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".d.ts")
}

/// Returns these files of a folder and every file that they import, directly or not.
fn imported(folder: &Path, entries: &[&str]) -> Result<Vec<String>> {
    let mut found: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
    let mut next = 0;
    while let Some(name) = found.get(next) {
        let text = fs::read_to_string(folder.join(name))?;
        let imports = text.split(" from \"./").skip(1).filter_map(|rest| rest.split('"').next());
        for import in imports {
            if !found.iter().any(|known| known == import) {
                found.push(import.to_owned());
            }
        }
        next += 1;
    }
    Ok(found)
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
