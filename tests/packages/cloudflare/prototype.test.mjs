/** The Durable Object and its store, where something has added members to every object. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeNamespace } from "../helpers/edge/durable-object.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { durableObjectStore, KycLinkStore } = await subpath("cloudflare");

/** Members of the options of a Request or a Response, and those of a message. */
const MEMBERS = {
  status: 500,
  statusText: "no",
  headers: { "x-added": "1" },
  cache: "no-such-mode",
  redirect: "no-such-mode",
  before: "a",
  after: "b",
  ttlMs: 1,
};

for (const [name, value] of Object.entries(MEMBERS)) {
  test(`${name} changes no record and no response`, async () => {
    const { namespace, object } = fakeNamespace(KycLinkStore);
    const store = durableObjectStore(namespace);
    const seen = [];
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    try {
      seen.push(await store.get("key"), await store.swap("key", undefined, "first", 60_000), await store.get("key"));
      seen.push(
        await store.swap("key", "first", "second", 60_000),
        await store.get("key"),
        await store.swap("key", "second", undefined, 0),
      );
    } finally {
      delete Object.prototype[name];
    }
    assert.deepEqual(seen, [undefined, true, "first", true, "second", true]);
    assert.equal(object("key").records.size, 0);
  });
}
