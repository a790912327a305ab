// The random ids of a request: of a session, a lock, a link to another device.

import { encodeBase64url } from "../vault/base64url.ts";

/** How many random ids a request gets: no route needs more. */
const IDS = 4;
const ID_LENGTH = 22; // 132 bits

/** Returns random ids, which cannot be guessed. */
export function randomIds() {
  const text = encodeBase64url(crypto.getRandomValues(new Uint8Array((IDS * ID_LENGTH * 3) / 4)));
  return Array.from({ length: IDS }, (_, at) => text.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH));
}
