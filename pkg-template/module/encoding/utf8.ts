// Writes strings that are not ASCII.

const encoder = new TextEncoder();
// A character of two units, or half of one. Written without an escape of a surrogate: minifiers may change those.
const SURROGATE = /[\u{10000}-\u{10ffff}\p{Surrogate}]/u;

/**
 * Writes a string as UTF-8, and returns how many bytes that takes: more than there are if it has no room. An encoder is
 * faster from a few dozen characters on.
 */
export function encode(value: string, strings: Uint8Array, start: number) {
  if (value.length > 64 || start + 3 * value.length > strings.length || SURROGATE.test(value)) {
    const { read, written } = encoder.encodeInto(value, strings.subarray(start));
    return read < value.length ? 3 * value.length : written;
  }
  let at = start;
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x80) strings[at++] = unit;
    else {
      if (unit < 0x800) strings[at++] = 0xc0 | (unit >> 6);
      else {
        strings[at++] = 0xe0 | (unit >> 12);
        strings[at++] = 0x80 | ((unit >> 6) & 0x3f);
      }
      strings[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at - start;
}
