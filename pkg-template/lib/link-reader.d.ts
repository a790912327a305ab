// The types of `link-reader.js`, which `cargo xtask pack` generates.

/**
 * Returns a link. `next` returns each of its texts, in the order of the crate (`record_texts` in
 * src/client/link/members.rs), and `undefined` for one that the link does not have.
 */
export declare function readLink(provider: string, next: () => unknown, expiresAtMs: number): object;
