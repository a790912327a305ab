/**
 * A Durable Object without workerd: storage that takes time, an alarm, and failures on request. As in workerd, the calls of
 * one turn are written together or not at all
 * (https://developers.cloudflare.com/durable-objects/reference/in-memory-state/).
 */

import assert from "node:assert/strict";

/** Lets everything run that does not wait for anything outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function fakeState() {
  const records = new Map();
  const failing = new Set();
  const turns = [];
  let alarm = null;
  let turn;

  async function work(name, change) {
    if (!turn) {
      turn = { calls: [], hasFailed: false };
      turns.push(turn.calls);
      queueMicrotask(() => {
        turn = undefined;
      });
    }
    const own = turn;
    own.calls.push(name);
    own.hasFailed ||= failing.has(name);
    await settle();
    if (own.hasFailed) throw new Error(`storage failed: ${own.calls}`);
    return change();
  }

  return {
    /** The calls of each turn. */
    turns,
    failing,
    records,
    alarm: () => alarm,
    state: {
      storage: {
        get: (key) => work("get", () => structuredClone(records.get(key))),
        put: (key, value) => work("put", () => void records.set(key, structuredClone(value))),
        setAlarm: (time) => {
          assert.ok(Number.isFinite(time));
          return work("setAlarm", () => {
            alarm = time;
          });
        },
        deleteAlarm: () =>
          work("deleteAlarm", () => {
            alarm = null;
          }),
        deleteAll: () => work("deleteAll", () => records.clear()),
      },
    },
  };
}

/** A namespace of such objects; `objects` has each by its name. */
export function fakeNamespace(ObjectClass) {
  const objects = new Map();
  const object = (name) => {
    if (!objects.has(name)) {
      const fake = fakeState();
      objects.set(name, { ...fake, instance: new ObjectClass(fake.state) });
    }
    return objects.get(name);
  };
  const requests = [];
  const namespace = {
    idFromName: (name) => ({ name, toString: () => `id of ${name}` }),
    get: ({ name }) => ({
      async fetch(url, init) {
        requests.push({ name, url, ...init });
        return object(name).instance.fetch(new Request(url, init));
      },
    }),
  };
  return { namespace, objects, object, requests };
}
