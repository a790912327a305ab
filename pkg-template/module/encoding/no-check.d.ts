// The types of `no-check.js`, which `cargo xtask pack` generates.

/**
 * Returns whether nothing is ever reported about a text, unless it is too long (`NEEDS_NO_CHECK` in src/rules/field/text.rs).
 */
export declare function needsNoCheck(text: string): boolean;
/** Returns whether nothing is ever reported about an email address (`NEEDS_NO_CHECK` in src/rules/field/email.rs). */
export declare function emailNeedsNoCheck(text: string): boolean;
/**
 * Returns a number from 0 to 127 for a printable character of ASCII (`PRINTABLE` in src/rules/field/text.rs), and any
 * other number for any other UTF-16 code unit.
 */
export declare function nonPrintableBits(unit: number): number;
/** Returns whether every object inherits a member with the name of a field: assigning to it could call a setter. */
export declare function isInherited(): boolean;
