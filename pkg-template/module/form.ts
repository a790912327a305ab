// What `kyclink/form` exports: validation, and the data of a form. A page downloads it, so it is small before it is
// fast.

export * from "./form/page.ts";
export type * from "./inputs.js";
export type { Operations } from "./providers.js";
export { ready } from "./wasm/wasm.ts";
