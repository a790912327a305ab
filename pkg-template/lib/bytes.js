// Bytes, however they were given.

/** The bytes in a buffer or a view of one, of any realm; nothing of anything else. */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return tag(value) === "ArrayBuffer" ? new Uint8Array(value) : undefined;
}

/** What kind of platform object a value is: of another realm it is no instance of this realm's class. */
export function tag(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
