// What a page does that serves the wasm as a file of its own.

import wasmUrl from "kyclink/kyclink.wasm?url";
import * as kyclink from "kyclink/slim";

Object.assign(window, { kyclink, wasmUrl });
