/**
 * A strict mock of the providers: for each case the exact request that must arrive, and the response. It shares no code
 * with the library; requests and responses are those of the vectors of the kind `call`.
 *
 * The first segment of the path is the name of the case, so that cases do not share requests. A request that is not the
 * expected one gets status 501. Cutting the connection would reach the library as a network failure and hide what is wrong.
 */

import { createServer } from "node:http";
import { isDeepStrictEqual } from "node:util";

/** Starts the mock. `requests(name)` lists the requests of a case, each as a list of its differences from the expected one. */
export async function startMock(cases) {
  const byName = new Map(cases.map((one) => [one.name, one]));
  const came = new Map(cases.map(({ name }) => [name, []]));
  let ownHeaders = [];

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, first, rest] = /^\/([^/]*)(.*)$/.exec(request.url);
    if (first === "calibrate") {
      // What this runtime's fetch adds by itself, to a request with a body.
      ownHeaders = Object.keys(request.headers);
      return response.end();
    }
    const one = byName.get(decodeURIComponent(first));
    const step = one?.exchanges[came.get(one.name)?.length];
    const seen = { method: request.method, path: rest, headers: own(request.headers, ownHeaders), body };
    const wrong = step ? differences(step.request, seen) : ["nothing is expected here"];
    came.get(one?.name)?.push(wrong);
    const reply = wrong.length === 0 ? step.response : { status: 501, body: {} };
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests: (name) => came.get(name),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Headers without those of the transport; a name that the runtime adds by itself can only be kyclink's if it is
 * expected.
 */
function own(headers, ownHeaders) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)));
}

function differences(expected, { method, path, headers, body }) {
  const wrong = [];
  const compare = (what, a, b) => a === b || wrong.push(`${what}: expected ${a}, found ${b}`);
  compare("method", expected.method, method);
  compare("path", expected.path, path);
  compare("header names", Object.keys(expected.headers).sort().join(), Object.keys(headers).sort().join());
  for (const [name, value] of Object.entries(expected.headers)) compare(name, value, headers[name]);
  if (!isDeepStrictEqual(json(body), expected.body && json(JSON.stringify(expected.body)))) wrong.push(`body: found ${body}`);
  return wrong;
}

function json(text) {
  return text === "" ? undefined : JSON.parse(text);
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
