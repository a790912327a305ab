//! What a stored record holds: a struct whose fields are declared once, and from there named, written and read.

use crate::client::contact::Channel;
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::edge::customer::CustomerRef;
use crate::edge::customer::agreement::Document;
use crate::edge::customer::next_step::NextStep;
use crate::edge::customer::requirement::OpenRequirement;
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

pub(crate) trait RecordContent<'a>: Json + Sized {
    const FIELDS: &'static [&'static str];

    /// Reads what was written; `None` if a field has a value that this version cannot use.
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self>;
}

/// A value in a record. A record of an earlier version may lack the field: its value is null then.
pub(crate) trait StoredField<'a>: Json + Sized {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self>;
}

/// Declares the content of records: a struct whose fields are stored under their own names.
macro_rules! content {
    ($(
        $(#[$meta:meta])+
        $name:ident $(<$life:lifetime>)? { $($(#[doc = $about:literal])* $field:ident: $type:ty,)* }
    )+) => {$(
        $(#[$meta])+
        pub(crate) struct $name $(<$life>)? { $($(#[doc = $about])* pub(crate) $field: $type,)* }

        impl<'a> $crate::edge::record::RecordContent<'a> for $name $(<$life>)? {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn read(stored: &'a $crate::value::untrusted::UntrustedValue<'a>) -> Option<Self> {
                stored.object()?;
                Some(Self {$(
                    $field: $crate::edge::record::content::StoredField::read(
                        stored.field(stringify!($field)).unwrap_or(&$crate::value::untrusted::UntrustedValue::Null),
                    )?,
                )*})
            }
        }

        impl $(<$life>)? $crate::value::json::Json for $name $(<$life>)? {
            fn write(&self, out: &mut $crate::value::json::Writer) {
                $crate::edge::response::json_fields::JsonFields(&[$((stringify!($field), &self.$field)),*]).write(out);
            }
        }
    )+};
}
pub(crate) use content;

/// Declares how a stored value of each type is read.
macro_rules! stored_fields {
    ($($type:ty: |$stored:ident| $read:expr;)+) => {$(
        impl<'a> StoredField<'a> for $type {
            fn read($stored: &'a UntrustedValue<'a>) -> Option<Self> {
                $read
            }
        }
    )+};
}
pub(crate) use stored_fields;

stored_fields! {
    &'a str: |stored| Some(stored.text().unwrap_or_default());
    String: |stored| Some(stored.text().unwrap_or_default().to_owned());
    Option<&'a str>: |stored| Some(stored.text());
    i64: |stored| Some(stored.integer().unwrap_or_default());
    bool: |stored| Some(stored.is_true());
    Option<Status>: |stored| Some(stored.text().and_then(Status::parse));
    Option<CustomerType>: |stored| Some(stored.text().and_then(CustomerType::parse));
    Option<Channel>: |stored| Some(stored.text().and_then(Channel::parse));
    Vec<Channel>: |stored| Some(texts(stored).filter_map(Channel::parse).collect());
    Vec<String>: |stored| Some(texts(stored).map(str::to_owned).collect());
    Option<NextStep<'a>>: |stored| Some(NextStep::read(stored));
    CustomerRef<'a>: |stored| CustomerRef::read(stored);
    Vec<Capability>: |stored| Some(items(stored, Capability::read));
    Vec<OpenRequirement>: |stored| Some(items(stored, OpenRequirement::read));
    Vec<Document<'a>>: |stored| Some(items(stored, Document::read));
}

fn texts<'a>(stored: &'a UntrustedValue<'a>) -> impl Iterator<Item = &'a str> {
    stored.texts().unwrap_or_default().into_iter()
}

/// Returns the items of a list that can be read.
pub(crate) fn items<'a, T>(
    stored: &'a UntrustedValue<'a>,
    read: impl Fn(&'a UntrustedValue<'a>) -> Option<T>,
) -> Vec<T> {
    stored.list().unwrap_or_default().iter().filter_map(read).collect()
}
