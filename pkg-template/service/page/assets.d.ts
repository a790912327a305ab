// The types of `assets.js`, which `cargo xtask pack` generates.

/**
 * The page's scripts and styles by file name, for a static host of your own. The names contain a hash of the contents.
 *
 * @example
 * for (const [name, contents] of Object.entries(assets)) await writeFile(`public/${name}`, contents);
 */
export declare const assets: Readonly<Record<string, string>>;
/** The names of the files that a page refers to. */
export declare const FILES: Readonly<Record<"script" | "style" | "dark" | "icon", string>>;
/** Changes with the names of states and with everything else that a country's data is made from. */
export declare const DATA_VERSION: string;
