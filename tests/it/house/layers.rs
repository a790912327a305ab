//! Which folder may import which: seven floors, no provider's name outside its folder; and no circles, in the crate and
//! beside it. Biome finds those of the package (`noImportCycles`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

use kyclink::provider::PROVIDERS;

use crate::integration::vectors::files;

/// Each folder of `src/`, and the folders that it may import from beside itself.
const FLOORS: [(&str, &[&str]); 10] = [
    ("value", &[]),
    ("data", &["value"]),
    ("rules", &["value", "data"]),
    ("client", &["value", "rules"]),
    ("provider", &["value", "rules", "client"]),
    ("edge", &["value", "rules", "client", "provider"]),
    ("js", &["value", "data", "rules", "client", "provider", "edge"]),
    ("transport", &["value", "data", "rules", "client", "provider", "edge"]),
    ("verify", &["value", "client"]),
    ("web", &["value", "data", "rules", "client", "provider", "edge"]),
];

#[test]
fn each_floor_imports_from_those_below_it_only() {
    let wrong: Vec<_> =
        imports("src").into_iter().flat_map(|(file, targets)| against_the_order(&file, &targets)).collect();
    assert!(wrong.is_empty(), "imports against the order of the floors:\n{}", wrong.join("\n"));
}

/// The rooms of a floor, from the lowest: each imports from those before it only. A room is a folder or a file.
const ROOMS: [(&str, &str); 2] = [
    (
        "client",
        "contact field_names preparation error requirement customer http link endpoint webhook
         connection exchange presentation display call engine onboarding serialize",
    ),
    (
        "edge",
        "milestone known_requests config response engine customer record rate request session status
         agreement onboarding contact webhook operator handling",
    ),
];

#[test]
fn each_room_of_a_floor_imports_from_those_below_it_only() {
    let files = imports("src");
    let mut wrong = Vec::new();
    for (floor, rooms) in ROOMS.map(|(floor, rooms)| (floor, rooms.split_whitespace().collect::<Vec<_>>())) {
        let room = |file: &str| match file.split('/').collect::<Vec<_>>()[..] {
            [first, room, ..] if first == floor && room != "mod" => Some(room.to_owned()),
            _ => None,
        };
        let place = |file: &str| room(file).and_then(|room| rooms.iter().position(|known| *known == room));
        let known: BTreeSet<_> = files.keys().filter_map(|file| room(file)).collect();
        assert_eq!(known, rooms.iter().map(|room| (*room).to_owned()).collect(), "the rooms of {floor}");
        for (file, targets) in files.iter().filter(|(file, _)| room(file).is_some()) {
            let above = targets.iter().filter(|target| place(target) > place(file));
            wrong.extend(above.map(|target| format!("{file} → {target}")));
        }
    }
    assert!(wrong.is_empty(), "imports of a room above:\n{}", wrong.join("\n"));
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    for folder in ["src", "codegen/src", "fuzz/src", "simulation/src", "xtask/src"] {
        let files = imports(folder).into_iter().map(|(file, targets)| {
            let others = targets.into_iter().filter(|target| !is_part_of(&file, target)).collect();
            (file, others)
        });
        let circles = circles(files.collect());
        assert!(circles.is_empty(), "files of {folder} that import each other in a circle:\n{}", circles.join("\n"));
    }
}

/// Whether a module declares this file as its own: a part may import from the whole, because they are one module in
/// several files.
fn is_part_of(file: &str, whole: &str) -> bool {
    let folder = file.strip_suffix("/mod").unwrap_or(file).rsplit_once('/').map(|(folder, _)| folder);
    folder == Some(whole.strip_suffix("/mod").unwrap_or(whole))
}

/// Returns the files that are in a circle, each with those of its targets that are.
fn circles(mut left: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    // A file that only imports files in no circle is in none itself, and likewise one that only such files import.
    while let Some(file) = left.iter().find(|(file, targets)| {
        let is_imported = left.iter().any(|(_, targets)| targets.contains(*file));
        !is_imported || targets.iter().all(|target| !left.contains_key(target))
    }) {
        let file = file.0.clone();
        left.remove(&file);
    }
    let inside = |targets: &BTreeSet<String>| {
        targets.iter().filter(|target| left.contains_key(*target)).cloned().collect::<Vec<_>>().join(", ")
    };
    left.iter().map(|(file, targets)| format!("{file} → {}", inside(targets))).collect()
}

#[test]
fn conditional_compilation_stays_at_the_boundaries() {
    let mut lines = Vec::new();
    for (name, path) in sources() {
        let code = read_to_string(path).unwrap();
        let found = code.lines().filter(|line| line.contains("cfg") && line.contains("feature =")).count();
        let is_boundary = ["js/", "web/", "transport/", "value/host/"].iter().any(|place| name.starts_with(place));
        assert!(found == 0 || is_boundary || name == "lib" || name == "value/mod", "src/{name}.rs asks for a feature");
        lines.extend(std::iter::repeat_n(name, found));
    }
    assert!(lines.len() <= 22, "{} lines ask for a feature", lines.len());
}

/// On wasm32-unknown-unknown, the standard library's clocks trap, and its hashers have the same seed in every instance.
#[test]
fn clocks_and_random_numbers_come_from_the_host() {
    for (name, path) in sources().into_iter().filter(|(name, _)| !name.starts_with("value/host/")) {
        let code = read_to_string(path).unwrap();
        let shipped = code.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["Instant", "SystemTime", "RandomState", "HashMap", "HashSet", "getrandom", "thread::sleep"] {
            let is_used = |line: &str| line.contains(word) && !line.trim_start().starts_with("//");
            assert!(!shipped.lines().any(is_used), "src/{name}.rs uses {word}");
        }
    }
}

/// Comments and documentation aside. Left out are `kyclink/testing`, which plays the providers, the commands, which write
/// programs for one of them, and the ready providers, which have others.
#[test]
fn a_providers_name_stands_in_its_folder_and_the_registry_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["src", "pkg-template"];
    let left_out = ["pkg-template/kit", "pkg-template/service/providers"].map(|place| root.join(place));
    let code = ["rs", "js", "ts"].map(|ending| places.map(|place| files(&root.join(place), ending))).concat().concat();
    assert!(code.len() > 300, "the walk found {} files", code.len());
    let mut named = Vec::new();
    let plays_providers = |path: &PathBuf| {
        left_out.iter().any(|place| path.starts_with(place))
            || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("testing"))
    };
    for path in code.into_iter().filter(|path| !plays_providers(path)) {
        for (at, line) in read_to_string(&path).unwrap().lines().enumerate() {
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

fn against_the_order(file: &str, targets: &BTreeSet<String>) -> Vec<String> {
    let floor = |name: &str| name.split('/').next().map(str::to_owned).unwrap_or_default();
    let own = floor(file);
    let allowed = FLOORS.iter().find(|(name, _)| *name == own).map_or(&[][..], |(_, allowed)| allowed);
    let is_wrong = |target: &&String| floor(target) != own && !allowed.contains(&floor(target).as_str());
    // lib.rs is the map: it names everything.
    targets.iter().filter(|_| file != "lib").filter(is_wrong).map(|t| format!("src/{file}.rs imports {t}")).collect()
}

/// The files of a folder that each of its files imports, without those of its tests.
fn imports(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources_of(folder);
    let known: BTreeSet<_> = sources.keys().cloned().collect();
    assert!(known.len() > 10, "the walk found {} files", known.len());
    let read = |(name, path): (String, PathBuf)| {
        let targets = targets(&name, &read_to_string(path).unwrap(), &known);
        (name, targets)
    };
    sources.into_iter().map(read).collect()
}

/// Every file of `src/`, by its path without the ending.
fn sources() -> BTreeMap<String, PathBuf> {
    let sources = sources_of("src");
    assert!(sources.len() > 100, "the walk found {} files", sources.len());
    sources
}

fn sources_of(folder: &str) -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
    files(&root, "rs").into_iter().map(|path| (name(&path), path)).collect()
}

/// What a file imports: every path in it that starts with `crate`, `super`, `self` or one of its own modules, resolved to
/// the file that it leads to.
fn targets(file: &str, code: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    let starts = ["crate", "super", "self"].into_iter().chain(own_modules(&code)).map(|start| format!("{start}::"));
    for start in starts {
        for (at, _) in code.match_indices(&start) {
            let (before, path) = code.split_at(at);
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            for path in expand(path) {
                found.extend(resolve(file, &path, known));
            }
        }
    }
    found.remove(file);
    found
}

/// The modules that a file declares with `mod name;`: a path in it may start with their names.
fn own_modules(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| line.trim_start().strip_suffix(';')?.rsplit_once("mod ").map(|(_, name)| name))
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(code: &str) -> Vec<String> {
    let end = code.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(code.len());
    let (head, rest) = code.split_at(end);
    if !(head.ends_with("::") && rest.starts_with('{')) {
        return vec![head.to_owned()];
    }
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in rest.chars() {
        match c {
            '{' if depth == 0 => depth = 1,
            '}' if depth == 1 => break,
            ',' if depth == 1 => parts.push(std::mem::take(&mut part)),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                part.push(c);
            }
        }
    }
    parts.push(part);
    let inner = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).flat_map(expand);
    inner.map(|inner| format!("{head}{inner}")).collect()
}

/// The longest part of a path that is a file. `super` of `a/b` is `a/mod`, of `a/mod` what is above `a`.
fn resolve(file: &str, path: &str, known: &BTreeSet<String>) -> Option<String> {
    let mut place: Vec<&str> = file.strip_suffix("/mod").unwrap_or(file).split('/').collect();
    for segment in path.split("::") {
        match segment {
            "crate" => place.clear(),
            "super" => drop(place.pop()),
            "self" => {}
            segment => place.push(segment),
        }
    }
    (1..=place.len()).rev().find_map(|length| {
        let name = place[..length].join("/");
        [name.clone(), format!("{name}/mod")].into_iter().find(|name| known.contains(name))
    })
}
