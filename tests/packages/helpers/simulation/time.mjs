/**
 * Virtual time: a day passes in milliseconds, and the same seed gives the same run. Timers fire in the order of their
 * times, and only when nothing else is left to do.
 */

import { createCipheriv, createDecipheriv, createHash, createHmac, KeyObject } from "node:crypto";
import { generator } from "../schema/inputs.mjs";

const START = Date.parse("2026-03-01T10:00:00Z");

/** Runs `work` in virtual time; rejects when it waits for something that will never happen. */
export async function inVirtualTime(seed, work) {
  const turn = setImmediate;
  const random = generator(seed);
  const operations = [];
  const timers = new Map();
  let now = START;
  let count = 0;
  const restore = [
    replace(globalThis, {
      setTimeout(run, ms = 0, ...given) {
        timers.set(++count, { at: now + Math.max(0, ms), run: () => run(...given) });
        return count;
      },
      clearTimeout: (id) => void timers.delete(id),
    }),
    replace(Date, { now: () => Math.floor(now) }),
    replace(performance, { now: () => now - START }),
    replace(Math, { random }),
    replace(crypto, {
      randomUUID: () => `00000000-0000-4000-8000-${hex(random)}${hex(random).slice(0, 4)}`,
      getRandomValues: (array) => array.map(() => random() * 256),
    }),
    replace(crypto.subtle, queued(operations)),
  ];
  let result;
  const done = work().then(
    (value) => (result = { value }),
    (error) => (result = { error }),
  );
  try {
    while (!result) {
      await new Promise((resolve) => turn(resolve));
      const operation = operations.shift();
      if (operation) {
        await operation();
        continue;
      }
      if (result) break;
      const [id, timer] = first(timers) ?? [];
      if (!timer) throw new Error("everybody waits for something that never happens");
      timers.delete(id);
      now = timer.at;
      timer.run();
    }
    await done;
  } finally {
    for (const undo of restore) undo();
  }
  if (result.error) throw result.error;
  return result.value;
}

const hex = (random) =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");

function first(timers) {
  let earliest;
  for (const entry of timers) if (!earliest || entry[1].at < earliest[1].at) earliest = entry;
  return earliest;
}

/**
 * WebCrypto without other threads, whose order nobody knows: the frequent operations are node:crypto's, at once; every
 * other one waits in a list for its turn.
 */
function queued(operations) {
  const { subtle } = crypto;
  const names = ["verify", "importKey", "exportKey", "deriveKey", "generateKey"];
  const queue = (run) => new Promise((resolve, reject) => operations.push(() => run().then(resolve, reject)));
  const others = names.map((name) => [name, (...given) => queue(() => original[name].apply(subtle, given))]);
  const original = Object.fromEntries([...names, "sign"].map((name) => [name, subtle[name]]));
  return {
    ...Object.fromEntries(others),
    digest: async (_, data) => toBuffer(createHash("sha256").update(data).digest()),
    async sign(algorithm, key, data) {
      if (algorithm !== "HMAC") return queue(() => original.sign.call(subtle, algorithm, key, data));
      return toBuffer(createHmac("sha256", KeyObject.from(key)).update(data).digest());
    },
    async encrypt({ iv, additionalData }, key, data) {
      const cipher = createCipheriv("aes-256-gcm", KeyObject.from(key), iv).setAAD(additionalData);
      return toBuffer(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
    },
    async decrypt({ iv, additionalData }, key, data) {
      const cipher = createDecipheriv("aes-256-gcm", KeyObject.from(key), iv).setAAD(additionalData);
      cipher.setAuthTag(data.subarray(-16));
      return toBuffer(Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]));
    },
  };
}

const toBuffer = (bytes) => new Uint8Array(bytes).buffer;

/** Replaces members of an object; returns what undoes it. */
function replace(object, members) {
  const before = Object.keys(members).map((name) => [name, Object.getOwnPropertyDescriptor(object, name)]);
  for (const [name, value] of Object.entries(members)) Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(object, name, descriptor);
      else delete object[name];
    }
  };
}
