/**
 * What is on `Object.prototype` counts nowhere: neither as an option, nor as what a person has sent, nor as an option
 * of the platform. The names are all that the package reads, and the members of the dictionaries that it hands to the
 * platform.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { nodesOf, shippedScripts } from "../helpers/shipped/index.mjs";

const PROGRAM = fileURLToPath(new URL("../helpers/prototype/operations.mjs", import.meta.url));
/** The sandbox and the command line are tools, and the tables contain no code. */
const READ = /^(?:lib|edge|entry|cloudflare|page\/(?:server|views)|messages\/localized)\b.*\.js$|^page\/client\.js$|^names\/find\.js$/;

/** Members of WebIDL dictionaries: WebCrypto, Fetch, Encoding, Streams, DOM, ECMA-402 and those of workerd. */
const DICTIONARIES = {
  crypto: "name hash length iv additionalData tagLength salt info counter label namedCurve publicExponent saltLength public context",
  fetch: "method headers body referrer referrerPolicy mode credentials cache redirect integrity keepalive signal duplex priority window",
  response: "status statusText webSocket encodeBody cf",
  encoding: "fatal ignoreBOM stream",
  streams: "type start pull cancel autoAllocateChunkSize highWaterMark size preventClose preventAbort preventCancel",
  dom: "capture once passive signal",
  intl: "localeMatcher style type fallback languageDisplay usage sensitivity ignorePunctuation numeric caseFirst collation",
  error: "cause",
};

/**
 * Names that change the language itself: every `await` calls `then` and every `JSON.stringify` calls `toJSON`; no
 * property can be defined while there is a `get` or `set`. Node reads the others from its own source of every body.
 */
const BREAKS_THE_PLATFORM = ["then", "toJSON", "get", "set", "cancel", "autoAllocateChunkSize"];

async function namesRead() {
  const names = new Set(Object.values(DICTIONARIES).flatMap((members) => members.split(" ")));
  for (const script of (await shippedScripts()).filter(({ name }) => READ.test(name))) {
    for (const { type, computed, property, key } of nodesOf(script)) {
      const read = type === "MemberExpression" ? property : type === "Property" ? key : undefined;
      const name = computed ? read?.value : (read?.name ?? read?.value);
      if (typeof name === "string") names.add(name);
    }
  }
  return [...names].filter((name) => !BREAKS_THE_PLATFORM.includes(name) && !(name in Object.prototype));
}

test("no result depends on Object.prototype, whatever name it has there", { timeout: 600_000 }, async () => {
  const names = await namesRead();
  for (const name of ["tagLength", "idempotencyKey", "statusText", "ignoreBOM", "retryAfterMs"]) assert.ok(names.includes(name), name);
  assert.ok(names.length > 500, `only ${names.length} names`);
  const output = execFileSync(process.execPath, [PROGRAM], { input: JSON.stringify(names), encoding: "utf8", maxBuffer: 1e9 });
  const found = JSON.parse(output).map(({ name, value, operation, before, after }) => {
    const at = [...before].findIndex((char, index) => char !== after[index]);
    return `${name}, ${value}: ${operation}\n  ${before.slice(Math.max(at - 40, 0), at + 80)}\n  ${after.slice(Math.max(at - 40, 0), at + 80)}`;
  });
  assert.equal(found.length, 0, found.slice(0, 10).join("\n"));
});
