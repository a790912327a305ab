// The types of `field-rules.js`, which `cargo xtask pack` generates.

/** The operation that has a field with the same rule, and the path of that field. */
export type FieldRule = readonly [
  operation: import("../../types/form.js").FormOperationName,
  path: string,
  /** The message about a missing one; empty where there is no sentence of its own. */
  missing: string,
  /** `text` says that a blank string counts as absent, `local` also that the country decides whether it is required. */
  kind: "text" | "local" | undefined,
  /** Whether it is required in an address that is listed as a whole. */
  required: 0 | 1,
];

/** Per field of an applicant, in their order. */
export declare const FIELD_RULES: Readonly<Record<string, FieldRule>>;
