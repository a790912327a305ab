//! Builds the wasm modules: compiles, generates the bindings, removes their JavaScript glue and optimizes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fs_err as fs;
use wasm_bindgen_cli_support::Bindgen;

use crate::file::{self, Stamp};
use crate::process::{self, say};
use crate::toolchain::{self, Toolchain};
use crate::{node, panics, workspace};

/// The WebAssembly features that every supported runtime has had for years. With `--all-features`, the optimizer would
/// use features of the newest engines.
const FEATURES: [&str; 5] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
];

/// One of the package's modules: the same crate with all calls, without those of the handler, or with those of a form
/// only.
pub(crate) struct Edition {
    /// Its path below `target/parts`.
    pub(crate) path: &'static str,
    name: &'static str,
    features: &'static str,
}

pub(crate) const EDITIONS: [Edition; 3] = [
    Edition { path: "dist/service/kyclink-edge.wasm", name: "wasm-edge", features: "--features=__npm" },
    Edition { path: "dist/module/kyclink.wasm", name: "wasm-client", features: "--features=__client" },
    Edition { path: "form/kyclink.wasm", name: "wasm-form", features: "--features=__form" },
];

/// cargo's `opt-level`. DESIGN.md says why.
const LEVEL: &str = "2";

/// What `LEVEL` does differently here.
const COMPILE: [&str; 6] = [
    // Each function is marked as at `opt-level = "z"`, but the optimizer still runs all steps of `LEVEL`: faster than `z`,
    // and smaller than `2`.
    "-Cllvm-args=-force-attribute=minsize",
    "-Cllvm-args=-force-attribute=optsize",
    // Functions are copied into fewer of their callers, even those of the standard library with the attribute `inline`.
    "-Cllvm-args=-inline-threshold=10",
    "-Cllvm-args=-inlinehint-threshold=10",
    // The body of a loop is not repeated.
    "-Cllvm-args=-unroll-threshold=0",
    "-Cllvm-args=-unroll-runtime=false",
];

/// What the optimizer does.
const PASSES: [&str; 6] = [
    // The second time finds what the first has exposed.
    "-O3",
    "-O3",
    // Without the limit, a function with one caller becomes a part of it; but an engine compiles a function when it is
    // first called, and a first request calls few of them.
    "--one-caller-inline-max-function-size=100",
    // It may move a constant from an address to the instruction: nothing is stored at the lowest addresses, where the
    // stack ends.
    "--low-memory-unused",
    // Memory packing splits the data at zeros. With brotli, the addresses of the parts take more than the zeros.
    "--skip-pass=memory-packing",
    // Engines find common subexpressions by themselves. In the module they become locals, and with brotli those take
    // more than what is repeated.
    "--skip-pass=local-cse",
];

/// Builds the wasm module of an edition, and returns its path. Only numbers cross its boundary, so
/// `pkg-template/module/wasm/wasm.ts` replaces the generated glue.
pub(crate) fn build(toolchain: &Toolchain, edition: &Edition) -> Result<PathBuf> {
    let folder = workspace::target().join("bindgen").join(edition.name);
    let raw = compile(toolchain, edition, &folder)?;
    let module = folder.join("kyclink.wasm");

    // The result depends on the compiled bytes, on this program and on the optimizer that package-lock.json pins.
    let this_program = fs::read(std::env::current_exe()?)?;
    let lock = fs::read(workspace::root().join("package-lock.json"))?;
    let stamp = Stamp::new(folder.join("stamp"), &[fs::read(&raw)?, this_program, lock]);
    if !stamp.is_current() {
        say("generating the bindings and optimizing");
        let bound = folder.join("bound.wasm");
        bind(&raw, &bound)?;
        optimize(&bound, &module)?;
        stamp.write()?;
    }
    Ok(module)
}

/// Compiles an edition to a file of `folder`, unless its sources have not changed. cargo would not know that: the
/// editions share the folder of their dependencies, and there it has one file for all of them.
fn compile(toolchain: &Toolchain, edition: &Edition, folder: &Path) -> Result<PathBuf> {
    let raw = folder.join("compiled.wasm");
    let stamp = Stamp::new(folder.join("compiled.stamp"), &sources(toolchain)?);
    if !stamp.is_current() {
        say(&format!("compiling {} to WebAssembly with {}", edition.name, toolchain.version()));
        let mut cargo = toolchain.rustc()?;
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", LEVEL);
        cargo.args(["--lib", "--crate-type", "cdylib", edition.features]);
        process::run(cargo.arg("--").args(COMPILE))?;
        file::copy(&toolchain::compiled("kyclink.wasm"), &raw)?;
        stamp.write()?;
    }
    Ok(raw)
}

/// Returns what the compiled bytes depend on: the crate and its dependencies, the compiler, and the flags, which are in
/// this program.
fn sources(toolchain: &Toolchain) -> Result<Vec<Vec<u8>>> {
    let root = workspace::root();
    let mut paths = file::below(&root.join("src"))?;
    paths.extend(["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map(|name| root.join(name)));
    paths.push(std::env::current_exe()?);
    let mut sources = file::names_and_contents(&paths)?;
    sources.push(toolchain.version().into_bytes());
    Ok(sources)
}

/// What the modules import from `module/wasm/host.ts`.
const IMPORTS: [&str; 2] = ["parseUrl", "normalizeText"];

/// Generates the bindings, removes every export that `module/wasm/wasm.ts` does not use, and gives the imports
/// names that only the JavaScript of this version has. The optimizer then drops what only wasm-bindgen's glue would
/// call.
fn bind(raw: &Path, to: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).web(true)?.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen could not generate the bindings")?;
    let module = output.wasm_mut();
    let of_glue = module.exports.iter().filter(|export| export.name.starts_with("__"));
    for export in of_glue.map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    for name in IMPORTS {
        let prefix = format!("__wbg_{name}_");
        for import in module.imports.iter_mut().filter(|import| import.name.starts_with(&prefix)) {
            import.module = kyclink_codegen::host();
            import.name = name.to_owned();
        }
    }
    panics::drop_messages(module)?;
    file::write(to, module.emit_wasm())
}

fn optimize(from: &Path, to: &Path) -> Result<()> {
    let mut command = node::tool("wasm-opt");
    command.args(["--strip-debug", "--strip-producers", "--strip-target-features"]);
    command.args(FEATURES).args(PASSES);
    process::output(command.arg(from).arg("-o").arg(to))?;
    Ok(())
}

/// Generates the ES module of examples/workers-rs that worker-build bundles, unless it is there already. worker-build
/// itself is not used: it downloads its tools.
pub(crate) fn bind_worker(compiled: &Path, folder: &Path) -> Result<()> {
    let stamp = Stamp::new(folder.join("stamp"), &[fs::read(compiled)?, fs::read(std::env::current_exe()?)?]);
    if stamp.is_current() {
        return Ok(());
    }
    file::remove(folder)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("index").module(true)?.typescript(false);
    bindgen.generate(folder).context("wasm-bindgen could not generate the bindings of examples/workers-rs")?;
    stamp.write()
}
