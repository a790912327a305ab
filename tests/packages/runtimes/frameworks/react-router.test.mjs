/** React Router as a framework, with its own server. */

import { tool } from "../consumer.mjs";
import { rows } from "./rows.mjs";

// It chooses its server by what the project depends on.
const PACKAGE = { private: true, type: "module", dependencies: { "@react-router/node": "*", isbot: "*", kyclink: "*" } };
const CONFIG = `import { reactRouter } from "@react-router/dev/vite";
export default { plugins: [reactRouter()] };
`;
const ROUTES = `import { index, route } from "@react-router/dev/routes";
export default [index("page.jsx"), route("checks", "checks.js")];
`;
const ROUTE = `import { check } from "../all.mjs";
export const loader = async () => Response.json(await check());
`;
const ROOT = `import { Outlet, Scripts } from "react-router";
export default () => <html lang="en"><body><Outlet /><Scripts /></body></html>;
`;
const PAGE = `import { useEffect } from "react";
export default function Page() {
  useEffect(() => void import("../page.mjs"), []);
}
`;

rows("React Router", {
  sources: {
    "package.json": JSON.stringify(PACKAGE),
    "vite.config.js": CONFIG,
    "app/routes.js": ROUTES,
    "app/root.jsx": ROOT,
    "app/checks.js": ROUTE,
    "app/page.jsx": PAGE,
  },
  build: ["@react-router/dev/bin.js", "build"],
  start: () => [tool("@react-router/serve/bin.js"), "build/server/index.js"],
  client: "build/client",
});
