//! What may stand where. A third provider must cost one folder and one line, so nothing else may know the first two.

use std::path::{Path, PathBuf};

use kyclink::provider::PROVIDERS;

use crate::vectors::files;

/// The code outside the providers' own folders, comments and documentation aside. `kyclink/testing` is not looked at:
/// it plays the providers.
#[test]
fn a_providers_name_stands_in_its_folder_and_the_registry_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["src", "pkg-template/lib", "pkg-template/entry", "pkg-template/types"];
    let code = ["rs", "js", "ts"].map(|ending| places.map(|place| files(&root.join(place), ending))).concat().concat();
    assert!(code.len() > 40, "the walk found {} files", code.len());
    let mut named = Vec::new();
    for path in code.into_iter().filter(|path| !path.ends_with("testing.d.ts")) {
        for (at, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            let code = line.trim_start();
            let is_comment = code.starts_with("//") || code.starts_with('*') || code.starts_with("/*");
            for provider in PROVIDERS.iter().map(|provider| provider.name()) {
                if !is_comment
                    && code.to_ascii_lowercase().contains(provider)
                    && !is_at_home(root, &path, provider, code)
                {
                    named.push(format!("{}:{}: {code}", path.display(), at + 1));
                }
            }
        }
    }
    assert!(named.is_empty(), "{}", named.join("\n"));
}

fn is_at_home(root: &Path, path: &Path, provider: &str, line: &str) -> bool {
    let folder: PathBuf = root.join("src/provider");
    path.starts_with(folder.join(provider)) || (path == folder.join("mod.rs") && line == provider)
}
