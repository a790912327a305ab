/**
 * The message of each error with issues names the codes and places of the first three; no other message points to
 * issues. The errors are those of all vectors, and of each function that throws without a response.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { files } from "../helpers/vectors/files.mjs";

const CREDENTIALS = {
  spherepay: { apiKey: "key", environment: "sandbox" },
  grid: { clientId: "id", clientSecret: "secret" },
  bridge: { apiKey: "sk-test-key", environment: "sandbox", idempotencyKey: "6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c" },
};
const SHOWN = 3;

let kyclink;
before(async () => (kyclink = await esm()));

/** The error that something throws, if it does. */
function thrown(attempt) {
  try {
    attempt();
    return undefined;
  } catch (error) {
    assert.ok(kyclink.isKycLinkError(error), String(error));
    return error;
  }
}

/** What a message says about issues: code and place of each, and how many there are in all. */
function named(message) {
  const [, list, more = "0"] = /Issues: (.*?)(?:, and (\d+) more)?\. ?/.exec(`${message} `) ?? [];
  const parts = list?.split(", ").map((part) => part.split(" at ")) ?? [];
  return { parts, count: parts.length + Number(more) };
}

function check(error) {
  const { message, issues } = error;
  const { parts, count } = named(message);
  if (issues.length === 0) assert.doesNotMatch(message, /\bissues?\b/i);
  assert.equal(count, issues.length, message);
  assert.ok(parts.length <= SHOWN);
  for (const [at, [code, place = ""]] of parts.entries()) {
    assert.equal(code, issues[at].code, message);
    // A place ends before a name that the caller made up.
    assert.ok(issues[at].pointer.startsWith(place), message);
    assert.ok(place !== "" || issues[at].pointer === "", message);
  }
}

test("errors of responses", () => {
  const found = {};
  for (const { vectors } of files.filter(({ vectors }) => vectors.kind === "parse")) {
    for (const { response, input } of vectors.cases) {
      const error = thrown(() => kyclink.parseResponse(vectors.operation, { headers: {}, body: "", ...response }, input));
      if (!error) continue;
      check(error);
      found[error.code] ??= { with: 0, without: 0 };
      found[error.code][error.issues.length > 0 ? "with" : "without"]++;
    }
  }
  assert.ok(found.provider_rejected.with > 10 && found.provider_rejected.without > 0, JSON.stringify(found));
  assert.ok(Object.keys(found).length > 10, JSON.stringify(found));
});

test("errors of inputs", () => {
  const counts = new Set();
  for (const operation of kyclink.operations().filter((name) => !name.endsWith(".onboard"))) {
    const config = CREDENTIALS[operation.split(".")[0]];
    for (const input of [{}, { email: 1, phone: 1, customerId: 1, code: 1 }, { address: { country: "ZZ" } }, [], null, Promise.resolve()]) {
      const error = thrown(() => kyclink.buildRequest(operation, input, config));
      if (!error) continue;
      assert.equal(error.code, "invalid_request");
      check(error);
      counts.add(Math.min(error.issues.length, SHOWN + 1));
    }
  }
  assert.deepEqual([...counts].sort(), [1, 2, 3, 4]);
});

test("each code's own message points to nothing", () => {
  for (const code of kyclink.ERROR_CODES) check(new kyclink.KycLinkError(code));
});
