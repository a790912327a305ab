//! The options of the npm package's functions.
//!
//! A table is beside the code that reads most of its options. Some are read by the wrapper alone, such as `fetch`, but
//! are declared here as well: `cargo xtask codegen` writes the declarations of all from the tables and their comments,
//! and packing the lists of names by which the wrapper finds a misspelt one.

/// The options of a function.
#[doc(hidden)]
#[derive(Debug)]
pub struct OptionTable {
    /// The name of the type.
    pub name: &'static str,
    /// The table whose options the function has, too.
    pub extends: Option<&'static OptionTable>,
    /// The options.
    pub options: &'static [PackageOption],
}

/// An option.
#[doc(hidden)]
#[derive(Debug)]
pub struct PackageOption {
    /// The name.
    pub name: &'static str,
    /// The type, in TypeScript.
    pub typescript: &'static str,
    /// Whether the option must be given.
    pub required: bool,
}

impl OptionTable {
    pub(crate) const fn new(name: &'static str, options: &'static [PackageOption]) -> Self {
        Self { name, extends: None, options }
    }

    /// Adds the options of another table.
    pub(crate) const fn extending(mut self, base: &'static Self) -> Self {
        self.extends = Some(base);
        self
    }

    /// Returns the names of all options, those of the extended table first.
    ///
    /// ```
    /// use kyclink::options::READ_OPTIONS;
    /// assert_eq!(READ_OPTIONS.names(), ["allowHosts", "allowLoopback", "profiles"]);
    /// ```
    pub fn names(&self) -> Vec<&'static str> {
        let mut names = self.extends.map_or(Vec::new(), Self::names);
        names.extend(self.options.iter().map(|option| option.name));
        names
    }
}

impl PackageOption {
    pub(crate) const fn required(name: &'static str, typescript: &'static str) -> Self {
        Self { name, typescript, required: true }
    }

    pub(crate) const fn optional(name: &'static str, typescript: &'static str) -> Self {
        Self { name, typescript, required: false }
    }
}
