/** The deadline of a request. */

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import { countTimers, holdTimers, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { internal } from "../../helpers/install/index.mjs";

afterEach(() => mock.timers.reset());

describe("one deadline", () => {
  test("hooks and the provider share it", async (t) => {
    const pass = holdTimers(t);
    const { browser: open, sandbox } = setUp({
      timeout: 4000,
      rateLimit: async () => {
        pass(1000);
        return true;
      },
      authorize: async () => pass(1000),
      onCreated: () => new Promise(() => setImmediate(pass, 2000)),
    });
    assert.equal((await open().json("links", PERSON)).status, 503);
    assert.equal(sandbox.customers().length, 1);
  });

  test("after it, nothing is begun, whether the time is up or the deadline was ended early", async () => {
    const { startDeadline, within } = await internal("service/edge/engine/deadline.js");
    for (const [name, end] of Object.entries({ "time is up": (deadline) => deadline.over, "ended early": (deadline) => deadline.end() })) {
      const deadline = startDeadline(1);
      await end(deadline);
      let begun = 0;
      await assert.rejects(
        within({ deadline, timeout: 1 }, () => begun++),
        { code: "timeout" },
        name,
      );
      assert.equal(begun, 0, name);
      deadline.stop();
    }
  });

  test("is the only timer of a request, which ends with it", async () => {
    const { browser: open } = setUp();
    const page = open();
    const before = countTimers();
    assert.equal((await page.json("links", PERSON)).status, 201);
    assert.equal((await page.get("status")).status, 200);
    assert.equal((await page.json("links", "no applicant")).status, 422);
    assert.equal((await page.get("nowhere")).status, 404);
    assert.equal(countTimers(), before);
  });
});
