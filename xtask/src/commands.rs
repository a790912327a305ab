//! Commands that pack, and then run a program of the tree with the options that they were given.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Result, bail};

use crate::toolchain::Toolchain;
use crate::{node, pack, process, programs, report, workspace};

/// `cargo xtask bench [untrusted | page | handler] [--write]`.
pub(crate) fn bench(arguments: &[&str]) -> Result<()> {
    let (script, rest) = match arguments {
        [name @ ("untrusted" | "page" | "handler"), rest @ ..] => (format!("benches/{name}.mjs"), rest),
        rest => ("benches/run.mjs".to_owned(), rest),
    };
    packed(&script, rest, &["chromium"])
}

/// `cargo xtask soak`: a realistic mix of requests for half an hour and a million requests, unless the options say
/// otherwise.
pub(crate) fn soak(options: &[&str]) -> Result<()> {
    let length = ["--minutes", "30", "--requests", "1000000", "--out", "target/soak.md"];
    packed("benches/soak/run.mjs", &[&length, options].concat(), &[])?;
    publish("soak")
}

/// `cargo xtask simulate-package`: people and faults around the packed handler in workerd.
pub(crate) fn simulate_package(options: &[&str]) -> Result<()> {
    let report = ["--report", "target/simulate-package.md"];
    packed("tests/packages/helpers/simulation/main.mjs", &[&report, options].concat(), &[])?;
    publish("simulate-package")
}

/// `cargo xtask fuzz-boundary`: compares the packed package with the crate, for a million hostile JavaScript values.
pub(crate) fn fuzz_boundary(options: &[&str]) -> Result<()> {
    let build = ["build", "--release", "--locked", "--package", "kyclink", "--example", "answers"];
    process::run(Command::new("cargo").current_dir(workspace::root()).args(build))?;
    let fixed = ["target/release/examples/answers", "--inputs", "1000000", "--report", "target/fuzz-boundary.md"];
    packed("tests/packages/helpers/boundary/main.mjs", &[&fixed, options].concat(), &[])?;
    publish("fuzz-boundary")
}

/// Writes the report from the figures of a program.
fn publish(name: &str) -> Result<()> {
    let path = workspace::target().join(name).with_extension("md");
    report::write(name, &fs_err::read_to_string(path)?)
}

/// `cargo xtask size`: the download sizes, into docs/speed.md.
pub(crate) fn size(options: &[&str]) -> Result<()> {
    let compiler = Toolchain::ready()?.version();
    packed("xtask/scripts/sizes.mjs", &[&[compiler.as_str()], options].concat(), &[])
}

/// `cargo xtask docs --site`: makes a site of the package's pages and declarations with typedoc.
pub(crate) fn site() -> Result<()> {
    pack::run()?;
    process::output(pack::typedoc().args(["--html", "target/site"]))?;
    println!("{}", workspace::shown(&workspace::target().join("site/index.html")));
    Ok(())
}

/// `cargo xtask demo`: the complete flow on this machine; `--screenshots` takes a picture of every state of the page
/// instead.
pub(crate) fn demo(options: &[&str]) -> Result<()> {
    if options == ["--screenshots"] {
        let fonts = process::output(Command::new("fc-list").arg(":lang=ja"));
        if fonts.is_ok_and(|fonts| fonts.trim().is_empty()) {
            programs::install("fonts-ipaexfont-gothic")?;
        }
        return packed("www/screenshots.mjs", &[], &["chromium"]);
    }
    pack::run()?;
    // In place of this process, so that Ctrl-C reaches the demo alone, which stops every program that it started.
    bail!("cannot start www/demo.mjs: {}", node::script("www/demo.mjs").args(options).exec())
}

fn packed(script: &str, arguments: &[&str], needs: &[&str]) -> Result<()> {
    pack::run()?;
    let command = ["env", "KYCLINK_PACKED=1", "node", script];
    programs::with(&[needs, &["--"], &command, arguments].concat())
}
