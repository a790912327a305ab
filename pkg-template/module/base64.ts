// Decodes base64: the module of module/entry/inline.ts, tokens, and sealed values.

/**
 * Decodes base64. Without `Uint8Array.fromBase64` it does so byte by byte, because `Uint8Array.from` would take longer
 * than compiling the module.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Decodes base64 with the alphabet for URLs (RFC 4648 section 5), with or without padding. */
export function decodeBase64url(text: string) {
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
