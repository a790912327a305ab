// Bytes from any realm.

/**
 * Returns the bytes of a buffer or of a view of one, from any realm, and `undefined` for anything else.
 *
 * @param {unknown} value
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength);
  }
  return classOf(value) === "ArrayBuffer" ? new Uint8Array(/** @type {ArrayBuffer} */ (value)) : undefined;
}

/**
 * Returns the class name of a platform object. Unlike `instanceof`, this also works for objects of another realm.
 *
 * @param {unknown} value
 */
export function classOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
