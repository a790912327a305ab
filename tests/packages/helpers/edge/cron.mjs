/** A Worker as it is, whose cron asks about a customer of whom no webhook has told. */

import assert from "node:assert/strict";
import { program } from "../../runtimes/bundle.mjs";

const MINUTE = 60_000;

/** The Worker at this path, with a clock that `POST /clock` moves on, and `GET /printed`, which says what it has logged. */
export const withClock = (path) =>
  program(`import worker, { KycLinkStore } from ${JSON.stringify(path)};

export { KycLinkStore };

const { now } = Date;
let ahead = 0;
Date.now = () => now() + ahead;

const printed = [];
for (const level of ["log", "warn", "error"]) console[level] = (...given) => printed.push(given.join(" "));

export default {
  ...worker,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/printed") return Response.json(printed);
    if (pathname !== "/clock") return worker.fetch(request, env, ctx);
    ahead += Number(await request.text());
    return new Response();
  },
};
`);

/**
 * Somebody is onboarded and approved, and no webhook says so: the next scheduled event but one tells it, once.
 *
 * @param worker What `start` of runtimes/workerd.mjs has started from `withClock`.
 * @param onboard Onboards somebody there, and returns the id of the customer.
 */
export async function findsLostWebhook(worker, sandbox, onboard) {
  const printed = async () => (await worker.fetch({}, "/printed")).json();
  const later = (minutes) => worker.fetch({ method: "POST", body: String(minutes * MINUTE) }, "/clock");
  await worker.scheduled();
  await onboard();
  const [{ id }] = sandbox.customers();
  await sandbox.complete(id, "approve");
  await worker.scheduled();
  assert.deepEqual(await printed(), [], "nobody is due yet");
  await later(5);
  await Promise.all([worker.scheduled(), worker.scheduled(), worker.scheduled()]);
  const [told, ...others] = await printed();
  assert.match(told, /^refresh kyc_approved/);
  assert.deepEqual(others, [], "three at once tell it once");
  for (const minutes of [5, 60]) {
    await later(minutes);
    await worker.scheduled();
  }
  assert.deepEqual(await printed(), [told], "it is told once");
}
