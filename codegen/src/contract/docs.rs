//! Doc comments, which become those of Rust structs and of TypeScript declarations.

/// A comment: paragraphs, and what only TypeScript has a tag for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Docs {
    pub(crate) paragraphs: Vec<String>,
    /// The value that applies if none is given: the line `Default: …`.
    pub(crate) default: Option<String>,
    /// The lines of an example in TypeScript: a block of code that begins with ` ```ts `.
    pub(crate) example: Vec<String>,
}

/// The width of a comment's text in a generated file, with four spaces in front of it or fewer.
const WIDTH: usize = 112;

impl Docs {
    /// Parses the lines of a comment.
    pub(crate) fn parse(lines: impl Iterator<Item = String>) -> Self {
        let mut docs = Self::default();
        let mut paragraph = Vec::new();
        // The language of the block of code in which the line is. Only examples in TypeScript are kept.
        let mut code = None;
        for line in lines {
            let line = line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned();
            if let Some(language) = line.strip_prefix("```") {
                code = if code.is_none() { Some(language.to_owned()) } else { None };
            } else if let Some(language) = &code {
                if language == "ts" {
                    docs.example.push(line);
                }
            } else if let Some(value) = line.strip_prefix("Default: ") {
                docs.default = Some(value.to_owned());
            } else if line.is_empty() {
                docs.end_paragraph(&mut paragraph);
            } else {
                paragraph.push(line);
            }
        }
        docs.end_paragraph(&mut paragraph);
        docs
    }

    fn end_paragraph(&mut self, paragraph: &mut Vec<String>) {
        if !paragraph.is_empty() {
            self.paragraphs.push(std::mem::take(paragraph).join(" "));
        }
    }

    pub(crate) fn text(text: &str) -> Self {
        Self { paragraphs: vec![text.to_owned()], ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// Adds a sentence in front of the comment.
    pub(crate) fn with_first_sentence(mut self, first: &str) -> Self {
        match self.paragraphs.first_mut() {
            Some(paragraph) => *paragraph = format!("{first} {paragraph}"),
            None => self.paragraphs.push(first.to_owned()),
        }
        self
    }

    /// Renders the comment in Rust.
    pub(crate) fn rust(&self, indent: &str) -> String {
        let default = self.default.as_ref().map(|value| format!("Default: `{}`.", value.trim_matches('`')));
        let paragraphs: Vec<String> = self.paragraphs.iter().cloned().chain(default).collect();
        let mut text = String::new();
        for (at, paragraph) in paragraphs.iter().enumerate() {
            if at > 0 {
                text += &format!("{indent}///\n");
            }
            let width = WIDTH - indent.len().saturating_sub(4);
            wrapped(paragraph, width).iter().for_each(|line| text += &format!("{indent}/// {line}\n"));
        }
        text
    }

    /// Renders the comment in TypeScript.
    pub(crate) fn typescript(&self, indent: &str) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (at, paragraph) in self.paragraphs.iter().enumerate() {
            if at > 0 {
                lines.push(String::new());
            }
            lines.extend(wrapped(paragraph, WIDTH));
        }
        if let Some(value) = &self.default {
            lines.extend([String::new(), format!("@default {value}")]);
        }
        if !self.example.is_empty() {
            lines.extend([String::new(), "@example".to_owned()]);
            lines.extend(self.example.iter().cloned());
        }
        match lines.as_slice() {
            [] => String::new(),
            [line] => format!("{indent}/** {line} */\n"),
            lines => {
                let body: String =
                    lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
                format!("{indent}/**\n{body}{indent} */\n")
            }
        }
    }
}

/// Breaks a paragraph into lines, but not between backticks.
fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in paragraph.split(' ') {
        match words.last_mut().filter(|last| last.matches('`').count() % 2 == 1) {
            Some(open) => *open += &format!(" {word}"),
            None => words.push(word.to_owned()),
        }
    }
    let mut lines = vec![String::new()];
    for word in &words {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_the_same_text_in_both_languages() {
        let lines = [
            " One",
            " line.",
            "",
            " Two.",
            "",
            " Default: 20",
            "",
            " ```ts",
            " f();",
            " ```",
            "",
            " ```",
            " g();",
            " ```",
        ];
        let docs = Docs::parse(lines.into_iter().map(str::to_owned));
        assert_eq!(docs.rust(""), "/// One line.\n///\n/// Two.\n///\n/// Default: `20`.\n");
        assert_eq!(
            docs.typescript(""),
            "/**\n * One line.\n *\n * Two.\n *\n * @default 20\n *\n * @example\n * f();\n */\n"
        );
        let long = format!("{} `GET /x`", "word ".repeat(22).trim_end());
        assert_eq!(wrapped(&long, WIDTH).last().map(String::as_str), Some("`GET /x`"));
        assert_eq!(Docs::text("One.").with_first_sentence("Zero.").typescript("  "), "  /** Zero. One. */\n");
    }
}
