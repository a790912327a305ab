/** The scripts of attempts in tests/vectors/http/exchange.json, which every host of the engine runs. */

import { readFileSync } from "node:fs";

const TABLE = JSON.parse(readFileSync(new URL("../../vectors/http/exchange.json", import.meta.url), "utf8"));

export const { scripts } = TABLE;

/** Returns what `fetch` returns for an attempt of a script. */
export function attempted(attempt) {
  if (attempt === "lost") return Promise.reject(new TypeError("fetch failed"));
  if (attempt === "unreached") return Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
  if (typeof attempt === "string") return Promise.resolve(Response.json(TABLE[attempt], { status: 201 }));
  const [status, wait] = attempt;
  return Promise.resolve(Response.json({}, { status, headers: { "retry-after": wait } }));
}
