/**
 * A Durable Object without workerd: storage that takes time, an input gate, an alarm, and failures on request. As in
 * workerd, the calls of one turn are written together or not at all, and no other request begins or continues while
 * storage works (https://developers.cloudflare.com/durable-objects/reference/in-memory-state/).
 */

import assert from "node:assert/strict";

/** Lets everything run that does not wait for anything outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

export function fakeState() {
  const records = new Map();
  const failing = new Set();
  const turns = [];
  const events = [];
  let alarm = null;
  let working = 0;
  let turn;
  let isDelivering = false;

  /** Resolves when it is this event's turn: storage does not work, and the event before has come as far as it can. */
  function gate() {
    const entered = new Promise((resolve) => events.push(resolve));
    if (!isDelivering) deliver();
    return entered;
  }

  async function deliver() {
    isDelivering = true;
    while (events.length > 0) {
      await settle();
      if (working === 0) events.shift()();
    }
    isDelivering = false;
  }

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
    working++;
    await settle();
    working--;
    if (own.hasFailed) throw new Error(`storage failed: ${own.calls}`);
    return change();
  }

  return {
    gate,
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
        const { instance, gate } = object(name);
        const request = new Request(url, init);
        await gate();
        const { json } = request;
        // What arrives later waits as well.
        request.json = async () => {
          const body = await json.call(request);
          await gate();
          return body;
        };
        return instance.fetch(request);
      },
    }),
  };
  return { namespace, objects, object, requests };
}
