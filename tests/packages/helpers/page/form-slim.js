// A page that serves the small wasm module as a separate file.
import * as kyclink from "kyclink/form/slim";
import wasmUrl from "kyclink/kyclink-form.wasm?url";

Object.assign(window, { kyclink, wasmUrl });
