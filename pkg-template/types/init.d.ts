/** A `WebAssembly.Module`; `object` where the platform's types do not declare it, as in `@types/node`. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/** What a wasm module can be loaded from: a compiled module, bytes, a response, or a URL. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/**
 * Loads the wasm file. Await it once before you call any other function. If it fails, you can call it again.
 *
 * @param source The URL, response, bytes or module of `kyclink/kyclink.wasm`, or of `kyclink/kyclink-form.wasm` for
 *   `kyclink/form/slim`.
 * @throws {KycLinkError} `not_initialized` if the file cannot be loaded; `invalid_config` if WebAssembly is blocked
 * @example
 * import wasmUrl from "kyclink/kyclink.wasm?url";
 * await init(wasmUrl);
 */
export declare function init(source: WasmSource | Promise<WasmSource>): Promise<void>;

/**
 * Sets the wasm module synchronously, before you call any other function.
 *
 * @param source A compiled module, such as a Worker's `import`, or bytes where compiling them is allowed.
 * @throws {KycLinkError} `invalid_config` if WebAssembly is blocked
 * @example
 * import module from "kyclink/kyclink.wasm";
 * initSync(module);
 */
export declare function initSync(source: WasmModule | ArrayBuffer | ArrayBufferView): void;
