// What a page does that serves the wasm as a file of its own.
import * as kyclink from "kyclink/slim";
import wasmUrl from "kyclink/kyclink.wasm?url";

Object.assign(window, { kyclink, wasmUrl });
