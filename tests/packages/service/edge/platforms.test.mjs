/** The second argument of a handler: which of them is an environment, and where the client's address is. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configOf, createHandler, createSandbox, ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { file, internal, subpath } from "../../helpers/install/index.mjs";

const { clientAddress } = await subpath("edge");
const { envOf } = await internal("service/edge/config/env.js");

/** The members by which the arguments of platforms are known, and their types. */
const FOREIGN = {
  ...Object.fromEntries(
    ["params", "remoteAddr", "incoming", "server", "lambdaContext", "requestContext", "nitro"].map((name) => [name, {}]),
  ),
  ...Object.fromEntries(["requestIP", "waitUntil", "setHeader"].map((name) => [name, () => {}])),
};

describe("env", () => {
  for (const [name, value] of Object.entries(FOREIGN)) {
    test(`${name} is a platform's own only as ${typeof value}, and then also if it is inherited`, () => {
      for (const given of [{ [name]: value }, { ORIGIN, [name]: value }, Object.assign(Object.create({ [name]: value }), { ORIGIN })])
        assert.equal(envOf(given), process.env);
      for (const other of ["x", 1, true, null, undefined, typeof value === "object" ? () => {} : {}]) {
        const env = { [name]: other };
        assert.equal(envOf(env), env, String(other));
      }
    });

    test(`${name} on every object makes no environment a platform's`, () => {
      Object.prototype[name] = value;
      try {
        const env = { ORIGIN };
        assert.equal(envOf(env), env);
      } finally {
        delete Object.prototype[name];
      }
    });
  }

  test("an object whose members are not listed is an environment, and one without any is none", () => {
    for (const env of [Object.defineProperty({}, "ORIGIN", { value: ORIGIN }), { [Symbol("binding")]: {} }]) assert.equal(envOf(env), env);
    for (const none of [undefined, null, {}, [].values(), "env", 1, () => {}]) assert.equal(envOf(none), process.env);
  });

  test("where there is no process, there are no variables", async () => {
    const { envOf: without } = await import(`${pathToFileURL(file("dist/service/edge/config/env.js"))}?without-process`);
    const { process } = globalThis;
    delete globalThis.process;
    let variables;
    try {
      variables = without(undefined);
    } finally {
      globalThis.process = process;
    }
    assert.deepEqual(variables, {});
  });
});

/** Responds to a request on this platform, and returns the address that a hook sees. */
async function seenOn(name, platform) {
  let seen = "no hook was called";
  const rateLimit = (request) => {
    seen = clientAddress(request);
    return true;
  };
  const { handler } = setUp({ rateLimit });
  globalThis[name] = { env: { toObject: () => ({}) } };
  try {
    assert.equal((await handler(new Request(`${ORIGIN}/kyc/status`), platform)).status, 200);
  } finally {
    delete globalThis[name];
  }
  return seen;
}

test("an argument of Deno or Bun without an address is no client, and no failure", async () => {
  const address = "203.0.113.7";
  assert.equal(await seenOn("Deno", { remoteAddr: { hostname: address } }), address);
  const bun = {
    requestIP(request) {
      // Bun's own method throws without its server, and knows its requests only.
      return this === bun && request instanceof Request ? { address } : null;
    },
  };
  assert.equal(await seenOn("Bun", bun), address);
  for (const platform of [{ remoteAddr: { hostname: address } }, bun]) assert.equal(await seenOn("elsewhere", platform), undefined);
  const none = [undefined, null, {}, "x", { remoteAddr: undefined }, { remoteAddr: {} }, { remoteAddr: { hostname: "" } }];
  for (const platform of [...none, { requestIP: () => ({ address }) }]) assert.equal(await seenOn("Deno", platform), undefined);
  const results = [null, undefined, {}, { address: "" }, { address: 5 }];
  for (const platform of [...none, { requestIP: address }, ...results.map((result) => ({ requestIP: () => result }))])
    assert.equal(await seenOn("Bun", platform), undefined);
});

test("a variable on every object does not make this Vercel, where a client's own header would be believed", () => {
  Object.prototype.VERCEL = "1";
  try {
    assert.equal(clientAddress(new Request(ORIGIN, { headers: { "x-real-ip": "203.0.113.7" } })), undefined);
  } finally {
    delete Object.prototype.VERCEL;
  }
});

test("what has begun is kept alive by ctx, also where the configuration depends on env", async () => {
  const config = configOf(createSandbox());
  for (const given of [config, () => config]) {
    const kept = [];
    const response = await createHandler(given)(
      new Request(`${ORIGIN}/kyc/status`),
      { ORIGIN },
      { waitUntil: (promise) => kept.push(promise) },
    );
    assert.equal(await kept[0], response);
  }
});

/** tests/it/edge/agreement/evidence.rs has that a consent has this address, and that of no header. */
test("no header that a client can send is its address", async () => {
  const claims =
    "forwarded x-forwarded-for x-real-ip cf-connecting-ip true-client-ip x-client-ip fastly-client-ip x-vercel-forwarded-for".split(" ");
  const request = new Request(ORIGIN, { headers: claims.map((name) => [name, "203.0.113.77"]) });
  assert.equal(clientAddress(request), undefined);
});

test("the header that a platform overwrites is the address there, and nowhere else", () => {
  const request = new Request(ORIGIN, { headers: { "cf-connecting-ip": "198.51.100.1", "x-real-ip": "198.51.100.2" } });
  // Elsewhere, this variable may have any value, and a client sends the header.
  for (const [value, address] of Object.entries({ 1: "198.51.100.2", 0: undefined, "": undefined, true: undefined })) {
    process.env.VERCEL = value;
    assert.equal(clientAddress(request), address, value);
  }
  delete process.env.VERCEL;
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Cloudflare-Workers" }, configurable: true });
  assert.equal(clientAddress(request), "198.51.100.1");
  delete globalThis.navigator;
  if (own) Object.defineProperty(globalThis, "navigator", own);
  assert.equal(clientAddress(request), undefined);
});
