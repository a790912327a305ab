/** Astro with its adapter for Node. */

import { rows } from "./rows.mjs";

const CONFIG = `import node from "@astrojs/node";
export default { adapter: node({ mode: "standalone" }) };
`;
const ROUTE = `import { check } from "../../all.mjs";
export const prerender = false;
export const GET = async () => Response.json(await check());
`;
const PAGE = `<html lang="en">
  <body><script>import "../../page.mjs";</script></body>
</html>
`;

rows("Astro", {
  sources: { "astro.config.mjs": CONFIG, "src/pages/checks.js": ROUTE, "src/pages/index.astro": PAGE },
  build: ["astro/astro.js", "build"],
  start: () => ["dist/server/entry.mjs"],
  client: "dist/client",
});
