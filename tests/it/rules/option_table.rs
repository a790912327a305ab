//! The options of the package's functions, beside the types that its users have.

use kyclink::options::{
    CALL_OPTIONS, CLIENT_OPTIONS, HANDLER_OPTIONS, LINK_OPTIONS, ONBOARD_OPTIONS, OptionTable, PRESENTATION_OPTIONS,
    READ_OPTIONS, VALIDATE_OPTIONS, WEBHOOK_DELIVERY,
};

const TYPES: [&str; 2] = [
    include_str!("../../../pkg-template/module/options/options.ts"),
    include_str!("../../../pkg-template/service/edge/config/options.ts"),
];

const TABLES: [&OptionTable; 9] = [
    &VALIDATE_OPTIONS,
    &LINK_OPTIONS,
    &PRESENTATION_OPTIONS,
    &READ_OPTIONS,
    &CLIENT_OPTIONS,
    &CALL_OPTIONS,
    &ONBOARD_OPTIONS,
    &WEBHOOK_DELIVERY,
    &HANDLER_OPTIONS,
];

/// The types are generated, so they differ only by a mistake in a table: a name, a type, whether an option must be
/// given, and whose options a function has, too.
#[test]
fn every_option_is_declared_with_its_name_and_type() {
    for table in TABLES {
        let base = table.extends.map(|base| format!(" extends {}", base.name)).unwrap_or_default();
        let head = format!("export interface {}{base} {{\n", table.name);
        let body = TYPES.iter().find_map(|types| types.split_once(&head)).map(|(_, rest)| rest.split("\n}").next());
        let body = body.flatten().unwrap_or_else(|| panic!("{head}"));
        let members: Vec<_> = body.lines().filter(|line| line.starts_with("  ") && line.ends_with(';')).collect();
        let expected: Vec<_> = table
            .options
            .iter()
            .map(|option| match option.required {
                true => format!("  {}: {};", option.name, option.typescript),
                false => format!("  {}?: {} | undefined;", option.name, option.typescript),
            })
            .collect();
        assert_eq!(members, expected, "{}", table.name);
    }
    let interfaces: usize = TYPES.iter().map(|types| types.matches("export interface ").count()).sum();
    assert_eq!(interfaces, TABLES.len(), "a table is missing in this test");
}
