/** The deadline of a request, and what is refused before a body is read. */

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configOf, countTimers, createHandler, createSandbox, holdTimers, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { file } from "../helpers/install/index.mjs";

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
    const { startDeadline, within } = await import(pathToFileURL(file("dist/lib/edge/deadline.js")));
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

describe("webhooks", () => {
  async function receiving(config) {
    const sandbox = createSandbox();
    const { secret } = await sandbox.signWebhook("spherepay", {});
    const own = configOf(sandbox, config);
    const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
    let read = 0;
    const post = (headers) => {
      const body = new ReadableStream(
        {
          pull: (controller) => {
            read++;
            controller.enqueue(new Uint8Array(1024));
            if (read > 2000) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return handler(new Request("https://a.example/kyc/webhooks/spherepay", { method: "POST", body, duplex: "half", headers }));
    };
    return { post, read: () => read };
  }

  test("without a readable signature are rejected before their body is read", async () => {
    const { post, read } = await receiving();
    for (const headers of [{}, { signature: "" }, { signature: "x" }, { signature: "00" }, { "x-signature": "0".repeat(64) }]) {
      const response = await post(headers);
      assert.deepEqual([response.status, (await response.json()).code, read()], [401, "webhook_signature", 0], JSON.stringify(headers));
    }
    assert.equal((await post({ signature: "0".repeat(64) })).status, 413);
    assert.ok(read() > 1000);
  });
});
