// A service worker that imports everything. Its page asks for the results.
import { check } from "./all.mjs";

addEventListener("message", async ({ ports: [port] }) => port.postMessage(await check()));
