/** How a link may be shown: the vectors, in Node and in workerd, and what the wrapper itself refuses. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { esm } from "../../helpers/install/index.mjs";
import { runPresentation } from "../../helpers/presentation/run.mjs";
import { start, workerOf } from "../../runtimes/workerd.mjs";

const FOLDER = fileURLToPath(new URL("../../../vectors/presentation/", import.meta.url));
const cases = readdirSync(FOLDER).flatMap((name) => JSON.parse(readFileSync(FOLDER + name, "utf8")).cases);
const ORIGIN = "https://app.example";

function compare(results) {
  assert.ok(cases.length > 70);
  for (const [index, { name, result, error }] of cases.entries()) assert.deepEqual(results[index], result ?? { error }, name);
}

test("every link is shown as its vector says, in Node", async () => compare(runPresentation(await esm(), cases)));

test("every link is shown as its vector says, in workerd", async (t) => {
  const running = await start(workerOf("presentation/run.mjs", "runPresentation"), { nodejsCompat: false });
  t.after(() => running.close());
  compare(await running.call(cases));
});

test("no argument, or one of another kind, is an error with a code", async () => {
  const { presentation } = await esm();
  const link = { provider: "spherepay", kycUrl: "https://in.sumsub.com/x" };
  for (const origin of [undefined, null, 1, {}, new URL(ORIGIN)])
    assert.throws(() => presentation(link, { origin }), { code: "invalid_config" });
  for (const wrong of [undefined, null, "x", 1, {}])
    assert.throws(() => presentation(wrong, { origin: ORIGIN }), { code: "invalid_config" });
  assert.throws(() => presentation({ provider: "spherepay" }, { origin: ORIGIN }), { code: "unexpected_response" });
  assert.throws(() => presentation(link, { orgin: ORIGIN }), { code: "invalid_config", message: /did you mean "origin"\?$/ });
});

test("a token that is not text opens nothing, and neither does one whose claims are not UTF-8", async () => {
  const { presentation } = await esm();
  const shown = (token) => presentation({ provider: "grid", kycUrl: "https://in.sumsub.com/websdk/p/x", token }, { origin: ORIGIN });
  const tokenOf = (claims) => `_act-jwt-a.${claims.toString("base64url")}.c`;
  const claims = Buffer.from('{"url":"https://in.sumsub.com/","note":"é"}');
  assert.deepEqual(shown(tokenOf(claims)).ways, ["redirect", "tab", "sdk"]);
  const none = shown(undefined);
  assert.deepEqual(none.ways, ["redirect", "tab"]);
  for (const token of [null, "", 5, true, {}, [], new Uint8Array(2)]) assert.deepEqual(shown(token), none, String(token));
  claims[claims.length - 4] = 0xff;
  assert.deepEqual(shown(tokenOf(claims)), { ...none, hint: "unknown_token" });
});

test("no error tells the link or the token", async () => {
  const { presentation } = await esm();
  for (const kycUrl of ["http://kyc.example/secret", "https://kyc.example/secret\n"]) {
    assert.throws(
      () => presentation({ provider: "grid", kycUrl, token: "secret" }, { origin: ORIGIN }),
      (error) => !JSON.stringify([error, error.message, error.stack]).includes("secret"),
    );
  }
});
