// How texts get into and out of the memory of an instance.

/** What src/js exports. */
export interface Exports {
  memory: WebAssembly.Memory;
  /** returns the address of a buffer for the arguments of a call */
  arguments_ptr: (bytes: number) => number;
  /** returns the address of a buffer for the entries of an encoded input */
  words_ptr: (words: number) => number;
  /** returns the address of a buffer for the strings of an encoded input */
  strings_ptr: (bytes: number) => number;
  /** returns the length of the output, negative for an error */
  call: (call: number, bytes: number, strings: number) => number;
  /** returns the address of the output */
  output_ptr: () => number;
  validate: (
    operation: number,
    strings: number,
    isPrintable: boolean,
    policy: number,
    personFields: number,
    now: number,
    normalize: number,
  ) => number;
  /** returns the address of what was found in an encoded input */
  found_ptr: () => number;
  /** returns the address of its strings */
  texts_ptr: () => number;
  /** returns the address of a buffer for what the host returns */
  alloc_host_input: (length: number) => number;
}

/**
 * An instance, and views of its memory, which are empty when that has grown. `isInside`: whether a call into it has begun
 * and not ended. If it never ends, because it traps or the stack overflows, the instance is not used any more.
 */
export type Instance = { exports: Exports; isInside: boolean; bytes: Uint8Array; words: Int32Array };

// Up to this length, an ASCII string is read without a decoder, which is faster.
const SHORT = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Returns a string in the memory of an instance. */
export function read(instance: Instance, at: number, length: number) {
  const from = heap(instance);
  let text = "";
  // For a short string, such as a code or a name, the decoder is slower than this loop.
  if (length <= SHORT) while (text.length < length && from[at + text.length] < 0x80) text += String.fromCharCode(from[at + text.length]);
  return text.length === length ? text : decoder.decode(from.subarray(at, at + length));
}

/**
 * Writes a text into a buffer, and returns its length in bytes.
 *
 * @param buffer returns the address of a buffer with room for so many bytes
 */
export function write(instance: Instance, text: string, buffer: (bytes: number) => number) {
  // The address comes first: requesting it may grow the memory, and the old view is empty then.
  const at = buffer(text.length);
  // Most texts are ASCII. Only of others is it not known how many bytes they take.
  const { read } = encoder.encodeInto(text, heap(instance).subarray(at, at + text.length));
  if (read === text.length) return read;
  const bytes = encoder.encode(text);
  const to = buffer(bytes.length);
  heap(instance).set(bytes, to);
  return bytes.length;
}

/** Returns the memory of an instance as bytes. */
function heap(instance: Instance) {
  if (instance.bytes.length === 0) instance.bytes = new Uint8Array(instance.exports.memory.buffer);
  return instance.bytes;
}
