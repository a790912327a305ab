//! An independent decoder of the issues, warnings and changes that a check of an encoded input returns
//! (`src/js/encoding/found.rs`).

use kyclink::js::native::FoundBytes;
use kyclink::{Issue, Kind, Params, Segment, Shape};

const END: u32 = u32::MAX;
const ITEM: u32 = 1 << 30;
const NAME: u32 = 1 << 31;

/// A code, a path and parameters.
pub(crate) type Entry = (usize, Vec<Segment>, Vec<Param>);

#[derive(Debug, PartialEq)]
pub(crate) enum Param {
    Count(u32),
    Text(ModuleText),
    Words(Vec<ModuleText>),
}

/// The address and the length of a text of the module.
type ModuleText = (u32, u32);

/// Returns what an encoded input's issue or warning has to be, from that of a tree.
pub(crate) fn entry(issue: &Issue) -> Entry {
    let text = |text: &str| (text.as_ptr().addr() as u32, text.len() as u32);
    let params = match issue.params {
        Params::None => vec![],
        Params::Text(word) => vec![Param::Text(text(word))],
        Params::Counts(counts) => counts.map(|count| Param::Count(count as u32)).into(),
        Params::Words(words) => vec![Param::Words(words.iter().map(text).collect())],
        _ => panic!("parameters without a check"),
    };
    (issue.code as usize, issue.path.clone(), params)
}

/// What was found, in its order.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) issues: Vec<Entry>,
    pub(crate) warnings: Vec<Entry>,
    pub(crate) changes: Vec<(Vec<Segment>, Option<String>)>,
}

impl Found {
    pub(crate) fn read(bytes: &FoundBytes, shape: &'static Shape) -> Self {
        let (mut reader, mut found) = (Reader { words: &bytes.words, texts: &bytes.texts }, Self::default());
        loop {
            let head = reader.word();
            if head == END {
                assert!(reader.words.is_empty(), "more words after the end");
                return found;
            }
            let (kind, params, code) = (head & 3, head >> 2 & 3, (head >> 4 & 255) as usize);
            let path = reader.path(head >> 12, shape);
            match kind {
                0 => found.issues.push((code, path, reader.params(params))),
                1 => found.warnings.push((code, path, reader.params(params))),
                2 => found.changes.push((path, Some(reader.text()))),
                _ => found.changes.push((path, None)),
            }
        }
    }
}

struct Reader<'a> {
    words: &'a [u32],
    texts: &'a str,
}

impl Reader<'_> {
    fn path(&mut self, steps: u32, shape: &'static Shape) -> Vec<Segment> {
        let mut shape = Some(shape);
        (0..steps).map(|_| self.step(&mut shape)).collect()
    }

    fn step(&mut self, shape: &mut Option<&'static Shape>) -> Segment {
        match self.word() {
            NAME => Segment::Key(self.text().into()),
            index @ ITEM.. => Segment::Index((index - ITEM) as usize),
            position => {
                let field = &shape.expect("an object has a shape").fields[position as usize];
                *shape = match &field.kind {
                    Kind::Object(shape) | Kind::List(Kind::Object(shape)) => Some(*shape),
                    _ => None,
                };
                Segment::Key(field.name.into())
            }
        }
    }

    fn params(&mut self, kind: u32) -> Vec<Param> {
        match kind {
            0 => vec![],
            1 => vec![Param::Text(self.module_text())],
            2 => vec![Param::Count(self.word()), Param::Count(self.word())],
            _ => vec![Param::Words((0..self.word()).map(|_| self.module_text()).collect())],
        }
    }

    fn module_text(&mut self) -> ModuleText {
        (self.word(), self.word())
    }

    fn text(&mut self) -> String {
        let [start, length] = [(); 2].map(|()| self.word() as usize);
        self.texts[start..start + length].to_owned()
    }

    fn word(&mut self) -> u32 {
        let (word, rest) = self.words.split_first().expect("another word");
        self.words = rest;
        *word
    }
}
