// How texts get into and out of the memory of an instance.

/**
 * What src/js exports.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(bytes: number) => number} arguments_ptr returns the address of a buffer for the arguments of a call
 * @property {(words: number) => number} words_ptr returns the address of a buffer for the entries of a record
 * @property {(bytes: number) => number} strings_ptr returns the address of a buffer for the strings of a record
 * @property {(call: number, bytes: number, strings: number) => number} call returns the length of the output, negative
 *   for an error
 * @property {() => number} output_ptr returns the address of the output
 * @property {(operation: number, strings: number, isPrintable: boolean, policy: number, personFields: number, now: number, normalize: number) => number} validate
 * @property {() => number} found_ptr returns the address of what was found in a record
 * @property {() => number} texts_ptr returns the address of its strings
 * @property {(length: number) => number} alloc_host_input returns the address of a buffer for what the host returns
 */

/**
 * An instance, and views of its memory, which are empty when that has grown. `isInside`: whether a call into it has begun
 * and not ended. If it never ends, because it traps or the stack overflows, the instance is not used any more.
 *
 * @typedef {{ exports: Exports, isInside: boolean, bytes: Uint8Array, words: Int32Array }} Instance
 */

// Up to this length, an ASCII string is read without a decoder, which is faster.
const SHORT = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Returns a string in the memory of an instance.
 *
 * @param {Instance} instance
 * @param {number} at
 * @param {number} length
 */
export function read(instance, at, length) {
  const from = heap(instance);
  let text = "";
  // For a short string, such as a code or a name, the decoder is slower than this loop.
  if (length <= SHORT) while (text.length < length && from[at + text.length] < 0x80) text += String.fromCharCode(from[at + text.length]);
  return text.length === length ? text : decoder.decode(from.subarray(at, at + length));
}

/**
 * Writes a text into a buffer, and returns its length in bytes.
 *
 * @param {Instance} instance
 * @param {string} text
 * @param {(bytes: number) => number} buffer returns the address of a buffer with room for so many bytes
 */
export function write(instance, text, buffer) {
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

/**
 * Returns the memory of an instance as bytes.
 *
 * @param {Instance} instance
 */
function heap(instance) {
  if (instance.bytes.length === 0) instance.bytes = new Uint8Array(instance.exports.memory.buffer);
  return instance.bytes;
}
