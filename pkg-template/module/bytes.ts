// Bytes from any realm.

/** Returns the bytes of a buffer or of a view of one, from any realm, and `undefined` for anything else. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
  }
  return classOf(value) === "ArrayBuffer" ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** Returns the class name of a platform object. Unlike `instanceof`, this also works for objects of another realm. */
export function classOf(value: unknown) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
