// The files of the page: those of the package, and those that the handler makes for its configuration.

import { assets, DATA_VERSION, FILES } from "../assets.js";

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

/** The files that this handler has made, by name. */
export type Made = Map<string, string>;

export { assets, DATA_VERSION, FILES };

/** Adds a file whose name contains a hash of its contents, and returns the name. */
export async function add(made: Made, name: string, extension: string, contents: string) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(contents)));
  const hash = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const file = `${name}-${hash}.${extension}`;
  made.set(file, contents);
  return file;
}

export function fileResponse(name: string, contents: string, method: string): Response {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const headers = {
    "content-type": type,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  };
  return new Response(method === "HEAD" ? null : contents, { headers });
}
