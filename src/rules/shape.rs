//! The shape of an input as data: its fields, the kind of each, and which are required.
//!
//! One shape is the source of everything that must agree: validation, normalization, what is sent, JSON Schema, form
//! controls and documentation. A shape is a `static`, which [`walk`](super::walk) and others read.

use crate::rules::field::country::{Alphabet, Country};
use crate::rules::field::person_name::PersonName;
use crate::rules::field::phone::PhoneRule;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::field::{integer, open, pattern, text};
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::person_fields::PersonFields;
use crate::rules::words::Words;
use crate::value::input::{Input, Members};
use crate::value::untrusted::Object;

/// The fields of an object, in the order in which they are checked and sent.
///
/// ```
/// use kyclink::{Shape, operation};
/// let shape: &Shape = operation("grid.confirmEmail").expect("registered").shape;
/// let required: Vec<_> = shape.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
/// assert_eq!(required, ["customerId", "code"]);
/// assert!(!shape.is_open());
/// ```
pub struct Shape {
    /// The fields.
    pub fields: &'static [Field],
    /// The rule that validates a field against its siblings.
    pub(crate) cross_field_rule: Option<CrossFieldRule>,
    /// At least one of these fields must be given; if none is, the first one is reported as missing.
    pub(crate) any_of: &'static [&'static str],
    /// A smaller form of the object, which applies when only fields of that form are given.
    pub(crate) minimal_form: Option<&'static Shape>,
    /// What members may contain that no field describes. With `Some`, they are sent as given; with `None`, they are
    /// reported and not sent.
    pub(crate) rest: Option<&'static open::OpenObject>,
    /// The rule that decides when the whole object is omitted.
    pub(crate) omit_when: Option<OmitWhen>,
    /// The position of the field `country`, if there is one.
    pub(crate) country: Option<usize>,
    /// A bit for each field whose absence may be reported, the lowest for the first.
    pub(crate) may_be_missed: u32,
    /// A bit for each field that all variants have.
    pub(crate) is_common: u32,
    /// A bit for each field that an applicant must have who is an individual, and one for each that a business must have,
    /// where the type decides.
    pub(crate) required_of: Option<&'static [u32; 2]>,
    /// Returns the country that decides what the provider requires of an input of this shape ([`Field::required_in`]).
    pub(crate) deciding_country: Option<fn(&Fields) -> Option<Country>>,
    /// Whether the provider has one field for a person's name, so that the given name or the family name is enough.
    pub(crate) joins_names: bool,
}

/// Validates the named field against its siblings. The third argument says whether the field is given. What is wrong with
/// a part of it is reported to the findings.
pub(crate) type CrossFieldRule = fn(&Fields, &str, bool, &mut Findings) -> Option<Fault>;

/// Returns the warning if an object is omitted, from its country and a function that says whether a field is given.
pub(crate) type OmitWhen = fn(Country, &dyn Fn(&str) -> bool) -> Option<IssueCode>;

/// A variant of an object: the name of the field that selects it, and the field's value.
///
/// ```
/// use kyclink::{Case, operation};
/// let create = operation("spherepay.createCustomer").expect("registered");
/// let addresses = create.shape.fields.iter().find(|field| field.name == "addresses").expect("a field");
/// let business: &Case = &("type", "business");
/// assert_eq!(addresses.when, Some(business));
/// ```
pub type Case = (&'static str, &'static str);

/// One field of a [`Shape`].
///
/// ```
/// use kyclink::{Field, Kind, operation};
/// let fields: &[Field] = operation("grid.confirmEmail").expect("registered").shape.fields;
/// assert_eq!((fields[0].name, fields[0].required), ("customerId", true));
/// assert!(matches!(fields[0].kind, Kind::CustomerId(_)));
/// ```
#[derive(Clone, Copy)]
pub struct Field {
    /// The name in the input.
    pub name: &'static str,
    /// What the field contains.
    pub kind: Kind,
    /// Whether the field must be given.
    pub required: bool,
    /// The countries in which the provider requires the field, although its schema does not.
    pub(crate) required_in: Option<fn(Country) -> bool>,
    /// The only variant of the object that has the field, if not all have it.
    pub when: Option<&'static Case>,
    /// Whether a cross-field rule reads the value. The JavaScript wrapper then passes it, even if it needs no check.
    pub is_read_by_rule: bool,
    /// The form in which normalization writes free text.
    pub normal_form: NormalForm,
    /// Which part of a person's name the field has, if it has one.
    pub person_name: Option<PersonName>,
}

/// The form in which normalization writes free text, whatever it does with all text.
///
/// ```
/// use kyclink::{NormalForm, operation};
/// let fields = operation("bridge.createKycLink").expect("registered").shape.fields;
/// let form_of = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.normal_form);
/// assert_eq!(form_of("fullName"), Some(NormalForm::Latin1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NormalForm {
    /// As it is typed.
    AsTyped,
    /// In Latin-1, if that is possible without another spelling: the provider prefers such names.
    Latin1,
    /// In letters of Latin-1 and printable ASCII, if that is possible.
    LatinLetters,
    /// As a code, such as a tax number: in ASCII where it has digits, full width, dashes and white space.
    Code,
}

/// What a field contains. Exhaustive on purpose: everything that reads shapes (documentation, schemas, tests) must
/// handle every kind.
///
/// ```
/// use kyclink::Kind;
/// /// The `type` of a field's `<input>`.
/// fn input_type(kind: &Kind) -> &'static str {
///     match kind {
///         Kind::Email => "email",
///         Kind::Phone(_) => "tel",
///         Kind::PastDate { .. } => "date",
///         _ => "text",
///     }
/// }
/// assert_eq!(input_type(&Kind::Email), "email");
/// ```
#[derive(Clone, Copy)]
pub enum Kind {
    /// Free text.
    Text {
        /// The maximum number of code points, if the provider states one.
        max: Option<u16>,
    },
    /// An email address.
    Email,
    /// A phone number.
    Phone(&'static PhoneRule),
    /// A country, sent in this alphabet.
    Country(Alphabet),
    /// A state or province of the country in the same object.
    Subdivision(SubdivisionRule),
    /// A postal code of the country in the same object.
    PostalCode,
    /// One of a closed list of words.
    Choice(Words),
    /// A string that matches a pattern of the provider.
    Pattern(&'static pattern::Pattern),
    /// A customer's id at the provider.
    CustomerId(&'static pattern::Pattern),
    /// The URL to which the provider sends the person after the hosted flow.
    RedirectUri,
    /// A date that is not in the future.
    PastDate {
        /// The first date that is accepted, `YYYY-MM-DD`.
        from: &'static str,
    },
    /// An RFC 3339 timestamp with an offset.
    Timestamp,
    /// An integer.
    Integer(&'static integer::Range),
    /// A boolean.
    Flag,
    /// An object whose fields the provider does not publish.
    Open(&'static open::OpenObject),
    /// An object with fields of its own.
    Object(&'static Shape),
    /// A list of values of one kind.
    List(&'static Kind),
}

impl Shape {
    pub(crate) const fn new(fields: &'static [Field]) -> Self {
        assert!(fields.len() <= MAX_FIELDS, "an encoded input has a bit for each of 32 fields");
        let (mut country, mut position) = (None, 0);
        let (mut may_be_missed, mut is_common) = (0, 0);
        let mut left = fields;
        while let [field, others @ ..] = left {
            if matches!(field.name.as_bytes(), b"country") {
                country = Some(position);
            }
            let by_country = field.required_in.is_some() || field.kind.may_be_missed();
            may_be_missed |= ((field.required || by_country) as u32) << position;
            is_common |= (field.when.is_none() as u32) << position;
            (position, left) = (position + 1, others);
        }
        let (cross_field_rule, minimal_form, rest, omit_when) = (None, None, None, None);
        Self {
            fields,
            cross_field_rule,
            any_of: &[],
            minimal_form,
            rest,
            omit_when,
            country,
            may_be_missed,
            is_common,
            required_of: None,
            deciding_country: None,
            joins_names: false,
        }
    }

    /// Returns whether members that no field describes are sent as given.
    #[doc(hidden)]
    pub fn is_open(&self) -> bool {
        self.rest.is_some()
    }

    /// Returns whether the field may be reported as missing: because it is required, by a rule or by an option, or as an
    /// item of a list.
    #[doc(hidden)]
    pub fn may_be_missing(&self, field: &Field) -> bool {
        let is_in_rule = field.is_read_by_rule || field.required_in.is_some() || self.any_of.contains(&field.name);
        let is_of_person = PersonFields::ALL.iter().any(|name| name == field.name);
        field.required || is_in_rule || is_of_person || matches!(field.kind, Kind::List(_))
    }

    /// Returns whether fields are validated against their siblings.
    #[inline]
    pub(crate) fn has_rules(&self) -> bool {
        self.cross_field_rule.is_some() || !self.any_of.is_empty()
    }

    /// Returns the fields of which at least one must be given; none if the shape has no such rule.
    #[doc(hidden)]
    pub fn any_of(&self) -> &'static [&'static str] {
        self.any_of
    }

    /// Returns the smaller form of the object, which applies when only fields of that form are given.
    #[doc(hidden)]
    pub fn minimal_form(&self) -> Option<&'static Self> {
        self.minimal_form
    }

    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the warning if the object is omitted.
    pub(crate) fn omission(&'static self, object: &Object) -> Option<IssueCode> {
        Fields::of_tree(self, object, &self.find(object)).omission()
    }

    /// Finds the fields in an object.
    pub(crate) fn find<'a>(&self, object: &'a Object<'a>) -> [Input<'a>; MAX_FIELDS] {
        let mut values = [Input::Null; MAX_FIELDS];
        let mut likely = 0;
        for (field, value) in self.fields.iter().zip(&mut values) {
            // Most callers give the fields in this order, so each is probably at the next place.
            if let Some((index, given)) = object.find(field.name, likely) {
                *value = given.into();
                likely = index + 1;
            }
        }
        values
    }

    /// Returns a field of a value, and what it contains.
    pub(crate) fn value_of<'a>(&'static self, name: &str, value: Input<'a>) -> Option<(&'static Field, Input<'a>)> {
        let position = self.position(name)?;
        let value = match value {
            Input::Object(Members::Tree(object)) => object.get(name)?.into(),
            Input::Object(Members::Encoded(encoded)) => encoded.field(position),
            _ => return None,
        };
        Some((self.fields.get(position)?, value))
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// The most fields that a shape can have: an encoded input has a bit for each.
pub(crate) const MAX_FIELDS: usize = u32::BITS as usize;

/// The fields of an object of the input, by their position in the shape.
pub(crate) struct Fields<'a> {
    pub(crate) shape: &'static Shape,
    /// The shape that an encoded input has.
    pub(super) written: &'static Shape,
    /// The values, unless they are read from an encoded input of the same shape.
    pub(super) found: Option<&'a [Input<'a>]>,
    pub(crate) members: Members<'a>,
}

impl Field {
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self { required: true, ..Self::optional(name, kind) }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
            required_in: None,
            when: None,
            is_read_by_rule: false,
            normal_form: NormalForm::AsTyped,
            person_name: None,
        }
    }

    /// Requires an optional field in these countries.
    pub(crate) const fn required_in(mut self, countries: fn(Country) -> bool) -> Self {
        self.required_in = Some(countries);
        self
    }

    /// Restricts the field to one variant of the object.
    pub(crate) const fn when(mut self, case: &'static Case) -> Self {
        self.when = Some(case);
        self
    }

    /// Has the JavaScript wrapper pass the value, because a cross-field rule reads it.
    pub(crate) const fn read_by_rule(mut self) -> Self {
        self.is_read_by_rule = true;
        self
    }

    /// Has normalization write the text in this form.
    pub(crate) const fn written_in(mut self, form: NormalForm) -> Self {
        self.normal_form = form;
        self
    }

    /// Says which part of a person's name the field has.
    pub(crate) const fn named(mut self, part: PersonName) -> Self {
        self.person_name = Some(part);
        self.read_by_rule()
    }

    /// Returns whether the given variant of the object has the field.
    #[inline]
    pub(crate) fn applies(&self, given: &Fields) -> bool {
        self.when.is_none_or(|(field, value)| given.get(field).text() == Some(*value))
    }

    /// Returns whether the input selects a variant. Until it does, no field of a variant is reported as unknown.
    pub(crate) fn is_decided(&self, given: &Fields) -> bool {
        self.when.is_none_or(|(field, _)| !given.get(field).is_absent())
    }

    /// Returns whether the value counts as absent. In free text, so does what cannot be seen.
    #[inline]
    pub(crate) fn is_absent(&self, value: Input) -> bool {
        match value {
            Input::Null => true,
            Input::Text(text) if self.kind.is_free_text() => text::is_blank(text),
            Input::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

impl Kind {
    /// Returns whether the absence of an optional field may be reported.
    const fn may_be_missed(&self) -> bool {
        matches!(self, Self::Subdivision(_) | Self::PostalCode)
    }

    /// Returns whether the kind is free text: any string that is not blank.
    pub(crate) fn is_free_text(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Subdivision(_) | Self::PostalCode)
    }
}
