// Switches parts of a call off, to see what the rest costs: a function that is off returns what it returned when its tape was
// recorded, and computes nothing. A Worker imports this file first, before the code whose functions it replaces.

/** What is off. */
export const off = { wasm: false, decoding: false };

let isRecording = false;
const tapes = [];

/** Records a new tape of everything that `task` calls; afterwards the same task can run with parts of it off. */
export function record(task) {
  for (const tape of tapes) Object.assign(tape, { results: [], at: 0 });
  isRecording = true;
  task();
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
