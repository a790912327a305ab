/** Hono on Node; on workerd it is among the Workers. */

import { consumer, serveWith } from "./consumer.mjs";
import { row } from "./table.mjs";

row("Hono on Node", async (t) => {
  const server = await serveWith(process.execPath, ["hono-node.mjs"], consumer("hono"));
  t.after(server.stop);
  return (await fetch(server.origin)).json();
});
