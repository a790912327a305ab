// What a page does that serves the small wasm as a file of its own.
import * as kyclink from "kyclink/form/slim";
import wasmUrl from "kyclink/kyclink-form.wasm?url";

Object.assign(window, { kyclink, wasmUrl });
