// The entry of kyclink/form on all other platforms: as inline.js, with a module that needs no inflating.
import text, { size } from "../inline-wasm.js";
import { bytesOfText } from "../wasm/text.ts";
import { setSource } from "../wasm/wasm.ts";

setSource(() => bytesOfText(text, size));

export * from "../api.ts";
