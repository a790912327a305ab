/** Which links are safe: the rows of tests/vectors/data/links.json, as in tests/it/client/link.rs. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isSafeUrl } from "../../../pkg-template/lib/url.js";
import { esm } from "../helpers/install/index.mjs";

const { assertSafeKycUrl } = await esm();
const links = JSON.parse(readFileSync(new URL("../../vectors/data/links.json", import.meta.url), "utf8"));

/** Asks the crate, and the wrapper's own rule for other URLs, which must agree. */
function isSafe(url, options) {
  const verdict = isSafeLink(url, options);
  if (!options?.allowHosts) assert.equal(isSafeUrl(url, options?.allowLoopback), verdict, url);
  return verdict;
}

function isSafeLink(url, options) {
  try {
    assertSafeKycUrl(url, options);
    return true;
  } catch {
    return false;
  }
}

test("links are safe as the vectors say it", () => {
  const local = { allowLoopback: true };
  for (const url of links.safe) assert.ok(isSafe(url), url);
  for (const url of links.unsafe) assert.ok(!isSafe(url), JSON.stringify(url));
  for (const url of links.loopback) assert.deepEqual([isSafe(url, local), isSafe(url)], [true, false], url);
  for (const url of links.notLoopback) assert.ok(!isSafe(url, local), url);
  for (const [entry, url, isAllowed] of links.allowHosts)
    assert.equal(isSafe(url, { ...local, allowHosts: ["other.example", entry] }), isAllowed, `${entry} ${url}`);
});
