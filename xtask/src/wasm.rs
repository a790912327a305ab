//! From Rust to `kyclink.wasm`: compile, bind, optimize.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::file::{self, Stamp};
use crate::process::{self, say};
use crate::size::measure;
use crate::toolchain::{PACKAGE_TARGET, Toolchain};
use crate::{node, rewrite, workspace};

/// The features every runtime of the README has had for years. Named one by one, because `--all-features` lets the
/// optimizer use what only the newest engines know.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// One of the two modules of the package: the same crate, with or without building requests and reading answers.
pub(crate) struct Edition {
    /// Its folder below `dist`.
    pub(crate) folder: &'static str,
    /// The file of `pkg-template/lib` that says what it offers.
    pub(crate) api: &'static str,
    /// Its own build folder: two builds of a cdylib in one would take each other's file for fresh.
    target: &'static str,
    features: &'static [&'static str],
}

pub(crate) const FULL: Edition = Edition { folder: "", api: "api.js", target: "wasm", features: &["--features=__npm"] };
pub(crate) const FORM: Edition =
    Edition { folder: "form", api: "form.js", target: "wasm-form", features: &["--features=__form"] };

/// What `cargo xtask pack` ships of an edition. Nothing but numbers crosses its border, so that the generated glue is not
/// needed: `pkg-template/lib/wasm.js` is all there is on the other side.
pub(crate) struct Module {
    pub(crate) edition: &'static Edition,
    pub(crate) wasm: PathBuf,
}

/// Builds the module of an edition.
pub(crate) fn build(toolchain: Toolchain, edition: &'static Edition) -> Result<Module> {
    let raw = compile(toolchain, edition)?;
    let folder = workspace::target().join("bindgen").join(edition.target);
    let module = Module { edition, wasm: folder.join("kyclink.wasm") };

    // The rest depends on the compiled bytes, on this program and on the optimizer that package-lock.json pins.
    let this_program = file::read(&std::env::current_exe()?)?;
    let lock = file::read(&workspace::root().join("package-lock.json"))?;
    let stamp = Stamp::new(folder.join("stamp"), &[file::read(&raw)?, this_program, lock]);
    if !stamp.is_current() {
        say("generating the bindings and optimizing");
        bind(&raw, &folder)?;
        optimize(&folder.join("glue_bg.wasm"), &module.wasm)?;
        stamp.write()?;
    }
    Ok(module)
}

fn compile(toolchain: Toolchain, edition: &Edition) -> Result<PathBuf> {
    say(&format!("compiling {} to WebAssembly with {}", edition.target, toolchain.version()?));
    // Only as a cdylib: together with the rlib of Cargo.toml, rustc leaves out the link-time optimization.
    let mut cargo = toolchain.cargo("rustc", PACKAGE_TARGET, edition.target)?;
    process::run(cargo.args(["--quiet", "--lib", "--crate-type", "cdylib"]).args(edition.features))?;
    Ok(workspace::target().join(edition.target).join(PACKAGE_TARGET).join("release/kyclink.wasm"))
}

fn bind(raw: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name("glue").web(true)?.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(folder).context("wasm-bindgen could not generate the bindings")
}

fn optimize(from: &Path, to: &Path) -> Result<()> {
    let mut command = node::tool("wasm-opt");
    command.args(["--strip-debug", "--strip-producers", "--strip-target-features"]).args(FEATURES);
    // An address plus a small constant is one instruction where nothing lies at the lowest addresses: the last bytes of the
    // stack do. In the order of their use functions do not move when something else is renamed.
    command.args(["-Oz", "--converge", "--low-memory-unused", "--reorder-functions", "--dealign"]);
    // Splitting the data where it is zero saves raw bytes, but an address for each part costs more than zeros do with brotli.
    command.arg("--skip-pass=memory-packing");
    // What wasm-bindgen exports for glue of its own.
    command.arg("--remove-exports=__*");
    process::output(command.arg(from).arg("-o").arg(to))?;
    rewrite(to)
}

/// Which order of functions is the best for brotli cannot be told before: of many, the one that turns out to be.
fn rewrite(module: &Path) -> Result<()> {
    let mut orders = Vec::new();
    for (number, rewritten) in rewrite::rewrite(&file::read(module)?)?.iter().enumerate() {
        let path = module.with_extension(format!("{number}.wasm"));
        file::write(&path, rewritten)?;
        orders.push((path.display().to_string(), vec![path]));
    }
    let sizes = measure::rows(&orders)?;
    let best = sizes.iter().min_by_key(|row| row.brotli).context("there is an order")?;
    file::write(module, &file::read(Path::new(&best.name))?)
}
