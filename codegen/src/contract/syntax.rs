//! Reads names, comments and fields from Rust's syntax tree.

use std::path::Path;

use anyhow::{Context, Result};
use syn::{Attribute, Expr, File, Item, Lit, UseTree};

use super::docs::Docs;

/// A `static`, `const`, function or type, and the module in which it is.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: String,
    pub(super) item: &'a Item,
}

impl<'a> Place<'a> {
    /// Returns the comment of the item.
    pub(crate) fn docs(&self) -> Docs {
        attrs_of(self.item).map(docs).unwrap_or_default()
    }

    /// Returns the value of a constant, or what a function ends with.
    pub(super) fn exprs(&self) -> Vec<&'a Expr> {
        match self.item {
            Item::Const(item) => vec![&item.expr],
            Item::Static(item) => vec![&item.expr],
            Item::Fn(item) => item.block.stmts.iter().filter_map(expr_of).collect(),
            _ => Vec::new(),
        }
    }
}

pub(super) fn parse(path: &Path) -> Result<File> {
    syn::parse_file(&fs_err::read_to_string(path)?).with_context(|| path.display().to_string())
}

fn expr_of(statement: &syn::Stmt) -> Option<&Expr> {
    match statement {
        syn::Stmt::Expr(expr, None) => Some(expr),
        _ => None,
    }
}

pub(super) fn name_of(item: &Item) -> Option<&syn::Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    })
}

pub(super) fn attrs_of(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => return None,
    })
}

/// Returns the module of the folder from which a `use` imports this name.
pub(super) fn imported_from(tree: &UseTree, name: &str, module: Option<String>) -> Option<String> {
    match tree {
        UseTree::Path(path) if path.ident == "crate" => None,
        UseTree::Path(path) => imported_from(&path.tree, name, Some(path.ident.to_string())),
        UseTree::Name(own) => module.filter(|_| own.ident == name),
        UseTree::Group(group) => group.items.iter().find_map(|tree| imported_from(tree, name, module.clone())),
        _ => None,
    }
}

/// Returns the name and the kind of `Field::required("name", kind)`, or of a `PackageOption`.
pub(super) fn field_of(call: &syn::ExprCall) -> Option<(String, &Expr)> {
    let Expr::Path(function) = &*call.func else { return None };
    let is_field =
        function.path.segments.first().is_some_and(|first| first.ident == "Field" || first.ident == "PackageOption");
    let mut arguments = call.args.iter();
    match (arguments.next()?, arguments.next()?) {
        (Expr::Lit(literal), kind) if is_field => match &literal.lit {
            Lit::Str(name) => Some((name.value(), kind)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the doc comment among these attributes.
pub(crate) fn docs(attrs: &[Attribute]) -> Docs {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(line) => Some(line.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    Docs::parse(lines)
}

/// Returns the path in an expression that is a path or a reference to one.
pub(super) fn path_of(expr: &Expr) -> Option<&syn::Path> {
    match expr {
        Expr::Reference(reference) => path_of(&reference.expr),
        Expr::Path(path) => Some(&path.path),
        _ => None,
    }
}
