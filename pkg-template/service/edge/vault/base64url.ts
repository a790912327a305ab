// Base64 with the alphabet for URLs (RFC 4648 section 5), without padding: sealed values, MACs and random ids.

import { decodeBase64url } from "../../../module/base64.ts";
import { builtin } from "../../../module/builtin.ts";

interface Codec {
  encode: (bytes: Bytes) => string;
  /** may take more than what `encode` returns, and may throw for other texts */
  decode: (text: string) => Bytes;
}

type Bytes = Uint8Array<ArrayBuffer>;
/** What ES2026 adds, which the types of ES2023 do not have. */
type ModernBytes = Bytes & { toBase64: (options: typeof URL_ALPHABET) => string };
type ModernBytesConstructor = { fromBase64: (text: string, options: typeof URL_ALPHABET) => Bytes };
/** What is used of `Buffer`: the types of Node must not be needed to read this file. */
type NodeBuffer = {
  from(buffer: ArrayBuffer, at: number, length: number): { toString(encoding: "base64url"): string };
  from(text: string, encoding: "base64url"): Bytes;
};

export const plainCodec: Codec = {
  encode: (bytes) =>
    btoa(String.fromCharCode.apply(null, bytes as never))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", ""),
  decode: decodeBase64url,
};

const URL_ALPHABET = { alphabet: "base64url", omitPadding: true };

/** The methods of `Uint8Array` of ES2026. */
export const nativeCodec: Codec = {
  encode: (bytes) => (bytes as ModernBytes).toBase64(URL_ALPHABET),
  decode: (text) => (Uint8Array as typeof Uint8Array & ModernBytesConstructor).fromBase64(text, URL_ALPHABET),
};

/** @param Buffer Node's */
export const bufferCodec = (Buffer: NodeBuffer): Codec => ({
  encode: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("base64url"),
  decode: (text) => Buffer.from(text, "base64url"),
});

/** Two bytes, with both characters that the other alphabet does not have. */
const SAMPLE = "-_8";

/** Returns the quickest codec that this platform has. */
export function platformCodec() {
  // Some engines had the methods before the option `omitPadding`.
  const hasNative = "fromBase64" in Uint8Array && "toBase64" in Uint8Array.prototype;
  if (hasNative && decodeExactly(SAMPLE, nativeCodec).length === 2) return nativeCodec;
  const node = builtin("node:buffer");
  return node ? bufferCodec(node.Buffer) : plainCodec;
}

/**
 * Returns the bytes; none if the text is not what `encodeBase64url` makes of them. A decoder also takes white space,
 * padding and bits that are not part of a byte, so that a sealed value could be changed and would still open.
 */
export function decodeExactly(text: string, codec: Codec = platform): Bytes {
  try {
    const bytes = codec.decode(text);
    if (codec.encode(bytes) === text) return bytes;
  } catch {} // not base64
  return new Uint8Array();
}

const platform = platformCodec();

export const { encode: encodeBase64url } = platform;
