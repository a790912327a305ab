/**
 * What a response of a megabyte costs, which somebody who answers in a provider's place chooses. An instance never frees
 * memory, and V8 collects all garbage whenever its memory grows: so the memory that a response takes decides the time.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";

/** The instance of the latest call. */
let instance;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    instance = this;
  }
};
const { parseResponse, verifyWebhook } = await esm();
const { createSandbox } = await subpath("testing");

const LIMIT = 1 << 20;
/** In the worst case below, 22 MiB. A Worker has 128 MiB. */
const MAX_MEMORY = 32 << 20;
/** The worst known ratio is 1.7, and noise doubles it. It was 4 to 40. */
const MAX_RATIO = 4;
const RUNS = 2;

const many = (bytes, item) => {
  const items = [];
  for (let size = 0, at = 0; size < bytes; at++) size += items[items.push(item(at)) - 1].length + 1;
  return items.join();
};
const repeated = (start, unit, end) => (bytes) => start + unit.repeat((bytes - start.length - end.length) / unit.length) + end;
const listed = (start, item, end) => (bytes) => start + many(bytes - start.length - end.length - 200, item) + end;
const UNITS = ["{}", "[]", "0", '""', '"a"', '{"a":0}', '{"a":{}}', '{"detail":"x"}'];

const asRow = ([start, item, end]) => [`${start}${item(0)}`, listed(start, item, end)];
/** Errors with lists that nothing reads, or of something else. */
const OTHERS = UNITS.flatMap((unit) => ["data", "errors"].map((name) => asRow([`{"${name}":[`, () => unit, "]}"])));
/** Errors in every form that a provider documents or is known to send: the start, an item of the list in it, the end. */
const ERRORS = [
  ['{"data":[', () => "{}", "]}"],
  ['{"message":[', () => '"a"', "]}"],
  ['{"ts":0,"error":{', (at) => `"n${at}":["R"]`, "}}"],
  ['{"ok":false,"statusCode":400,"error":{"a":[', () => '"R"', "]}}"],
  ['{"code":"x","errors":[', () => '{"pointer":"/email","detail":"x"}', "]}"],
  ['{"code":"X","details":{"errors":[', () => '{"field":"address.postalCode","message":"no"}', "]}}"],
  ['{"code":"X","details":{"errors":[', () => '{"field":"a","constraint":{"enum":["a"]}}', "]}}"],
  ['{"code":"X","details":{"errors":[', () => '{"message":"full_name is required"}', "]}}"],
  ['{"code":"x","source":{"location":"body","key":{', (at) => `"n${at}":"x"`, "}}}"],
].map(asRow);
/** Errors with one long text. */
const TEXTS = [
  ['{"code":"x","source":{"location":"body","key":"', "a,", '"}}'],
  ['{"code":"x","name":"', "a,", '"}'],
  ['{"ok":false,"error":"', "a/", '"}'],
  ...["a ", "email is ", "full name is required ", "FULL_NAME."].map((unit) => ['{"message":"', unit, '"}']),
].map(([start, unit, end]) => [start + unit, repeated(start, unit, end)]);

/** A list in a response to a request that was carried out. */
const LISTS = [
  ["spherepay.listCustomers", '{"customers":[', () => "{}", '],"pagination":{"page":1,"hasNext":false}}'],
  ["spherepay.listCustomers", '{"customers":[', (at) => `{"id":"customer_${at}","type":"individual"}`, "]}"],
  ["spherepay.getCustomer", '{"id":"customer_1","verificationProfiles":[', () => '{"name":"a","missing":["a"]}', "]}"],
  ["grid.listCustomers", '{"data":[', () => "{}", '],"hasMore":false}'],
  ["grid.listCustomers", '{"data":[', (at) => `{"id":"Customer:${at}","customerType":"INDIVIDUAL"}`, '],"hasMore":false}'],
  ["grid.getVerification", '{"id":"v","errors":[', () => '{"type":"MISSING_FIELD","field":"email"}', "]}"],
  ["bridge.listKycLinks", '{"count":1,"data":[', (at) => `{"id":"${at}","kyc_status":"approved"}`, "]}"],
  ["bridge.getCustomer", '{"id":"c","requirements_due":[', () => '"id_verification"', "]}"],
  ["bridge.getCustomer", '{"id":"c","endorsements":[', () => '{"name":"base","requirements":{"missing":{"all_of":["a"]}}}', "]}"],
  ["bridge.getCustomer", '{"id":"c","rejection_reasons":[', () => '{"reason":"x"}', "]}"],
].map(([operation, ...row]) => [operation, ...asRow(row)]);

const settled = async (act) => {
  try {
    return await act();
  } catch {} // whatever it is
};

/** Returns the least CPU time of the calls in µs: what disturbs them only makes them longer. */
async function least(act) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = process.cpuUsage();
    await settled(act);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best;
}

/** Fails if a KiB of the whole takes much longer than one of a quarter of it, or if the whole takes much memory. */
async function requireFlat(name, make, prepare) {
  const bodies = [LIMIT / 4, LIMIT].map((bytes) => make(bytes));
  assert.ok(bodies[1].length <= LIMIT && bodies[1].length > LIMIT * 0.9, `${name}: ${bodies[1].length}`);
  const ratios = [];
  // A machine may be busy in one moment and idle in the next.
  for (let tries = 0; tries < 3 && !(ratios.at(-1) < MAX_RATIO); tries++) {
    const quarter = await least(await prepare(bodies[0]));
    const whole = await least(await prepare(bodies[1]));
    ratios.push(whole / 4 / Math.max(quarter, 1000));
    const memory = instance.exports.memory.buffer.byteLength;
    assert.ok(memory <= MAX_MEMORY, `${name}: ${memory >> 20} MiB`);
  }
  assert.ok(ratios.at(-1) < MAX_RATIO, `${name}: ${ratios}`);
}

const parsing = (operation, status) => (body) => () =>
  parseResponse(operation, { status, headers: {}, body }, { customerId: "customer_1" });

for (const operation of ["spherepay.createCustomer", "grid.createCustomer", "bridge.createKycLink"]) {
  test(`a KiB of an error takes as long in a long one: ${operation}`, async () => {
    const others = operation.startsWith("grid") ? OTHERS : [];
    for (const [name, make] of [...ERRORS, ...TEXTS, ...others]) await requireFlat(name, make, parsing(operation, 400));
  });
}

test("a KiB of a success takes as long in a long one", async () => {
  for (const [operation, name, make] of LISTS) await requireFlat(`${operation} ${name}`, make, parsing(operation, 200));
});

test("a KiB of a webhook takes as long in a long one", async () => {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  for (const unit of UNITS) {
    const make = listed('{"id":"e","name":"customer.kyc.successful","data":{"x":[', () => unit, "]}}");
    await requireFlat(unit, make, async (body) => {
      const delivery = await sandbox.signWebhook("spherepay", JSON.parse(body));
      return () => verifyWebhook("spherepay", { ...delivery, secret });
    });
  }
});

test("an error with more fields than any input has is told by the first of them", () => {
  const errors = Array.from({ length: 1000 }, (_, at) => ({ detail: `${at}` }));
  const error = assert.throws.bind(undefined, parsing("spherepay.createCustomer", 422)(JSON.stringify({ errors })));
  error(({ code, issues }) => code === "provider_rejected" && issues.length === 200 && issues[0].providerMessage === "0");
});
