/** What bundlers make of an import of a wasm file. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** The same in Vercel's edge runtime. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
