/** Chromium, and a server of static files with a Content-Security-Policy. */

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import old from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { internal } from "../helpers/install/index.mjs";
import { CHROMIUM_ARGS, program } from "../helpers/programs/index.mjs";

const { serve: listen } = await internal("kit/testing/http.js");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** The policy that the package asks for, and nothing more. */
const POLICY = "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const POLICY_WITHOUT_WASM = "default-src 'none'; connect-src 'self'; script-src 'self'";

/** @param {"chromium-headless" | "chromium"} [need] the headless shell takes half the CPU, and has no extensions */
export const launchOptions = (need = "chromium-headless") => ({ executablePath: program(need), args: CHROMIUM_ARGS });

export const launch = (need) => chromium.launch(launchOptions(need));

/** Chromium 109, which starts wasm in a page only asynchronously, as all do before 115. */
export const launchOld = async () =>
  chromium.launch({ executablePath: await old.executablePath(), args: [...CHROMIUM_ARGS, "--no-zygote"] });

/** A browser with the extensions in these folders. */
export const launchWith = (...extensions) =>
  chromium.launchPersistentContext("", {
    ...launchOptions("chromium"),
    args: [...CHROMIUM_ARGS, `--load-extension=${extensions}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });

/**
 * Serves a folder; `?policy=none` on a page leaves WebAssembly out of its policy, `more` is added to it. What is posted
 * goes to `post` as text, with where and under which headers; its response goes back as JSON with its own status.
 */
export async function serve(folder, { more = "", post } = {}) {
  const { port, close } = await listen(0, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    try {
      if (request.method === "POST") {
        const reply = await post(await request.text(), pathname, request.headers);
        return Response.json(reply, { status: reply.status ?? 200 });
      }
      const content = readFileSync(join(folder, pathname));
      const policy = (searchParams.get("policy") === "none" ? POLICY_WITHOUT_WASM : POLICY) + more;
      const headers = { "content-type": TYPES[extname(pathname)] ?? "text/plain", "content-security-policy": policy };
      return new Response(content, { headers });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
  return { origin: `http://127.0.0.1:${port}`, close };
}
