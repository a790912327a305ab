/** `testProvider`: a provider that keeps its promises passes, and each broken one fails the check that names its fault. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { file, subpath } from "../../helpers/install/index.mjs";
import { CREATES } from "../../helpers/provider/faults/creates.mjs";
import { EVENTS } from "../../helpers/provider/faults/events.mjs";
import { STATUSES } from "../../helpers/provider/faults/statuses.mjs";
import { TOKENS } from "../../helpers/provider/faults/tokens.mjs";
import { acmeOf, createWorld, failures, failuresOfGood, openingOnce, PAGES } from "../../helpers/provider/world.mjs";
import { PROVIDERS } from "../../helpers/providers/worlds.mjs";

const [{ testProvider }, api] = await Promise.all(["testing", "provider"].map(subpath));
const { providerError } = api;

test("a good provider of each repeat passes", async () => assert.deepEqual(await failuresOfGood(testProvider, api), [{}, {}, {}]));

for (const [name, [provider, makeWorld]] of Object.entries(PROVIDERS)) {
  test(`${name} passes`, async () => assert.deepEqual(await failures(testProvider(provider, makeWorld)), {}));
}

test("good providers of other kinds pass: events with references, nothing that is optional, and a desk without an API", async () => {
  const define = acmeOf(api);
  const byReference = ({ verify }) => ({
    webhook: { verify: async (given) => ({ ...(await verify(given)), customerId: undefined }) },
  });
  const rows = new Map();
  const functions = {
    create({ reference: customerId }) {
      rows.set(customerId, rows.get(customerId) ?? "incomplete");
      return { customerId, kycUrl: `${PAGES}/${customerId}` };
    },
    status({ customerId }) {
      if (!rows.has(customerId)) throw providerError({ code: "not_found" });
      return { status: rows.get(customerId) };
    },
  };
  const none = { link: undefined, token: undefined, webhook: undefined };
  const desk = define("reference", () => ({ ...functions, sends: "itself", applicant: { individual: ["email"] }, ...none }));
  const createDesk = () => {
    rows.clear();
    return {
      applicants: { individual: { email: "jane@example.com" } },
      customers: () => [...rows.keys()],
      decide: (id, decision) => void rows.set(id, decision),
      openLink: (url) => [...rows.keys()].find((id) => url === `${PAGES}/${id}`),
    };
  };
  const least = () => ({ find: undefined, ...none });
  assert.deepEqual(await failures(testProvider(define("reference", byReference), createWorld)), {});
  assert.deepEqual(await failures(testProvider(define("never", least), createWorld)), {});
  assert.deepEqual(await failures(testProvider(desk, createDesk)), {});
});

test("good providers whose links can be opened once pass", async () => {
  const once = (name) => (parts) => ({ [name]: async (given) => ({ ...(await parts[name](given)), once: true }) });
  const makeWorld = (base = createWorld()) => ({ ...base, ...openingOnce(base) });
  for (const repeat of ["reference", "key", "never"])
    for (const changes of [
      (parts) => ({ ...once("create")(parts), ...once("link")(parts) }),
      (parts) => ({ ...once("create")(parts), link: undefined }),
    ])
      assert.deepEqual(await failures(testProvider(acmeOf(api)(repeat, changes), makeWorld)), {}, repeat);
});

test("what it is given is checked", () => {
  for (const provider of [undefined, "bridge", {}, { provider: "acme" }])
    assert.throws(() => testProvider(provider, createWorld), /defineProvider/);
  assert.throws(() => testProvider({ provider: "bridge", bridge: {} }, {}), /makes a world/);
});

test("the examples of the declarations pass", async () => {
  // Each is the first of its kind: the one of the entry point, and the one of the model.
  const [acme, createWorld] = [
    ["provider", "const acme"],
    ["testing", "function createWorld"],
  ].map(([entry, start]) => {
    const examples = readFileSync(file(`dist/types/${entry}.d.ts`), "utf8")
      .split("@example\n")
      .slice(1);
    return examples
      .find((example) => example.includes(start))
      .split("*/")[0]
      .replace(/^ \* ?/gm, "")
      .replace(/^(?:```|@).*$/gm, "");
  });
  const { code } = await transform(`${acme}\n${createWorld}\nreturn { acme, createWorld };`, { loader: "ts" });
  const made = new Function(...Object.keys(api), code)(...Object.values(api));
  assert.deepEqual(await failures(testProvider(made.acme, made.createWorld)), {});
});

test("a check that fails says what the function has thrown and where, or the word that it has returned", async () => {
  const check = "a status is that of the customer who was asked for";
  for (const [status, message] of [
    [
      (answer) => ({ status: answer().nothing.of }),
      /Before that: .*\bstatus threw TypeError: .*'of'\) \(at .*provider-suite\.test\.mjs:\d+:\d+\)\)\./,
    ],
    // The first line is the runtime's.
    [() => new URL("nowhere"), /\bstatus threw TypeError: Invalid URL \(at .*provider-suite\.test\.mjs:\d+:\d+\)+\./],
    [
      () => ({ status: "verified" }),
      /Before that: .*\bstatus returned the status "verified", which is not one of incomplete, pending, approved, /,
    ],
  ]) {
    const changes = (parts) => ({ status: async (given) => (await parts.status(given)) && status(() => ({})) });
    const checks = testProvider(acmeOf(api)("reference", changes), createWorld).filter((one) => one.name === check);
    assert.match((await failures(checks))[check], message);
  }
});

const messages = [];

for (const [name, [check, repeat, changes, world]] of Object.entries({ ...CREATES, ...STATUSES, ...TOKENS, ...EVENTS })) {
  test(`a provider fails that ${name}`, async () => {
    const makeWorld = () => {
      const base = createWorld();
      return { ...base, ...(typeof world === "function" ? world(base) : world) };
    };
    const checks = testProvider(acmeOf(api)(repeat, changes), makeWorld);
    const found = await failures(checks.filter((one) => one.name === check));
    assert.deepEqual(Object.keys(found), [check]);
    messages.push(...found[check].split("\n"));
  });
}

test("every requirement of the suite has a provider that fails it, so that none can vanish", () => {
  const folder = file("dist/kit/testing/provider-suite");
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const calls = sources.flatMap((source) => [...source.matchAll(/\b(?:must|problems\.add)\((.*?)\);\n/gs)].map(([, given]) => given));
  const required = calls.flatMap((given) => /(["`])((?:(?!\1).)+)\1,?\s*$/s.exec(given)?.[2] ?? []);
  const isFound = (template) => {
    const parts = template.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return messages.some((message) => new RegExp(`^${parts.join(".*")}$`).test(message));
  };
  assert.deepEqual(
    required.filter((template) => !isFound(template)),
    [],
  );
  assert.ok(required.length > 55, `${required.length}`);
});
