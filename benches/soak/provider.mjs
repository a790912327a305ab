// The sandbox over HTTP. The second part of an applicant's email says what goes wrong with the first create, so that the
// sender knows what to expect: `p1.lost@example.com`.

import { subpath } from "../../tests/packages/helpers/install/index.mjs";
import { listen } from "../worker/load.mjs";

const { createSandbox } = await subpath("testing");

const TROUBLES = { down: [503], limited: [429, { "retry-after": "9" }], garbage: [200, { "content-type": "text/html" }] };

/** Starts the provider: `{ sandbox, reset, close }`. `reset` forgets all customers: the sandbox would grow with each one. */
export async function startProvider() {
  let sandbox;
  let troubled;
  const { port, close } = await listen(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const body = Buffer.concat(await incoming.toArray());
    const [, email, trouble] = /"email": ?"(\w+\.(\w+)@[^"]+)"/.exec(method === "POST" ? body : "") ?? [];
    const strikes = trouble !== undefined && trouble !== "none" && !troubled.has(email);
    if (strikes) troubled.add(email);
    if (strikes && trouble in TROUBLES) return outgoing.writeHead(...TROUBLES[trouble]).end("<h1>It works!</h1>");
    const init = { method, headers: Object.entries(headers), body: body.length > 0 ? body : undefined };
    const response = await sandbox.fetch(origin + url, init);
    const text = await response.text();
    if (strikes) outgoing.destroy();
    else outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(text);
  });
  const origin = `http://127.0.0.1:${port}`;
  const keys = await createSandbox().exportKeys();
  const reset = () => {
    sandbox = createSandbox({ origin, keys });
    troubled = new Set();
  };
  reset();
  return { sandbox: () => sandbox, reset, close };
}
