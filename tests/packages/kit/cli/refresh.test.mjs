/** `kyclink refresh`: the request of a cron, against a real server with refreshRoute. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { receiving, run } from "../../helpers/cli/run.mjs";
import { configOf, createSandbox } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { refreshRoute } = await subpath("edge");
const SECRET = "a-secret-of-our-own-cron";
const ENV = { CRON_SECRET: SECRET };

const withCounts = (counts) => () => Response.json({ asked: 0, changed: 0, failed: 0, isMore: false, ...counts });

test("has a server run, and prints the counts", async (t) => {
  const config = configOf(createSandbox(), { agenda: true });
  const { url: origin, asked } = await receiving(t, (request) => refreshRoute(request, { secret: SECRET, config }));
  const url = `${origin}/kyc/refresh`;
  const { code, out, err } = await run(t, ["refresh", url, "--json"], ENV);
  assert.deepEqual([code, JSON.parse(out), err], [0, { asked: 0, changed: 0, failed: 0, isMore: false }, ""]);
  assert.deepEqual(asked, ["POST /kyc/refresh"]);
  const wrong = await run(t, ["refresh", url], { CRON_SECRET: "another-secret-of-16" });
  assert.deepEqual([wrong.code, wrong.out], [1, ""]);
  assert.equal(wrong.err, "kyclink: the server has another secret than CRON_SECRET\n");
});

test("a failure of a provider is exit code 1, and more customers are mentioned", async (t) => {
  const { url } = await receiving(t, withCounts({ asked: 12, changed: 3, failed: 1, isMore: true, email: "jane@example.com" }));
  const { code, out } = await run(t, ["refresh", url], ENV);
  assert.equal(code, 1);
  assert.equal(out, "asked    12\nchanged  3\nfailed   1\nmore customers are due: the next run asks about them\n");
});

test("the secret goes nowhere else, and nothing of a response is printed", async (t) => {
  const other = await receiving(t, withCounts());
  for (const [respond, message] of [
    [() => new Response(null, { status: 307, headers: { location: other.url } }), "has responded with status 307"],
    [() => Response.json({ code: "unavailable", detail: "jane" }, { status: 503 }), "the run has failed: unavailable"],
    [() => new Response("<p>jane", { status: 200 }), "refreshRoute is not there: the server has responded with status 200"],
    [() => Response.json({ asked: "jane" }), "refreshRoute is not there"],
    [() => new Response("jane", { status: 500 }), "kyclink: the server has failed with status 500: its log says why\n"],
    [() => new Response("jane", { status: 404 }), "has responded with status 404"],
  ]) {
    const { url } = await receiving(t, respond);
    const { code, out, err } = await run(t, ["refresh", url], ENV);
    assert.deepEqual([code, out], [1, ""]);
    assert.ok(err.includes(message), err);
    assert.doesNotMatch(err, /jane/);
    assert.ok(!err.includes(SECRET));
  }
  assert.deepEqual(other.asked, []);
});

test("a URL that others can read, and a missing secret, are wrong usage", async (t) => {
  for (const url of ["http://app.example.com/kyc/refresh", "app.example.com", "https://user:pass@app.example.com/", "file:///etc/passwd"]) {
    const { code, err } = await run(t, ["refresh", url], ENV);
    assert.deepEqual([code, err], [2, "kyclink: the URL must be https, or http on this machine\n"], url);
  }
  const { code, err } = await run(t, ["refresh", "https://app.example.com/kyc/refresh"]);
  assert.deepEqual([code, err], [2, "kyclink: set the variable CRON_SECRET: the secret of the route\n"]);
  assert.equal((await run(t, ["refresh"], ENV)).code, 2);
});
