//! The languages of the page: those of which there are texts.

use std::path::Path;

use anyhow::Result;

use crate::{Generated, files_of, generated};

const FOLDER: &str = "pkg-template/service/page/texts";

/// Returns the list of texts, the type of a language, what the server loads of each, and the modules of messages.
pub(crate) fn files(root: &Path) -> Result<Vec<Generated>> {
    let paths = files_of(&root.join(FOLDER))?;
    let stems = paths.iter().filter_map(|path| path.file_stem()?.to_str());
    let mut locales: Vec<&str> = stems.filter(|stem| stem.len() == "en".len()).collect();
    let imports: String =
        locales.iter().map(|locale| format!("import {{ {locale} }} from \"./{locale}.js\";\n")).collect();
    locales.sort_by_key(|locale| (*locale != "en", *locale));
    let texts = format!(
        "{imports}\n/** @satisfies {{Record<string, import(\"../../../types/page.js\").PageTexts>}} */\nexport const TEXTS = {{ {} }};\n",
        locales.join(", ")
    );
    let words: Vec<String> = locales.iter().map(|locale| format!("{locale:?}")).collect();
    let of_locale = format!("\n/** A language of the page. */\nexport type Locale = {};\n", words.join(" | "));
    let mut files = vec![
        (format!("{FOLDER}/all.js"), texts),
        ("pkg-template/types/locale.d.ts".to_owned(), of_locale),
        ("pkg-template/service/page/server/loaders.js".to_owned(), loaders(&locales)),
    ];
    for locale in locales {
        let module = format!(
            r#"import {{ localized }} from "./localized.js";
import texts from "./texts/{locale}.js";

export default /* @__PURE__ */ localized(texts);
"#
        );
        files.push((format!("pkg-template/module/messages/{locale}.js"), module));
    }
    let source = format!("the names of the files in {FOLDER}");
    Ok(files.iter().map(|(path, body)| generated(path, &source, body)).collect())
}

/// Renders the imports of each language, written out, because bundlers follow only what is written out.
fn loaders(locales: &[&str]) -> String {
    let row = |locale: &&str| {
        let [names, messages] =
            ["names", "messages/texts"].map(|of| format!("import(\"../../../module/{of}/{locale}.js\")"));
        format!("  {locale}: () => Promise.all([{names}, {messages}]),\n")
    };
    let rows: String = locales.iter().map(row).collect();
    format!(
        r#"/**
 * The names of states by country, and the labels of addresses.
 *
 * @typedef {{Record<"default" | "labels", Readonly<Record<string, string>>>}} Names
 */
/** @typedef {{{{ default: import("../../../module/messages/localized.js").Texts }}}} Messages */

/** @type {{Record<import("../../../types/page.js").Locale, () => Promise<[Names, Messages]>>}} */
export const LOADERS = {{
{rows}}};
"#
    )
}
