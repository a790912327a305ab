//! The languages of the page: those of which there are texts.

use anyhow::Result;

use crate::{file, workspace};

const FOLDER: &str = "pkg-template/page/texts";

/// Renders the list of texts, the type of a language, what the server loads of each, and the modules of messages.
pub(super) fn files() -> Result<Vec<(String, String)>> {
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
    let mut files = vec![
        (format!("{FOLDER}/all.ts"), texts),
        ("pkg-template/types/locale.d.ts".to_owned(), of_locale),
        ("pkg-template/page/server/loaders.ts".to_owned(), loaders(&locales)),
    ];
    for locale in locales {
        let module = format!(
            "import {{ localized }} from \"./localized.js\";\nimport texts from \"./texts/{locale}.js\";\n\nexport default /* @__PURE__ */ localized(texts);\n"
        );
        files.push((format!("pkg-template/messages/{locale}.js"), module));
    }
    Ok(files)
}

/// Renders the imports of each language, written out, because bundlers follow only what is written out.
fn loaders(locales: &[String]) -> String {
    let rows = locales.iter().map(|locale| {
        format!(
            "  {locale}: () => Promise.all([import(\"../../names/{locale}.js\"), import(\"../../messages/texts/{locale}.js\")]),\n"
        )
    });
    format!(
        "import type {{ Locale }} from \"../../types/page.js\";\nimport type {{ Messages, Names }} from \"./language.js\";\n\nexport const LOADERS: Record<Locale, () => Promise<[Names, Messages]>> = {{\n{}}};\n",
        rows.collect::<String>()
    )
}
