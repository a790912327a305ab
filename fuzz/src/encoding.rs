//! An independent encoder and decoder of encoded inputs (`src/value/input.rs`). The encoder writes what
//! `module/encoding/encoding.ts` writes if every string has to be in the encoded input.

use kyclink::js::native::EncodedBytes;
use kyclink::json::Json;
use kyclink::{Kind, Number, Object, Shape, UntrustedValue};

const BOOL: u32 = 1;
const NUMBER: u32 = 2;
const TEXT: u32 = 3;
const MALFORMED: u32 = 4;
const LIST: u32 = 5;
const OBJECT: u32 = 6;
const JSON: u32 = 7;
const OPAQUE: u32 = 8;
const WORD: u32 = 9;

/// The entries of an object before those of its fields.
const BEFORE_FIELDS: usize = 2;

/// The entries of an encoded input, two words each, and its strings.
#[derive(Default)]
pub(crate) struct EncodedBuffer {
    pub(crate) words: Vec<u32>,
    pub(crate) strings: String,
}

impl EncodedBuffer {
    /// Writes an input as `module/encoding/encoding.ts` does.
    pub(crate) fn of(shape: &'static Shape, input: &UntrustedValue) -> Self {
        let mut encoded = Self::default();
        let root = encoded.reserve(1);
        encoded.put(root, &Kind::Object(shape), input);
        encoded
    }

    pub(crate) fn bytes(&self) -> EncodedBytes<'_> {
        EncodedBytes { words: &self.words, strings: &self.strings }
    }

    fn put(&mut self, at: usize, kind: &Kind, value: &UntrustedValue) {
        match (value, kind) {
            (UntrustedValue::Null, _) => {}
            (UntrustedValue::Bool(value), _) => self.head(at, BOOL, usize::from(*value), 0),
            (UntrustedValue::Number(number), _) => self.text(at, NUMBER, number.as_str()),
            (UntrustedValue::Text(text), _) => self.text(at, TEXT, text),
            (UntrustedValue::Malformed, _) => self.head(at, MALFORMED, 0, 0),
            (UntrustedValue::Opaque, _) => self.head(at, OPAQUE, 0, 0),
            (UntrustedValue::Object(object), Kind::Object(shape)) => self.object(at, shape, object),
            (UntrustedValue::Object(_), Kind::Open(_)) => self.text(at, JSON, &json(value)),
            (UntrustedValue::Object(_), _) => self.head(at, OBJECT, 0, 0),
            (UntrustedValue::List(items), Kind::List(kind)) => {
                let to = self.reserve(items.len());
                self.head(at, LIST, items.len(), to);
                items.iter().enumerate().for_each(|(index, item)| self.put(to + index, kind, item));
            }
            (UntrustedValue::List(_), _) => self.head(at, LIST, 0, 0),
        }
    }

    fn object(&mut self, at: usize, shape: &Shape, object: &Object) {
        let to = self.reserve(BEFORE_FIELDS + shape.fields.len());
        self.head(at, OBJECT, 0, to);
        let field = |name: &str| shape.fields.iter().find(|field| field.name == name);
        if shape.is_open() {
            let rest: Object = object.iter().filter(|(name, _)| field(name).is_none()).map(to_static).collect();
            if !rest.is_empty() {
                self.text(to, JSON, &json(&rest.into()));
            }
        } else {
            let is_noted = |name: &str| field(name).is_none_or(|field| field.when.is_some());
            let names = object.iter().filter(|(name, value)| is_noted(name) && !value.is_absent());
            let names: Vec<_> = names.map(|(name, _)| UntrustedValue::from(name)).collect();
            if !names.is_empty() {
                self.put(to, &Kind::List(&Kind::Text { max: None }), &names.into());
            }
        }
        for (position, field) in shape.fields.iter().enumerate() {
            let Some(value) = object.get(field.name) else { continue };
            self.words[2 * to + 2] |= 1 << position;
            self.put(to + BEFORE_FIELDS + position, &field.kind, value);
        }
    }

    fn text(&mut self, at: usize, kind: u32, text: &str) {
        self.head(at, kind, text.len(), self.strings.len());
        self.strings.push_str(text);
    }

    fn head(&mut self, at: usize, kind: u32, count: usize, start: usize) {
        let [count, start] = [count, start].map(|number| u32::try_from(number).expect("short"));
        self.words[2 * at..][..2].copy_from_slice(&[kind | count << 4, start]);
    }

    fn reserve(&mut self, entries: usize) -> usize {
        let first = self.words.len() / 2;
        self.words.resize(2 * (first + entries), 0);
        first
    }
}

fn to_static<'a>((name, value): (&'a str, &'a UntrustedValue)) -> (String, UntrustedValue<'static>) {
    (name.to_owned(), value.to_static())
}

/// Writes a value as `module/wasm/json.ts` does.
fn json(value: &UntrustedValue) -> String {
    match value {
        UntrustedValue::Malformed => r#""a\ud800""#.to_owned(),
        UntrustedValue::Opaque => "!".to_owned(),
        UntrustedValue::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        UntrustedValue::Object(object) => {
            let member = |(name, value)| format!("{}:{}", UntrustedValue::from(name).to_json(), json(value));
            format!("{{{}}}", object.iter().map(member).collect::<Vec<_>>().join(","))
        }
        _ => value.to_json(),
    }
}

/// Reads the input that an encoded input of this shape represents. `None` if it contains what a wrapper never writes
/// and no tree has (JSON in another spelling, or a name twice), or if it does not have every string.
pub(crate) fn read(encoded: &EncodedBytes, shape: &'static Shape) -> Option<UntrustedValue<'static>> {
    let reader = Reader { entries: encoded.words.as_chunks().0, strings: encoded.strings };
    Some(reader.value(0, &Kind::Object(shape))?.unwrap_or(UntrustedValue::Null))
}

struct Reader<'a> {
    entries: &'a [[u32; 2]],
    strings: &'a str,
}

impl Reader<'_> {
    /// Reads an entry, if there is one.
    fn value(&self, at: usize, kind: &Kind) -> Option<Option<UntrustedValue<'static>>> {
        let Some([head, start]) = self.entries.get(at) else { return Some(None) };
        let [count, start] = [head >> 4, *start].map(|number| number as usize);
        let text = || self.strings.get(start..start + count).unwrap_or_default().to_owned();
        Some(Some(match (head & 15, kind) {
            (BOOL, _) => UntrustedValue::Bool(count == 1),
            (NUMBER, _) => UntrustedValue::Number(Number::parse(text()).filter(|number| number.as_str() == text())?),
            (TEXT, _) => text().into(),
            (OBJECT, Kind::Object(shape)) => self.object(start, shape)?,
            (JSON, Kind::Open(_)) => object_of_json(&text())?.into(),
            (OBJECT, Kind::Open(_)) | (JSON | OPAQUE, _) => UntrustedValue::Opaque,
            (OBJECT, _) => Object::new().into(),
            (LIST, Kind::List(kind)) => self.list(start, count, kind)?.into(),
            (LIST, _) => Vec::new().into(),
            (MALFORMED, _) => UntrustedValue::Malformed,
            (WORD, _) => return None,
            _ => UntrustedValue::Null,
        }))
    }

    fn list(&self, start: usize, count: usize, kind: &Kind) -> Option<Vec<UntrustedValue<'static>>> {
        let end = self.entries.len().min(start + count);
        (start..end).map(|at| self.value(at, kind)?).collect()
    }

    fn object(&self, start: usize, shape: &Shape) -> Option<UntrustedValue<'static>> {
        let mut members = Vec::new();
        let [given, ordinary] = self.entries.get(start + 1).copied().unwrap_or_default();
        for (position, field) in shape.fields.iter().enumerate() {
            let value = match (given >> position & 1, ordinary >> position & 1) {
                (0, _) => None,
                (_, 0) => self.value(start + BEFORE_FIELDS + position, &field.kind)?,
                _ => return None,
            };
            members.push((field.name.to_owned(), value.unwrap_or(UntrustedValue::Null)));
        }
        let others = if shape.is_open() { self.rest(start)? } else { self.others(start, shape, &mut members)? };
        let is_known = |name: &str| shape.fields.iter().any(|field| field.name == name);
        for (at, (name, _)) in others.iter().enumerate() {
            if is_known(name) && shape.is_open() || others[..at].iter().any(|(other, _)| other == name) {
                return None;
            }
        }
        members.extend(others);
        Some(members.into_iter().collect::<Object>().into())
    }

    fn rest(&self, start: usize) -> Option<Vec<(String, UntrustedValue<'static>)>> {
        match self.value(start, &Kind::Open(&kyclink::field::open::DEEP))? {
            Some(UntrustedValue::Object(rest)) => Some(rest.iter().map(to_static).collect()),
            _ => Some(Vec::new()),
        }
    }

    /// Reads the names of the members that no field describes, and moves those of variants among them.
    fn others(
        &self,
        start: usize,
        shape: &Shape,
        members: &mut Vec<(String, UntrustedValue<'static>)>,
    ) -> Option<Vec<(String, UntrustedValue<'static>)>> {
        let names = self.value(start, &Kind::List(&Kind::Text { max: None }))?;
        let names = names.as_ref().and_then(UntrustedValue::list).unwrap_or_default();
        let mut others = Vec::new();
        for name in names.iter().filter_map(UntrustedValue::text) {
            let value = match members.iter().position(|(known, _)| known == name) {
                Some(at) => members.remove(at).1,
                None => UntrustedValue::Bool(true),
            };
            others.push((name.to_owned(), value));
        }
        let is_noted = |name: &str| shape.fields.iter().any(|field| field.name == name && field.when.is_some());
        let is_given = |(_, value): &(String, UntrustedValue)| !value.is_absent();
        let is_complete = !members.iter().any(|member| is_noted(&member.0) && is_given(member));
        (is_complete && others.iter().all(is_given)).then_some(others)
    }
}

/// Reads an object that is written as the wrapper writes it.
fn object_of_json(text: &str) -> Option<Object<'static>> {
    match UntrustedValue::from_json(text)? {
        UntrustedValue::Object(object) if json(&object.clone().into()) == text => Some(object),
        _ => None,
    }
}
