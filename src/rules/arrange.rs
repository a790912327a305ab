//! Changes the tree of an input to the form in which it is sent.

use crate::rules::findings::Change;
use crate::rules::issue::Segment;
use crate::rules::shape::{Kind, Shape};
use crate::value::untrusted::{Object, UntrustedValue};

impl Shape {
    /// Converts a valid value to the form in which it is sent: the given fields in the shape's order, followed by an
    /// open object's other members, with these changes. Returns whether it is the same as before.
    pub(crate) fn arrange(&self, value: &mut UntrustedValue, changes: &[Change]) -> bool {
        let is_same = self.sort(value);
        changes.iter().for_each(|change| change.apply(value));
        is_same && changes.is_empty()
    }

    /// Keeps the fields that are given, in the shape's order, and an open object's other members.
    fn sort(&self, value: &mut UntrustedValue) -> bool {
        let UntrustedValue::Object(given) = value else { return true };
        let mut is_same = true;
        let mut sorted = Object::with_capacity(given.len());
        for field in self.fields {
            if let Some(value) = given.get_mut(field.name).filter(|value| !value.is_absent()) {
                is_same &= field.kind.sort(value);
                sorted.push(field.name, value.take());
            }
        }
        if self.rest.is_some() {
            for (name, value) in given.iter_mut().filter(|(name, _)| self.field(name).is_none()) {
                sorted.push(name.clone(), value.take());
            }
        }
        is_same &= given.iter().map(|(name, _)| name).eq(sorted.iter().map(|(name, _)| name));
        *given = sorted;
        is_same
    }
}

impl Kind {
    fn sort(&self, value: &mut UntrustedValue) -> bool {
        match (self, value) {
            (Self::Object(shape), value) => shape.sort(value),
            (Self::List(kind), UntrustedValue::List(items)) => {
                let mut is_same = true;
                for item in items.iter_mut() {
                    is_same &= kind.sort(item);
                }
                is_same
            }
            _ => true,
        }
    }
}

impl Change {
    /// Changes the value at the path.
    pub(crate) fn apply(&self, root: &mut UntrustedValue) {
        let mut place = Some(root);
        let (last, parents) = match self.path.split_last() {
            Some((Segment::Key(name), parents)) if self.sent.is_none() => (Some(name), parents),
            _ => (None, &self.path[..]),
        };
        for segment in parents {
            place = match (place, segment) {
                (Some(UntrustedValue::Object(object)), Segment::Key(name)) => object.get_mut(name),
                (Some(UntrustedValue::List(items)), Segment::Index(index)) => items.iter_mut().nth(*index),
                _ => None,
            };
        }
        match (place, last) {
            (Some(UntrustedValue::Object(object)), Some(name)) => drop(object.remove(name)),
            (Some(value), None) => *value = self.sent.clone().map_or(UntrustedValue::Null, UntrustedValue::from),
            _ => {}
        }
    }
}
