// Decodes the module of kyclink/form's inline entry: text, so that it needs no asset. It is not deflated, because a page
// would take longer to inflate it than to compile and run it; and brotli compresses it better than deflated bytes.

/** As many bytes are one character; the others are two, of which the first says how much to add. */
const COUNT = 90;
/** The first character, and the two before which another follows. They need no escape in a string. */
const [FIRST, SECOND, THIRD] = [0x23, 0x7d, 0x7e];
/** A character that stands for the one of a string's escapes. */
const [STAND_IN, BACKSLASH] = [0x21, 0x5c];

/** @param size how many bytes there are */
export function bytesOfText(text: string, size: number) {
  const bytes = new Uint8Array(size);
  let [at, more] = [0, 0];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= SECOND) more = unit === THIRD ? 2 * COUNT : COUNT;
    else {
      bytes[at++] = (unit === STAND_IN ? BACKSLASH : unit) - FIRST + more;
      more = 0;
    }
  }
  return bytes;
}
