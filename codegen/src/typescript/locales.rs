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
        locales.iter().map(|locale| format!("import {{ {locale} }} from \"./{locale}.ts\";\n")).collect();
    locales.sort_by_key(|locale| (*locale != "en", *locale));
    let texts = format!(
        "{imports}import type {{ PageTexts }} from \"./page-texts.ts\";\n\nexport const TEXTS = {{ {} }} satisfies Record<string, PageTexts>;\n",
        locales.join(", ")
    );
    let words: Vec<String> = locales.iter().map(|locale| format!("{locale:?}")).collect();
    let of_locale = format!("\n/** A language of the page. */\nexport type Locale = {};\n", words.join(" | "));
    let mut files = vec![
        (format!("{FOLDER}/all.ts"), texts),
        (format!("{FOLDER}/locale.ts"), of_locale),
        ("pkg-template/service/page/server/loaders.ts".to_owned(), loaders(&locales)),
    ];
    for locale in locales {
        let module = format!(
            r#"import {{ localized }} from "./localized.ts";
import texts from "./texts/{locale}.ts";

export default /* @__PURE__ */ localized(texts);
"#
        );
        files.push((format!("pkg-template/module/messages/{locale}.ts"), module));
    }
    let source = format!("the names of the files in {FOLDER}");
    Ok(files.iter().map(|(path, body)| generated(path, &source, body)).collect())
}

/// Renders the imports of each language, written out, because bundlers follow only what is written out.
fn loaders(locales: &[&str]) -> String {
    let row = |locale: &&str| {
        let [names, messages] =
            ["names", "messages/texts"].map(|of| format!("import(\"../../../module/{of}/{locale}.ts\")"));
        format!("  {locale}: () => Promise.all([{names}, {messages}]),\n")
    };
    let rows: String = locales.iter().map(row).collect();
    format!(
        r#"import type {{ Texts }} from "../../../module/messages/localized.ts";
import type {{ Locale }} from "../texts/locale.ts";

/** The names of states by country, and the labels of addresses. */
type Names = Record<"default" | "labels", Readonly<Record<string, string>>>;

type Messages = {{ default: Texts }};

export const LOADERS: Record<Locale, () => Promise<[Names, Messages]>> = {{
{rows}}};
"#
    )
}
