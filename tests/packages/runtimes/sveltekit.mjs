/** A project of SvelteKit: the quickstart's route, a route that imports everything, and a page with a form. */

import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { files, modules, run, serveWith, tool } from "./consumer.mjs";
import { shown } from "./pages.mjs";
import { look, row } from "./table.mjs";

export const SOURCES = {
  "vite.config.js": 'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
  "src/app.html": "%sveltekit.head%%sveltekit.body%",
  "src/routes/checks/+server.js": `import { check } from "../../../all.mjs";
export const GET = async () => Response.json(await check());
`,
  "src/routes/+page.svelte": `<script>
  import { onMount } from "svelte";
  onMount(() => void import("../../page.mjs"));
</script>
`,
};

/** Builds the project in a folder, and returns the folder. */
export async function build(folder) {
  await run(tool(".bin/vite"), ["build", "--logLevel=error"], folder);
  return folder;
}

/** The rows of the table; `project` returns the folder of the built project. */
export function rows(project) {
  row("SvelteKit, server route", async (t) => (await fetch(`${(await preview(t, project)).origin}/checks`)).json());

  row("SvelteKit, page", async (t) => {
    const { origin } = await preview(t, project);
    const browser = await launch();
    t.after(() => browser.close());
    const results = await shown(await browser.newPage(), origin);
    look(results, "one wasm", modules(files(join(await project(), ".svelte-kit/output/client"))), { kyclink: 0, edge: 0, form: 1 });
    return results;
  });
}

/** Serves what was built, with the assets of its pages. */
async function preview(t, project) {
  const server = await serveWith(process.execPath, [tool("vite/bin/vite.js"), "preview", "--host=127.0.0.1", "--port=0"], await project());
  t.after(server.stop);
  return server;
}
