//! The walk over a record finds the same as the walk over a tree of the same values: codes, paths, parameters, and what is sent.
//! The record is any bytes, or that of an input.

use kyclink::json::Json;
use kyclink::{
    Issue, Kind, Number, Object, Operation, Options, Params, Segment, Shape, UntrustedValue, operations, validate,
};
use serde_json::{Map, Value};

use crate::grammar::{NOW, POLICIES, operation_and_input};

const END: usize = 0xffff;
const NULL: usize = 0xffff;
const BOOL: usize = 0xfffe;
const NUMBER: usize = 0xfffd;
const OBJECT: usize = 0xfffc;
const LIST: usize = 0xfffb;

/// The bytes are an input as [`operation_and_input`] reads it; or, after 255, an operation, a policy and a record.
pub(super) fn target(bytes: &[u8]) {
    if let [255, number, policy, record @ ..] = bytes {
        let all: Vec<_> = operations().collect();
        check(all[usize::from(*number) % all.len()], usize::from(*policy) % 3, record);
    } else if let Some((operation, UntrustedValue::Object(input))) = operation_and_input(bytes) {
        let mut record = Vec::new();
        if write_object(&mut record, operation.shape, &input).is_some() {
            (0..3).for_each(|policy| check(operation, policy, &record));
        }
    }
}

fn check(operation: &'static Operation, policy: usize, record: &[u8]) {
    let number = operations().position(|known| std::ptr::eq(known, operation)).expect("a known operation");
    let Some(found) = kyclink::js::native::check_record(number, record, policy, NOW) else { return };
    let Some(tree) = Reader(record).object(operation.shape) else { return };
    let mut value = serde_json::from_str(&tree.to_json()).expect("JSON");
    let options = Options { policy: POLICIES[policy], now: NOW, ..Options::default() };
    let verdict = validate(operation, tree, &options);

    let found = Found::read(&found, operation.shape);
    assert_eq!(found.warnings, verdict.warnings.iter().map(entry).collect::<Vec<_>>());
    match verdict.result {
        Err(issues) => assert_eq!(found.issues, issues.iter().map(entry).collect::<Vec<_>>()),
        Ok(valid) => {
            assert_eq!(found.issues, []);
            sort(operation.shape, &mut value);
            found.changes.iter().for_each(|(path, sent)| change(&mut value, path, sent.as_deref()));
            assert_eq!(value.to_string(), valid.value().to_json());
        }
    }
}

/// Keeps what is given, in the order of the shape.
fn sort(shape: &Shape, value: &mut Value) {
    let Some(members) = value.as_object_mut() else { return };
    let mut sorted = Map::new();
    for field in shape.fields {
        let Some(mut value) = members.remove(field.name).filter(|value| !value.is_null() && value != "") else {
            continue;
        };
        match &field.kind {
            Kind::Object(shape) => sort(shape, &mut value),
            Kind::List(Kind::Object(shape)) => {
                value.as_array_mut().into_iter().flatten().for_each(|item| sort(shape, item))
            }
            _ => {}
        }
        sorted.insert(field.name.to_owned(), value);
    }
    *members = sorted;
}

fn change(value: &mut Value, path: &[Segment], sent: Option<&str>) {
    match (path, sent, value) {
        ([Segment::Key(name)], None, Value::Object(members)) => drop(members.shift_remove(name.as_ref())),
        ([], sent, value) => *value = sent.into(),
        ([Segment::Key(name), rest @ ..], _, Value::Object(members)) => {
            members.get_mut(name.as_ref()).into_iter().for_each(|value| change(value, rest, sent));
        }
        ([Segment::Index(index), rest @ ..], _, Value::Array(items)) => change(&mut items[*index], rest, sent),
        _ => panic!("a change of what is not there"),
    }
}

/// A code, a path and parameters. A text of the module is its address and its length.
type Entry = (usize, Vec<Segment>, Vec<Param>);

#[derive(Debug, PartialEq)]
enum Param {
    Count(u32),
    Text(Text),
    Words(Vec<Text>),
}

type Text = (u32, usize);

fn entry(issue: &Issue) -> Entry {
    let text = |text: &str| (text.as_ptr().addr() as u32, text.len());
    let params = match issue.params {
        Params::None => vec![],
        Params::Text(word) => vec![Param::Text(text(word))],
        Params::Counts(counts) => counts.map(|count| Param::Count(count as u32)).into(),
        Params::Words(words) => vec![Param::Words(words.iter().map(text).collect())],
        _ => panic!("parameters without a check"),
    };
    (issue.code as usize, issue.path.clone(), params)
}

/// What `src/js/record.rs` writes.
#[derive(Default)]
struct Found {
    issues: Vec<Entry>,
    warnings: Vec<Entry>,
    changes: Vec<(Vec<Segment>, Option<String>)>,
}

impl Found {
    fn read(bytes: &[u8], shape: &'static Shape) -> Self {
        let (mut reader, mut found) = (Reader(bytes), Self::default());
        loop {
            match reader.count() {
                END => return found,
                2 => {
                    let path = reader.path(shape);
                    let sent = match reader.count() {
                        NULL => None,
                        count => Some(std::str::from_utf8(reader.take(count)).expect("UTF-8").to_owned()),
                    };
                    found.changes.push((path, sent));
                }
                tag => {
                    let (code, path) = (reader.count(), reader.path(shape));
                    let params = (0..reader.count()).map(|_| reader.param()).collect();
                    let entries = [&mut found.issues, &mut found.warnings];
                    entries.into_iter().nth(tag).expect("an issue or a warning").push((code, path, params));
                }
            }
        }
    }
}

/// A second reading of the format of records, for bytes that nobody writes as well.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads an object; `None` if it has members that the wrapper does not write.
    fn object(&mut self, shape: &Shape) -> Option<UntrustedValue<'a>> {
        let (mut members, mut names) = (Vec::new(), Vec::new());
        for _ in 0..self.count() {
            let count = self.count();
            let Ok(name) = std::str::from_utf8(self.take(count)) else { break };
            if names.contains(&name) || shape.fields.iter().any(|field| field.name == name) {
                return None;
            }
            names.push(name);
        }
        for field in shape.fields {
            if self.0.is_empty() {
                break;
            }
            members.push((field.name, self.value(Some(&field.kind))?));
        }
        members.extend(names.into_iter().map(|name| (name, UntrustedValue::Bool(true))));
        Some(members.into_iter().collect::<Object>().into())
    }

    fn value(&mut self, kind: Option<&Kind>) -> Option<UntrustedValue<'a>> {
        Some(match self.count() {
            NULL => UntrustedValue::Null,
            BOOL => UntrustedValue::Bool(true),
            NUMBER => {
                let count = self.count();
                match std::str::from_utf8(self.take(count)) {
                    Ok(text) => UntrustedValue::Number(Number::parse(text)?),
                    Err(_) => UntrustedValue::Opaque,
                }
            }
            OBJECT => {
                let size = self.count();
                let mut part = Reader(self.take(size));
                match kind {
                    Some(Kind::Object(shape)) => part.object(shape)?,
                    _ => Object::new().into(),
                }
            }
            LIST => {
                let size = self.count();
                let mut part = Reader(self.take(size));
                part.count();
                let kind = if let Some(Kind::List(kind)) = kind { Some(*kind) } else { None };
                let mut items = Vec::new();
                while !part.0.is_empty() {
                    items.push(part.value(kind)?);
                }
                items.into()
            }
            count => std::str::from_utf8(self.take(count)).map_or(UntrustedValue::Malformed, UntrustedValue::from),
        })
    }

    fn path(&mut self, shape: &'static Shape) -> Vec<Segment> {
        let (mut path, mut shape) = (Vec::new(), Some(shape));
        loop {
            let step = match self.count() {
                END => return path,
                0xfffe => {
                    let count = self.count();
                    let name = std::str::from_utf8(self.take(count)).expect("UTF-8");
                    Segment::Key(name.to_owned().into())
                }
                index @ 0x8000.. => Segment::Index(index - 0x8000),
                position => {
                    let field = &shape.expect("an object has a shape").fields[position];
                    shape = match &field.kind {
                        Kind::Object(shape) | Kind::List(Kind::Object(shape)) => Some(*shape),
                        _ => None,
                    };
                    Segment::Key(field.name.into())
                }
            };
            path.push(step);
        }
    }

    fn param(&mut self) -> Param {
        match self.count() {
            0 => Param::Count(self.long()),
            1 => Param::Text(self.text()),
            _ => Param::Words((0..self.count()).map(|_| self.text()).collect()),
        }
    }

    fn text(&mut self) -> Text {
        (self.long(), self.count())
    }

    fn long(&mut self) -> u32 {
        let [low, high] = [(); 2].map(|()| u32::try_from(self.count()).expect("16 bits"));
        low | high << 16
    }

    fn count(&mut self) -> usize {
        match self.take(2) {
            [low, high] => usize::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        }
    }

    /// Takes this many bytes. If there are fewer, nothing is left.
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(count).unwrap_or_default();
        self.0 = rest;
        taken
    }
}

/// Writes an object as `lib/record.js` does; `None` if it would pack a tree.
fn write_object(out: &mut Vec<u8>, shape: &Shape, object: &Object) -> Option<()> {
    let is_known = |name: &str| shape.fields.iter().any(|field| field.name == name);
    let others: Vec<_> = object.iter().filter(|(name, value)| !is_known(name) && !value.is_absent()).collect();
    write_count(out, others.len())?;
    others.iter().try_for_each(|(name, _)| write_text(out, name.as_bytes()))?;
    shape.fields.iter().try_for_each(|field| match object.get(field.name) {
        Some(value) => write_value(out, &field.kind, value),
        None => write_count(out, NULL),
    })
}

fn write_value(out: &mut Vec<u8>, kind: &Kind, value: &UntrustedValue) -> Option<()> {
    let tag = match (value, kind) {
        (UntrustedValue::Null, _) => return write_count(out, NULL),
        (UntrustedValue::Bool(_), _) => return write_count(out, BOOL),
        (UntrustedValue::Text(text), _) => return write_text(out, text.as_bytes()),
        (UntrustedValue::Malformed, _) => return write_text(out, &[0xff]),
        (UntrustedValue::Number(number), _) => {
            write_count(out, NUMBER)?;
            return write_text(out, number.as_str().as_bytes());
        }
        (UntrustedValue::Object(_), Kind::Object(_)) => OBJECT,
        (UntrustedValue::List(_), Kind::List(_)) => LIST,
        _ => return None,
    };
    write_count(out, tag)?;
    let mut part = Vec::new();
    match (value, kind) {
        (UntrustedValue::Object(object), Kind::Object(shape)) => write_object(&mut part, shape, object)?,
        (UntrustedValue::List(items), Kind::List(kind)) => {
            write_count(&mut part, items.len())?;
            items.iter().try_for_each(|item| write_value(&mut part, kind, item))?;
        }
        _ => {}
    }
    write_text(out, &part)
}

fn write_text(out: &mut Vec<u8>, text: &[u8]) -> Option<()> {
    write_count(out, text.len())?;
    out.extend(text);
    (text.len() < LIST).then_some(())
}

fn write_count(out: &mut Vec<u8>, count: usize) -> Option<()> {
    out.extend(u16::try_from(count).ok()?.to_le_bytes());
    Some(())
}
