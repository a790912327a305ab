//! What the source of a folder says about its shapes: doc comments, and the names of shapes and closed lists.
//!
//! The library has the shapes as values, without comments, so that the wasm modules do not carry any.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use syn::{Expr, File, Item};

use super::docs::Docs;
pub(crate) use super::syntax::Place;
use super::syntax::{attrs_of, docs, field_of, imported_from, name_of, parse, path_of};

/// The files of a folder, by module.
pub(crate) struct Source {
    files: BTreeMap<String, File>,
}

/// A field of a shape: its name, its comment, its kind and the module of that expression.
pub(crate) struct FieldSource<'a> {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    kind: &'a Expr,
    module: &'a str,
}

impl Source {
    /// Parses the files of a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in crate::files_of(folder)? {
            // The client is generated from the others.
            if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("client.rs") {
                let module = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                files.insert(module, parse(&path)?);
            }
        }
        Ok(Self { files })
    }

    /// Parses one file.
    pub(crate) fn of_file(path: &Path, module: &str) -> Result<Self> {
        Ok(Self { files: BTreeMap::from([(module.to_owned(), parse(path)?)]) })
    }

    /// Returns an item of a module, or one that it imports from another module of the folder.
    pub(crate) fn find(&self, module: &str, name: &str) -> Result<Place<'_>> {
        self.lookup(module, name).with_context(|| format!("{module}.rs has no `{name}`"))
    }

    fn lookup(&self, module: &str, name: &str) -> Option<Place<'_>> {
        let (module, file) = self.files.get_key_value(module)?;
        if let Some(item) = file.items.iter().find(|item| name_of(item).is_some_and(|own| own == name)) {
            return Some(Place { module, name: name.to_owned(), item });
        }
        file.items.iter().find_map(|item| match item {
            Item::Use(item) => self.lookup(&imported_from(&item.tree, name, None)?, name),
            _ => None,
        })
    }

    /// Returns what a path in a module stands for: `ITEM`, or `other_module::ITEM`.
    fn resolve(&self, module: &str, path: &syn::Path) -> Option<Place<'_>> {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        match names.as_slice() {
            [first, ..] if first == "crate" => None,
            [name] => self.lookup(module, name),
            [.., other, name] => self.lookup(other, name),
            [] => None,
        }
    }

    /// Returns the comment of an operation's file, up to its first empty line.
    pub(crate) fn head(&self, module: &str) -> Result<Docs> {
        let file = self.files.get(module).with_context(|| format!("there is no {module}.rs"))?;
        Ok(docs(&file.attrs))
    }

    /// Returns the name of the type that a `type` of a module stands for, then what that one stands for, and so on.
    /// `()` is nothing.
    pub(crate) fn aliased(&self, module: &str, name: &str) -> Result<Vec<String>> {
        let Item::Type(item) = self.find(module, name)?.item else { bail!("`{name}` in {module}.rs must be a type") };
        let path = match &*item.ty {
            syn::Type::Path(path) => &path.path,
            _ => return Ok(vec!["()".to_owned()]),
        };
        let mut names: Vec<String> =
            path.segments.iter().last().map(|last| last.ident.to_string()).into_iter().collect();
        if let Some(place) = self.resolve(module, path) {
            names.extend(self.aliased(place.module, &place.name)?);
        }
        Ok(names)
    }

    /// Returns the fields of the shape at a place, in its order.
    pub(crate) fn fields<'a>(&'a self, shape: &Place<'a>) -> Result<Vec<FieldSource<'a>>> {
        let mut found = Vec::new();
        for expr in shape.exprs() {
            self.collect(shape.module, expr, None, &mut found)?;
        }
        Ok(found)
    }

    /// Collects the fields that an expression contains, or whatever it refers to. `given` is the comment of the element
    /// of which the expression is a part.
    fn collect<'a>(
        &'a self,
        module: &'a str,
        expr: &'a Expr,
        given: Option<Docs>,
        found: &mut Vec<FieldSource<'a>>,
    ) -> Result<()> {
        match expr {
            Expr::Reference(reference) => self.collect(module, &reference.expr, given, found),
            Expr::MethodCall(call) => {
                let given = given.or_else(|| Some(docs(&call.attrs)).filter(|docs| !docs.is_empty()));
                self.collect(module, &call.receiver, given, found)
            }
            Expr::Array(array) => array.elems.iter().try_for_each(|item| self.collect(module, item, None, found)),
            Expr::Struct(shape) => match &shape.rest {
                Some(rest) => self.collect(module, rest, None, found),
                None => Ok(()),
            },
            Expr::Call(call) => {
                if let Some((name, kind)) = field_of(call) {
                    let docs = given.unwrap_or_else(|| docs(&call.attrs));
                    found.push(FieldSource { name, docs, kind, module });
                    return Ok(());
                }
                if call.args.is_empty() {
                    return self.collect(module, &call.func, None, found);
                }
                call.args.iter().try_for_each(|argument| self.collect(module, argument, None, found))
            }
            Expr::Path(path) => {
                let Some(place) = self.resolve(module, &path.path) else { return Ok(()) };
                let own = Some(docs(&path.attrs)).filter(|docs| !docs.is_empty());
                let own = own.or_else(|| Some(docs(attrs_of(place.item)?)).filter(|docs| !docs.is_empty()));
                place.exprs().into_iter().try_for_each(|expr| self.collect(place.module, expr, own.clone(), found))
            }
            _ => Ok(()),
        }
    }

    /// Returns the shape or the closed list that a field contains, if its kind has one.
    pub(crate) fn content<'a>(&'a self, field: &FieldSource<'a>) -> Result<Place<'a>> {
        self.content_of(field.module, field.kind)?.with_context(|| {
            format!(
                "{}.rs: the list of `{}` must be a constant, whose name is that of its type",
                field.module, field.name
            )
        })
    }

    fn content_of<'a>(&'a self, module: &'a str, kind: &'a Expr) -> Result<Option<Place<'a>>> {
        match kind {
            Expr::Reference(reference) => self.content_of(module, &reference.expr),
            Expr::Call(call) => {
                let Expr::Path(function) = &*call.func else { return Ok(None) };
                let variant = function.path.segments.last().map(|last| last.ident.to_string());
                match (variant.as_deref(), call.args.first()) {
                    (Some("List"), Some(item)) => self.content_of(module, item),
                    (Some("Object" | "Choice"), Some(item)) => {
                        Ok(path_of(item).and_then(|path| self.resolve(module, path)))
                    }
                    _ => Ok(None),
                }
            }
            Expr::Path(path) => {
                let Some(place) = self.resolve(module, &path.path) else { bail!("{module}.rs: there is no such kind") };
                match place.exprs().as_slice() {
                    [expr] => self.content_of(place.module, expr),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }
}
