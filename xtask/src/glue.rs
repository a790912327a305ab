//! The one change to what wasm-bindgen generates.

use anyhow::{Result, ensure};

const GENERATED: &str = "module instanceof WebAssembly.Module";
const REALM_NEUTRAL: &str = "Object.prototype.toString.call(module) === '[object WebAssembly.Module]'";

/// In Vercel's edge runtime, and in Jest, the module comes from another realm and is no instance of this realm's class;
/// the generated code would then take it for bytes and fail. Its tag is the same in every realm.
pub(crate) fn accept_modules_of_other_realms(glue: &str) -> Result<String> {
    ensure!(
        glue.contains(GENERATED),
        "the glue has no `{GENERATED}` any more: see what this version of wasm-bindgen generates and adapt xtask/src/glue.rs"
    );
    Ok(glue.replace(GENERATED, REALM_NEUTRAL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_every_check_and_keeps_its_negation() {
        let patched =
            accept_modules_of_other_realms("if (!(module instanceof WebAssembly.Module)) {}").unwrap_or_default();
        assert_eq!(patched, format!("if (!({REALM_NEUTRAL})) {{}}"));
    }

    #[test]
    fn fails_when_there_is_nothing_to_replace() {
        assert!(accept_modules_of_other_realms("module = new WebAssembly.Module(module);").is_err());
    }
}
