/** The demo's Worker: the handler of `kyclink/edge` with the demo's pages, in front of the provider. */

import { createHandler, memoryStore } from "kyclink/edge";
import type { View } from "../views/view.ts";
import { configOf, type Env } from "./config.ts";
import { render } from "./site.ts";
import { createWorker } from "./worker.ts";

const store = memoryStore(); // for one process; in production use durableObjectStore(env.KYCLINK)

export default createWorker(
  createHandler((env: Env) => ({ ...configOf(env), store, render: (view, request) => render(view as View, env, request) })),
);
