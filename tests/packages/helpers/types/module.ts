// A compiled module, if the platform's types have one.
import { init, initSync } from "kyclink/slim";

export async function load(module: WebAssembly.Module): Promise<void> {
  await init(module);
  await init(Promise.resolve(module));
  initSync(module);
}
