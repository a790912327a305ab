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

/// The content of a record.
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

impl<'a> StoredField<'a> for &'a str {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.text().unwrap_or_default())
    }
}

impl StoredField<'_> for String {
    fn read(stored: &UntrustedValue) -> Option<Self> {
        Some(stored.text().unwrap_or_default().to_owned())
    }
}

impl<'a> StoredField<'a> for Option<&'a str> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.text())
    }
}

impl<'a> StoredField<'a> for i64 {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.integer().unwrap_or_default())
    }
}

impl<'a> StoredField<'a> for bool {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.is_true())
    }
}

impl<'a> StoredField<'a> for Option<Status> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.text().and_then(Status::parse))
    }
}

impl<'a> StoredField<'a> for Option<CustomerType> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.text().and_then(CustomerType::parse))
    }
}

impl<'a> StoredField<'a> for Option<Channel> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.text().and_then(Channel::parse))
    }
}

impl<'a> StoredField<'a> for Vec<Channel> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.texts().unwrap_or_default().into_iter().filter_map(Channel::parse).collect())
    }
}

impl<'a> StoredField<'a> for Vec<String> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.texts().unwrap_or_default().into_iter().map(str::to_owned).collect())
    }
}

impl<'a> StoredField<'a> for Option<NextStep<'a>> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(NextStep::read(stored))
    }
}

impl<'a> StoredField<'a> for CustomerRef<'a> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Self::read(stored)
    }
}

impl<'a> StoredField<'a> for Vec<Capability> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.list().unwrap_or_default().iter().filter_map(Capability::read).collect())
    }
}

impl<'a> StoredField<'a> for Vec<OpenRequirement> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.list().unwrap_or_default().iter().filter_map(OpenRequirement::read).collect())
    }
}

impl<'a> StoredField<'a> for Vec<Document<'a>> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Some(stored.list().unwrap_or_default().iter().filter_map(Document::read).collect())
    }
}
