/** Which links are safe: the rows of tests/vectors/data/links.json, as in tests/it/client/link.rs. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { esm, internal } from "../../helpers/install/index.mjs";

const { isSafeUrl } = await internal("module/url.js");

const { assertSafeKycUrl, parseResponse } = await esm();
const links = JSON.parse(readFileSync(new URL("../../../vectors/data/links.json", import.meta.url), "utf8"));

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

test("a link to this machine is accepted in a response from this machine", () => {
  const body = (url) => JSON.stringify({ customerId: "customer_1ab2c3d4", url, expiresAt: "2099-01-15T14:32:00Z" });
  const linkIn = (link, url, options) => {
    const response = { status: 201, headers: {}, body: body(link), url };
    return parseResponse("spherepay.createCustomerViaLink", response, undefined, options).kycUrl;
  };
  const refused = { code: "unexpected_response", message: /allowLoopback/ };
  for (const link of links.loopback) {
    for (const from of ["http://localhost:4010/v2", "http://127.0.0.1:4010/v2", "https://[::1]/v2"]) {
      assert.equal(linkIn(link, from), new URL(link).href, `${link} from ${from}`);
      assert.equal(linkIn(link, from, { profiles: ["kyc"] }), new URL(link).href, `${link} from ${from}`);
      assert.throws(() => linkIn(link, from, { allowLoopback: false }), refused, link);
    }
    for (const from of [undefined, "", "https://api.spherepay.co/v2", "https://localhost.example.com/v2", "localhost:4010", {}])
      assert.throws(() => linkIn(link, from), refused, `${link} from ${from}`);
  }
  for (const link of links.notLoopback)
    assert.throws(() => linkIn(link, "http://localhost:4010/v2"), { code: "unexpected_response" }, link);
});

test("links are safe as the vectors say it", () => {
  const local = { allowLoopback: true };
  for (const url of links.safe) assert.ok(isSafe(url), url);
  for (const url of links.unsafe) assert.ok(!isSafe(url), JSON.stringify(url));
  for (const url of links.loopback) assert.deepEqual([isSafe(url, local), isSafe(url)], [true, false], url);
  for (const url of links.notLoopback) assert.ok(!isSafe(url, local), url);
  for (const [entry, url, isAllowed] of links.allowHosts)
    assert.equal(isSafe(url, { ...local, allowHosts: ["other.example", entry] }), isAllowed, `${entry} ${url}`);
});
