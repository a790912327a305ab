// What `kyclink/slim` accepts, with and without WebAssembly in the platform's types.

import type { WasmSource } from "kyclink/slim";
import { init, initSync, validate } from "kyclink/slim";

export async function load(response: Promise<Response>, bytes: Uint8Array, source: WasmSource): Promise<boolean> {
  await init("https://example.com/kyclink.wasm");
  await init(new URL("https://example.com/kyclink.wasm"));
  await init(response);
  await init(bytes.buffer);
  await init(source);
  initSync(bytes);
  initSync(new DataView(bytes.buffer));
  // @ts-expect-error: there is nothing to make a module of
  await init();
  // @ts-expect-error: initSync does not wait
  initSync("https://example.com/kyclink.wasm");
  return validate("grid.createKycLink", {}).ok;
}
