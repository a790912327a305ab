/**
 * Writes down what the sandbox says: each request with its response, each function with what it returns, and the
 * webhooks of both. Clock and ids are the same in every run, so that two transcripts can be compared.
 */

import { subpath } from "../install/index.mjs";
import { CREDENTIALS, HOUR, note } from "../sandbox/harness.mjs";

const { createSandbox } = await subpath("testing");

const START = Date.parse("2026-03-01T10:00:00.123Z");

/** Made once, because it takes long. */
export const KEYS = { ...(await createSandbox().exportKeys()), spherepay: "secret_0123456789abcdef0123456789abcdef" };

/** The events of all transcripts, with their providers. */
export const recorded = [];

/** The type of a webhook, under each provider's name for it. */
const typeOf = (event) => event.event_type ?? event.type ?? event.name;

/** The members of a value by their JSON pointers. */
function flat(value, pointer = "") {
  const entries = typeof value === "object" && value !== null ? Object.entries(value).filter(([, inner]) => inner !== undefined) : [];
  return entries.length === 0 ? [[pointer, value]] : entries.flatMap(([name, inner]) => flat(inner, `${pointer}/${name}`));
}

/**
 * Returns a function that writes a value: the first of its kind whole, and of each later one what differs from the
 * last.
 */
export function createWriter() {
  const last = new Map();
  return (kind, value) => {
    const now = new Map(flat(value));
    const before = last.get(kind);
    last.set(kind, now);
    if (before === undefined) return `${kind} ${JSON.stringify(value)}`;
    const changed = [...now].filter(([pointer, inner]) => JSON.stringify(before.get(pointer)) !== JSON.stringify(inner));
    const gone = [...before.keys()].filter((pointer) => !now.has(pointer));
    const both = (pointers, others) => [...pointers.keys()].filter((pointer) => others.has(pointer)).join();
    const differences = [
      ...changed.map(([pointer, inner]) => `${pointer} ${JSON.stringify(inner)}`),
      ...gone.map((pointer) => `no ${pointer}`),
      ...(both(now, before) === both(before, now) ? [] : ["in another order"]),
    ];
    return `${kind} as before${differences.length === 0 ? "" : ` except ${differences.join(", ")}`}`;
  };
}

/**
 * @param {string} provider
 * @param {ReturnType<typeof createWriter>} write
 * @param {object} [options] of the sandbox
 */
export function createRecorder(provider, write, options) {
  let now = START;
  let calls = 0;
  let told = 0;
  let refused;
  const lines = [];
  const grid = { requiredFields: [], ...options?.grid };
  const sandbox = createSandbox({ keys: KEYS, ...options, grid, clock: () => now, ids: "deterministic" });

  /** Writes the webhooks since the last call. A signature differs in each run; other tests verify them. */
  function tell() {
    const all = sandbox.deliveries();
    for (const { provider: from, event, headers } of all.slice(told)) {
      recorded.push({ provider: from, event });
      lines.push(`  ${write(`webhook ${from} ${typeOf(event)}`, { headers: Object.keys(headers).sort(), ...event })}`);
    }
    told = all.length;
  }

  /** Writes what came back: beside what was asked, if it is the same as before. */
  function answer(kind, value) {
    const said = write(kind, value);
    if (said === `${kind} as before`) lines.push(`${lines.pop()}: as before`);
    else lines.push(`  ${said}`);
  }

  /** A body is sent as JSON unless it is text; a header that is `undefined` is left out. */
  async function send(method, path, body, headers = {}) {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const own = CREDENTIALS[provider](method);
    calls += 1;
    if ("idempotency-key" in own) own["idempotency-key"] = `key-${calls}`;
    const all = { ...own, ...json, ...headers };
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
    const response = await sandbox.fetch(sandbox.baseUrls[provider] + path, { method, headers: Object.fromEntries(given), body: bytes });
    const said = await response.text();
    if (said === "" || said.startsWith("{"))
      note(provider, { method, path: path.replace(/\?.*/, ""), status: response.status, body: said === "" ? undefined : JSON.parse(said) });
    return { text, status: response.status, headers: [...response.headers], body: said };
  }

  return {
    sandbox,
    lines,
    send,
    /** An hour only keeps what happens apart, and is not written. */
    wait(ms, isWritten = ms !== HOUR) {
      now += ms;
      if (isWritten) lines.push(`wait ${ms / HOUR} hours`);
    },

    /** Sends a request, and returns the body of the response. */
    async call(method, path, body, headers = {}) {
      const own = Object.keys(headers).length === 0 ? "" : ` [${Object.entries(headers).map(([name, value]) => `${name}: ${value}`)}]`;
      try {
        const got = await send(method, path, body, headers);
        lines.push(`${method} ${path}${own}${got.text === undefined ? "" : ` ${got.text}`}`);
        const isJson = got.body.startsWith("{");
        const reply = { ...Object.fromEntries(got.headers), body: isJson ? JSON.parse(got.body) : got.body };
        const isGood = isJson && got.status < 300;
        const refusal = `  ${got.status} ${JSON.stringify(reply)}`;
        if (isGood) answer(`${got.status} ${method} ${path.replace(/\?.*/, "")}`, reply);
        else if (refusal === refused) lines.push(`${lines.pop()}: ${got.status} as the last refusal`);
        else lines.push(refusal);
        if (!isGood) refused = refusal;
        tell();
        return isJson ? reply.body : undefined;
      } catch (error) {
        lines.push(`${method} ${path}${own}`, `  throws ${error.name}: ${error.message}`);
        tell();
        return undefined;
      }
    },

    /** Calls a function of the sandbox. */
    async act(name, ...given) {
      lines.push(`${name}(${given.map((value) => JSON.stringify(value)).join(", ")})`);
      let returned;
      try {
        returned = await sandbox[name](...given);
        if (returned !== undefined) answer(name, returned);
      } catch (error) {
        lines.push(`  throws ${error.name}: ${error.message}`);
      }
      tell();
      return returned;
    },

    /** The types of the webhooks since the last call, without writing them. */
    typesSince() {
      const all = sandbox.deliveries().slice(told);
      told += all.length;
      return all.map(({ event }) => typeOf(event));
    },
  };
}
