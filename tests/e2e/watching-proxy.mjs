/**
 * A proxy that tells a test what a page requests, responds in the server's place, and adds a script to each document:
 * WebDriver has no commands for that. The script tells what is written to the console, through the proxy, too.
 */

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { passOn } from "./pass-on.mjs";

const SCRIPT = "/watched-by-the-test.js";
const REPORT = "/watched-by-the-test";
const IDLE_MS = 500;

/** Runs before all scripts of a document. */
function watch(path) {
  const report = (event, type, text) => navigator.sendBeacon(path, JSON.stringify({ event, type, text }));
  for (const type of ["debug", "info", "log", "warn", "error"]) {
    const own = console[type];
    console[type] = (...given) => {
      report("console", type === "warn" ? "warning" : type, given.map(String).join(" "));
      own.apply(console, given);
    };
  }
  addEventListener("error", ({ message }) => message && report("pageerror", "error", message));
  addEventListener("unhandledrejection", ({ reason }) => report("pageerror", "error", String(reason)));
}

export async function startWatchingProxy() {
  const events = new EventEmitter();
  const routes = [];
  const failures = [];
  const scripts = [`(${watch})("${REPORT}");`];
  let isOffline = false;
  /** How many requests wait for a response, and since when that has not changed. */
  let open = 0;
  let changed = Date.now();

  const server = createServer(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url);
    if (pathname === SCRIPT) return outgoing.setHeader("content-type", "text/javascript").end(scripts.join("\n"));
    if (pathname === REPORT) {
      const { event, type, text: message } = JSON.parse(await text(incoming));
      outgoing.writeHead(204).end();
      return events.emit(event, { message, type: () => type, text: () => message });
    }
    const asked = requestOf(incoming);
    events.emit("request", asked);
    if (isOffline) return outgoing.destroy();
    const route = routes.findLast(({ wanted }) => wanted(asked.url()));
    if (route) await route.respond(routeOf(asked, outgoing, () => pass(incoming, outgoing)));
    else pass(incoming, outgoing);
  }).listen(0, "127.0.0.1");
  server.on("request", (incoming, outgoing) => {
    const received = { url: () => incoming.url, status: () => outgoing.statusCode, finished: async () => {} };
    open += 1;
    outgoing.on("close", () => {
      open -= 1;
      changed = Date.now();
      if (outgoing.writableFinished) return events.emit("response", received);
      failures.push(incoming.url);
      events.emit("requestfailed", received);
    });
  });
  await once(server, "listening");

  return {
    address: `127.0.0.1:${server.address().port}`,
    events,
    /** The URLs that have had no response, or half of one. */
    failures,
    /** @param {(url: string) => boolean} wanted @param {(route: object) => unknown} respond */
    route: (wanted, respond) => routes.push({ wanted, respond }),
    addScript: (script) => scripts.push(script),
    /** As long as Playwright waits for a network that is idle. */
    async isIdle() {
      while (open > 0 || Date.now() - changed < IDLE_MS) await sleep(50);
    },
    setOffline: (value) => (isOffline = value),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sends a request to its server, and the response back. */
function pass(incoming, outgoing) {
  const { headers } = incoming;
  const { "accept-encoding": _, ...plain } = headers;
  passOn(incoming, outgoing, plain, async (response) => {
    const isDocument = headers["sec-fetch-mode"] === "navigate" && /^text\/html/.test(response.headers["content-type"]);
    if (!isDocument) return outgoing.writeHead(response.statusCode, response.headers) && response.pipe(outgoing);
    const html = await text(response);
    const body = html.replace(/^(<!doctype html>)?/i, `$1<script src="${SCRIPT}"></script>`);
    const { "content-length": _, ...others } = response.headers;
    outgoing.writeHead(response.statusCode, others).end(body);
  });
}

/** A request, as Playwright hands it over. */
function requestOf(incoming) {
  return {
    url: () => incoming.url,
    method: () => incoming.method,
    headers: () => incoming.headers,
    isNavigationRequest: () => incoming.headers["sec-fetch-mode"] === "navigate",
  };
}

function routeOf(asked, outgoing, pass) {
  return {
    request: () => asked,
    abort: () => outgoing.destroy(),
    continue: pass,
    fulfill: ({ status = 200, headers, json, contentType = "application/json", body = JSON.stringify(json) }) =>
      outgoing.writeHead(status, { "content-type": contentType, ...headers }).end(body),
  };
}
