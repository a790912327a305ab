//! The languages of the page: those of which there are texts.

use anyhow::Result;

use crate::{file, workspace};

const FOLDER: &str = "pkg-template/page/texts";

/// Renders the list of texts, and the type of a language.
pub(super) fn files() -> Result<[(String, String); 2]> {
    let mut locales = Vec::new();
    for path in file::below(&workspace::root().join(FOLDER))? {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if stem.len() == "en".len() {
            locales.push(stem);
        }
    }
    locales.sort_by_key(|locale| (locale != "en", locale.clone()));
    let mut imports: Vec<String> =
        locales.iter().map(|locale| format!("import {{ {locale} }} from \"./{locale}.js\";\n")).collect();
    imports.sort();
    let texts = format!(
        "import type {{ PageTexts }} from \"../../types/page.js\";\n{}\nexport const TEXTS = {{ {} }} satisfies Record<string, PageTexts>;\n",
        imports.concat(),
        locales.join(", ")
    );
    let words: Vec<String> = locales.iter().map(|locale| format!("{locale:?}")).collect();
    let of_locale = format!("\n/** A language of the page. */\nexport type Locale = {};\n", words.join(" | "));
    Ok([(format!("{FOLDER}/all.ts"), texts), ("pkg-template/types/locale.d.ts".to_owned(), of_locale)])
}
