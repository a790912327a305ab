//! Writes JSON: request bodies, and results for JavaScript.
//!
//! JSON is parsed by `json_reader`, by the host or by serde_json (`src/value/host`). It is written here because that takes
//! little code and keeps serde_json's number formatting out of the wasm module (DESIGN.md, "Why is JSON written by hand?").

/// A value that can be written as JSON.
///
/// ```
/// use kyclink::json::{Json, Writer};
/// /// A reference, written as a string.
/// struct Reference(u32);
/// impl Json for Reference {
///     fn write(&self, out: &mut Writer) {
///         format!("r-{}", self.0).write(out);
///     }
/// }
/// assert_eq!(vec![Reference(1), Reference(2)].to_json(), r#"["r-1","r-2"]"#);
/// ```
pub trait Json {
    /// Appends this value to `out`.
    fn write(&self, out: &mut Writer);

    /// Returns this value as a JSON string.
    fn to_json(&self) -> String
    where
        Self: Sized,
    {
        // Large enough for most values. Growing copies, and the wasm module's allocator never frees the old buffer.
        let mut out = Writer(String::with_capacity(512));
        self.write(&mut out);
        out.0
    }
}

/// Appends JSON values to a string.
///
/// ```
/// use kyclink::json::{Json, Writer};
/// let mut out = Writer::from("data: ".to_owned());
/// ["a", "b"].write(&mut out);
/// assert_eq!(String::from(out), r#"data: ["a","b"]"#);
/// ```
#[derive(Default)]
pub struct Writer(String);

/// Creates a writer that appends to an existing string.
impl From<String> for Writer {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Writer> for String {
    fn from(writer: Writer) -> Self {
        writer.0
    }
}

/// Appends the fields of an object.
pub struct Fields<'a>(&'a mut Writer);

impl Writer {
    pub(crate) fn null(&mut self) {
        self.0.push_str("null");
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.0.push_str(if value { "true" } else { "false" });
    }

    /// Appends a string that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Appends strings that together are JSON.
    pub(crate) fn parts(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.raw(part));
    }

    /// Appends a string value. Escapes what RFC 8259 section 7 requires: the quotation mark, the backslash and the
    /// control characters.
    pub(crate) fn text(&mut self, text: &str) {
        self.raw("\"");
        let mut copied = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= 0x20 && !matches!(byte, b'"' | b'\\') {
                continue;
            }
            self.raw(text.get(copied..at).unwrap_or_default());
            self.raw("\\");
            copied = at + 1;
            match byte {
                b'\n' => self.raw("n"),
                b'\r' => self.raw("r"),
                b'\t' => self.raw("t"),
                0x08 => self.raw("b"),
                0x0c => self.raw("f"),
                0..0x20 => {
                    self.raw(if byte < 0x10 { "u000" } else { "u001" });
                    self.0.extend(char::from_digit(u32::from(byte & 15), 16));
                }
                // After a backslash, a quotation mark and a backslash stand for themselves.
                _ => copied = at,
            }
        }
        self.raw(text.get(copied..).unwrap_or_default());
        self.raw("\"");
    }

    pub(crate) fn list<T: Json>(&mut self, items: &[T]) {
        self.items(items.iter(), |item, out| item.write(out));
    }

    pub(crate) fn items<T>(&mut self, items: impl Iterator<Item = T>, each: impl Fn(T, &mut Self)) {
        self.raw("[");
        for item in items {
            self.separate();
            each(item, self);
        }
        self.raw("]");
    }

    pub(crate) fn object(&mut self, fields: impl FnOnce(&mut Fields<'_>)) {
        self.raw("{");
        fields(&mut Fields(self));
        self.raw("}");
    }

    /// Starts a field. The name must not need escapes.
    pub(crate) fn member(&mut self, name: &'static str) -> &mut Self {
        self.separate();
        self.parts(&["\"", name, "\":"]);
        self
    }

    /// Separates an item or a field from the previous one. The first one follows a bracket and needs no comma.
    pub(crate) fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), Some(b'[' | b'{')) {
            self.raw(",");
        }
    }
}

impl Fields<'_> {
    pub(crate) fn field<T: Json + ?Sized>(&mut self, name: &'static str, value: &T) {
        value.write(self.member(name));
    }

    pub(crate) fn text(&mut self, name: &'static str, value: &str) {
        self.member(name).text(value);
    }

    pub(crate) fn optional<T: Json>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Writes `true`, or nothing.
    pub(crate) fn flag(&mut self, name: &'static str, is_set: bool) {
        self.optional(name, is_set.then_some(&true));
    }

    pub(crate) fn object(&mut self, name: &'static str, fields: impl FnOnce(&mut Fields<'_>)) {
        self.member(name).object(fields);
    }

    /// Writes a list with an object for each item.
    pub(crate) fn objects<T>(&mut self, name: &'static str, items: &[T], each: impl Fn(&T, &mut Fields<'_>)) {
        self.member(name).items(items.iter(), |item, out| out.object(|fields| each(item, fields)));
    }

    /// Writes a field with any name.
    pub(crate) fn any(&mut self, name: &str, value: &dyn Json) {
        self.0.separate();
        self.0.text(name);
        self.0.raw(":");
        value.write(self.0);
    }

    /// Starts a field. The name must not need escapes.
    pub(crate) fn member(&mut self, name: &'static str) -> &mut Writer {
        self.0.member(name)
    }
}

impl Json for &str {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl Json for String {
    fn write(&self, out: &mut Writer) {
        out.text(self);
    }
}

impl Json for bool {
    fn write(&self, out: &mut Writer) {
        out.bool(*self);
    }
}

impl Json for i64 {
    fn write(&self, out: &mut Writer) {
        if *self < 0 {
            out.raw("-");
        }
        out.raw(&digits(self.unsigned_abs()));
    }
}

impl Json for u8 {
    fn write(&self, out: &mut Writer) {
        out.raw(&decimal(usize::from(*self)));
    }
}

impl Json for usize {
    fn write(&self, out: &mut Writer) {
        out.raw(&decimal(*self));
    }
}

/// Formats a count in decimal digits.
///
/// Written by hand because `core::fmt` adds 4 KB to the wasm module.
pub(crate) fn decimal(count: usize) -> String {
    digits(count as u64)
}

/// The same for a number of 64 bits, whose size no platform changes.
fn digits(mut value: u64) -> String {
    let mut digits = [0; 20];
    let mut start = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
        start -= 1;
        if value == 0 {
            break;
        }
    }
    digits.iter().skip(start).map(|digit| char::from(*digit)).collect()
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.list(self);
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn write(&self, out: &mut Writer) {
        out.list(self);
    }
}

impl<T: Json> Json for &[T] {
    fn write(&self, out: &mut Writer) {
        out.list(self);
    }
}

/// A string that is JSON already.
pub(crate) struct Raw<'a>(pub(crate) &'a str);

impl Json for Raw<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}
