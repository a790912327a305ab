// Counts the WebAssembly instances and reads the size of the last one's memory. The package creates its instance at the
// first call.

const { Instance } = WebAssembly;
let count = 0;
let memory;

WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    count++;
    memory = this.exports.memory;
  }
};

export const wasmUse = () => ({ instances: count, wasmBytes: memory?.buffer.byteLength ?? 0 });
