// Switches parts of a Worker's work off, to see what the rest costs: a function that is off returns what it returned when its
// tape was recorded, and computes nothing. This file is imported before the code that it replaces functions of.

/** What is off. */
export const off = { wasm: false, decoding: false };

let isRecording = false;
const tapes = [];

/** Records a new tape of everything that `task` calls; afterwards the same task can run with parts of it off. */
export async function record(task) {
  for (const tape of tapes) Object.assign(tape, { results: [], at: 0 });
  isRecording = true;
  await task();
  isRecording = false;
}

function taped(part, run) {
  const tape = { results: [], at: 0 };
  tapes.push(tape);
  return function (...values) {
    if (off[part]) {
      if (tape.at === tape.results.length) tape.at = 0;
      return tape.results[tape.at++];
    }
    const result = Reflect.apply(run, this, values);
    if (isRecording) tape.results.push(result);
    return result;
  };
}

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(Instance, values) {
    const { exports } = new Instance(...values);
    const replaced = Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? taped("wasm", value) : value]);
    return { exports: Object.fromEntries(replaced) };
  },
});
TextDecoder.prototype.decode = taped("decoding", TextDecoder.prototype.decode);
JSON.parse = taped("decoding", JSON.parse);

/** Replaces the platform's fetch by one that has the response already. */
export function stubFetch({ status, headers, body }) {
  const response = {
    status,
    type: "default",
    headers: new Headers(headers),
    text: async () => body,
    get body() {
      return new Response(body).body;
    },
  };
  globalThis.fetch = async (url) => ({ ...response, url });
}
