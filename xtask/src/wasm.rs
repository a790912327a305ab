//! From Rust to `kyclink.wasm`: compile, bind, optimize.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::file::{self, Stamp};
use crate::process::{self, say};
use crate::toolchain::{TARGET, Toolchain};
use crate::{node, workspace};

/// The features every runtime of the README has had for years. Named one by one, because `--all-features` lets the
/// optimizer use what only the newest engines know.
const FEATURES: [&str; 5] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
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
pub(crate) fn build(toolchain: &Toolchain, edition: &'static Edition) -> Result<Module> {
    let raw = compile(toolchain, edition)?;
    let folder = workspace::target().join("bindgen").join(edition.target);
    let module = Module { edition, wasm: folder.join("kyclink.wasm") };

    // The rest depends on the compiled bytes, on this program and on the optimizer that package-lock.json pins.
    let this_program = file::read(&std::env::current_exe()?)?;
    let lock = file::read(&workspace::root().join("package-lock.json"))?;
    let stamp = Stamp::new(folder.join("stamp"), &[file::read(&raw)?, this_program, lock]);
    if !stamp.is_current() {
        say("generating the bindings and optimizing");
        let bound = folder.join("bound.wasm");
        bind(&raw, &bound)?;
        optimize(&bound, &module.wasm)?;
        stamp.write()?;
    }
    Ok(module)
}

fn compile(toolchain: &Toolchain, edition: &Edition) -> Result<PathBuf> {
    say(&format!("compiling {} to WebAssembly with {}", edition.target, toolchain.version()));
    let mut cargo = toolchain.cargo("rustc", edition.target)?;
    process::run(cargo.args(["--quiet", "--lib", "--crate-type", "cdylib"]).args(edition.features))?;
    Ok(workspace::target().join(edition.target).join(TARGET).join("release/kyclink.wasm"))
}

/// The name of the module that a kyclink.wasm imports from. Calls go by number, and another version may have other numbers.
pub(crate) fn host() -> String {
    format!("kyclink-{}", workspace::VERSION)
}

/// Leaves only what `pkg-template/lib/wasm.js` uses: the functions of src/js, and one import under a name that only the
/// JavaScript of this version has. What the glue of wasm-bindgen would use is then dead code for the optimizer.
fn bind(raw: &Path, to: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).web(true)?.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen could not generate the bindings")?;
    let module = output.wasm_mut();
    let of_glue = module.exports.iter().filter(|export| export.name.starts_with("__"));
    for export in of_glue.map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    for import in module.imports.iter_mut().filter(|import| import.name.starts_with("__wbg_parseUrl_")) {
        import.module = host();
        import.name = "parseUrl".to_owned();
    }
    file::write(to, &module.emit_wasm())
}

fn optimize(from: &Path, to: &Path) -> Result<()> {
    let mut command = node::tool("wasm-opt");
    command.args(["--strip-debug", "--strip-producers", "--strip-target-features"]).args(FEATURES);
    // An address plus a small constant is one instruction where nothing lies at the lowest addresses: the last bytes of the
    // stack do.
    command.args(["-Oz", "--converge", "--low-memory-unused"]);
    // Splitting the data where it is zero saves raw bytes, but an address for each part costs more than zeros do with brotli.
    command.arg("--skip-pass=memory-packing");
    process::output(command.arg(from).arg("-o").arg(to))?;
    Ok(())
}
