/** Chromium, and a server of static files with a Content-Security-Policy. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import old from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** The policy that the package asks for, and nothing more. */
export const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
export const POLICY_WITHOUT_WASM = "default-src 'none'; connect-src 'self'; script-src 'self'";

export const OPTIONS = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export const launch = () => chromium.launch(OPTIONS);

/** Chromium 109, which starts wasm in a page only asynchronously, as all do before 115. */
export const launchOld = async () =>
  chromium.launch({ ...OPTIONS, executablePath: await old.executablePath(), args: [...OPTIONS.args, "--no-zygote"] });

/** A browser with the extensions in these folders. */
export const launchWith = (...extensions) =>
  chromium.launchPersistentContext("", {
    ...OPTIONS,
    args: [...OPTIONS.args, `--load-extension=${extensions}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });

/**
 * Serves a folder; `?policy=none` on a page leaves WebAssembly out of its policy, `more` is added to it. What is posted
 * goes to `post` as text, with where and under which headers; its response goes back as JSON with its own status.
 */
export async function serve(folder, { more = "", post } = {}) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    try {
      if (request.method === "POST") {
        const reply = await post(Buffer.concat(await request.toArray()).toString(), url.pathname, request.headers);
        return response.writeHead(reply.status ?? 200, { "content-type": "application/json" }).end(JSON.stringify(reply));
      }
      const content = readFileSync(join(folder, url.pathname));
      const policy = (url.searchParams.get("policy") === "none" ? POLICY_WITHOUT_WASM : POLICY) + more;
      response
        .writeHead(200, { "content-type": TYPES[extname(url.pathname)] ?? "text/plain", "content-security-policy": policy })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return server.close();
    },
  };
}
