/** `refreshEvery`: a timer that ends with its server. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { promisify } from "node:util";
import { esm, project, subpath } from "../../helpers/install/index.mjs";

const { KycLinkError, isKycLinkError } = await esm();
const { refreshEvery } = await subpath("node");
const MINUTE = 60_000;

/** An operator whose runs end when the test says so. */
function operatorOf() {
  const runs = [];
  const refresh = (options) => new Promise((resolve, reject) => runs.push({ ...options, resolve, reject }));
  return { runs, refresh };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("runs at once and then every five minutes, never twice at the same time, until the server closes", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const server = new EventEmitter();
  const operator = operatorOf();
  refreshEvery(operator, { server, limit: 7 });
  assert.deepEqual(
    operator.runs.map(({ limit }) => limit),
    [7],
  );
  t.mock.timers.tick(15 * MINUTE);
  assert.equal(operator.runs.length, 1, "the first run has not ended");
  operator.runs[0].resolve();
  await settle();
  t.mock.timers.tick(5 * MINUTE - 1);
  assert.equal(operator.runs.length, 1);
  t.mock.timers.tick(1);
  assert.equal(operator.runs.length, 2);
  assert.equal(operator.runs[1].signal.aborted, false);
  server.emit("close");
  assert.equal(operator.runs[1].signal.aborted, true, "the run ends early");
  operator.runs[1].resolve();
  await settle();
  t.mock.timers.tick(60 * MINUTE);
  assert.equal(operator.runs.length, 2);
});

test("a run that fails is logged without anything of a person, and the next one follows", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const log = t.mock.method(console, "error", () => {});
  const operator = operatorOf();
  refreshEvery(operator, { server: new EventEmitter(), everyMs: 1000 });
  operator.runs[0].reject(new KycLinkError("unavailable", { message: "The store fails or is busy." }));
  await settle();
  t.mock.timers.tick(1000);
  operator.runs[1].reject(new Error("jane.smith@example.com"));
  await settle();
  t.mock.timers.tick(1000);
  assert.equal(operator.runs.length, 3);
  const [first, second] = log.mock.calls.map(({ arguments: words }) => words.join(" "));
  assert.equal(first, "kyclink/node refresh unavailable The store fails or is busy.");
  assert.match(second, /^kyclink\/node refresh Error/);
  assert.doesNotMatch(second, /jane/);
});

test("neither the timer nor a closed server keeps the process alive", { timeout: 30_000 }, async () => {
  const program = `import { createServer } from "node:http";
import { refreshEvery } from "kyclink/node";
const server = createServer(() => {}).listen(0, "127.0.0.1", () => server.close());
let runs = 0;
refreshEvery({ refresh: async () => runs++ }, { server, everyMs: 1000 });
refreshEvery({ refresh: async () => runs++ }, { server: { once() {} }, everyMs: 1000 });
process.on("exit", () => console.log(runs));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: project,
    timeout: 20_000,
  });
  assert.equal(stdout, "2\n");
});

test("a wrong option is refused, and nothing runs", () => {
  const refuses = (message) => (error) => isKycLinkError(error) && error.code === "invalid_config" && message.test(error.message);
  const operator = operatorOf();
  const server = createServer();
  for (const everyMs of [0, 999, 1000.5, 86_400_001, "1000", null, Number.NaN]) {
    assert.throws(() => refreshEvery(operator, { server, everyMs }), refuses(/^everyMs must be/), String(everyMs));
  }
  for (const given of [undefined, {}, { server: {} }, { server: "x" }])
    assert.throws(() => refreshEvery(operator, given), refuses(/^server must be/));
  assert.throws(() => refreshEvery(operator, { server, every: 1000 }), refuses(/everyMs/));
  for (const given of [undefined, null, {}, () => {}]) assert.throws(() => refreshEvery(given, { server }), refuses(/createOperator/));
  assert.equal(operator.runs.length, 0);
});
