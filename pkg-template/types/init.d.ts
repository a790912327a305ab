/** A compiled module. Not every platform's types have one: those of Node alone do not. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : object;

/** What a WebAssembly module can be made of. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/**
 * Loads the wasm file. Await it once before anything else; a failed download may be tried again.
 *
 * @throws {KycLinkError} `not_initialized` when the file is not there, `invalid_config` when WebAssembly is blocked
 * @example
 * import wasmUrl from "kyclink/kyclink.wasm?url";
 * await init(wasmUrl);
 */
export declare function init(source: WasmSource | Promise<WasmSource>): Promise<void>;

/** Takes a compiled module (a Worker's `import`), or bytes where compiling is allowed, at once. */
export declare function initSync(source: WasmModule | ArrayBuffer | ArrayBufferView): void;
