/** Another wasm instance makes a provider of one's own again, and a trap never hides what was sent. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY } from "../../helpers/edge/harness.mjs";
// First, so that it sees the instances of the package.
import { trapping } from "../../helpers/edge/instances.mjs";
import { internal } from "../../helpers/install/index.mjs";
import { open, PERSON } from "../../helpers/provider/model.mjs";

const { EDGE } = await internal("module/wasm/calls.js");

test("a trap in any call costs nothing, and two tell the truth", async (t) => {
  t.after(() => trapping(() => false));
  const seen = new Set();
  for (const times of [1, 3]) {
    for (let at = 2; at < 7; at++) {
      const { api, browser } = open();
      let count = 0;
      trapping((number) => number === EDGE && ++count > at && count <= at + times);
      const { status, body } = await browser().json("links", PERSON, { "idempotency-key": KEY });
      if (times === 1) assert.deepEqual([status, api.sessions.size], [201, 1], `call ${at}`);
      else if (status !== 201) assert.equal(body.code, api.sessions.size > 0 ? "outcome_unknown" : "internal", `call ${at}`);
      seen.add(body.code);
    }
  }
  assert.ok(seen.has("outcome_unknown"));
});
