// What must hold of deliveries: of signed ones, and of all that only look like them.

import type { WorldDelivery } from "../provider-suite.ts";
import type { Bench } from "./bench.ts";
import type { Check } from "./create-checks.ts";
import { delivererOf } from "./decision-checks.ts";
import { must } from "./must.ts";

/** Further in the past than clocks differ. */
const LONG_AGO_MS = 600_000;
const SECOND_MS = 1000;

export const WEBHOOKS: Record<string, Check> = {
  async "a signed delivery counts"(open) {
    const bench = await begun(open);
    await bench.world.decide(bench.customerId, "approved");
    const code = await bench.post(await bench.deliver({}));
    must(code === 200, `A signed delivery was refused with ${code}: decisions are only seen when somebody asks.`);
    must(bench.events.length === 1, "A signed delivery of a decision is ignored: your code does not hear of it.");
    const { customerId, kycLinkId, data } = bench.events[0];
    must(
      [customerId, kycLinkId].includes(bench.customerId) || (data as { reference?: unknown }).reference === "user-1",
      "An event does not say whom it is about: your code cannot tell who was approved.",
    );
    const { status } = await bench.jane.status();
    must(status === "approved", `After the delivery of an approval, the status is ${status}: the person waits for ever.`);
  },

  async "a forged delivery changes nothing"(open) {
    const { body, headers } = await (await begun(open)).deliver({});
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    const values = (value: string) => Object.fromEntries(Object.keys(headers).map((name) => [name, value]));
    /** The headers with another signature: it is what is long. */
    const changed = (change: (all: string) => string) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace(/[\w+/=-]{32,}/g, change)]));
    const forged: [what: string, make: (bench: Awaited<ReturnType<typeof begun>>) => Promise<WorldDelivery>][] = [
      ["without a signature", async () => ({ body, headers: {} })],
      ["with an empty signature", async () => ({ body, headers: values("") })],
      ["with a signature of zeros", async () => ({ body, headers: changed((all) => "0".repeat(all.length)) })],
      ...[2, 8, 32].map((length): (typeof forged)[0] => [
        `with the first ${length} characters of its signature`,
        async () => ({ body, headers: changed((all) => all.slice(0, Math.min(length, all.length - 1))) }),
      ]),
      ["with the signature of another secret", (bench) => bench.deliver({ isForged: true })],
      ["with the signature of another body", async (bench) => ({ ...(await bench.deliver({ number: 2, status: "rejected" })), body })],
      ["whose body has one more byte", async () => ({ body: `${text} `, headers })],
      ["whose body was written anew", async () => ({ body: JSON.stringify(JSON.parse(text), null, 1), headers })],
      ["that is not JSON", async () => ({ body: "{", headers })],
      ["with a member more in its body", async () => ({ body: text.replace("{", '{"kyclink":1,'), headers })],
    ];
    for (const [what, make] of forged) {
      const bench = await begun(open);
      const given = await make(bench);
      const code = await bench.post(given);
      must(code < 500, `A delivery ${what} made verify fail (${code}): strangers fill your log. Throw webhookRefused.`);
      must(code >= 400, `A delivery ${what} was taken (${code}): anybody can approve anybody. Verify the bytes of the body first.`);
      const { status } = await bench.jane.status();
      must(status !== "approved", `A delivery ${what} has approved somebody: what it says counts before it is verified.`);
    }
  },

  async "an old delivery is refused"(open) {
    const bench = await begun(open);
    const { maxAgeMs } = bench.world;
    if (maxAgeMs === undefined) return;
    const at = Date.now() - maxAgeMs - 60 * SECOND_MS;
    const old = await bench.deliver({ at, sentAt: at });
    for (const delivery of [old, ...withHeadersOf(await bench.deliver({ number: 2 }), old)]) {
      const code = await bench.post(delivery);
      must(code >= 400, `A delivery that was signed long ago was taken (${code}): whoever has recorded it can send it for ever.`);
    }
  },

  async "a delivery that is repeated counts once"(open) {
    const bench = await begun(open);
    await bench.world.decide(bench.customerId, "approved");
    const at = Date.now() - 3 * SECOND_MS;
    for (const sentAt of [at, at + SECOND_MS, at + SECOND_MS]) await bench.post(await bench.deliver({ at, sentAt }));
    must(bench.events.length <= 1, "A repeated delivery has another id each time: your code handles one decision several times.");
    for (const number of [2, 3]) await bench.post(await bench.deliver({ at, number }));
    must(bench.events.length >= 3, "Two events have one id: your code does not hear of the second.");
    const last = await bench.deliver({ at, number: 3 });
    for (const delivery of withHeadersOf(await bench.deliver({ at, number: 4 }), last)) await bench.post(delivery);
    must(
      bench.events.length === 3,
      "An event has the id of a header that is not signed: whoever has recorded a delivery can send it again and again.",
    );
  },

  async "a late event does not undo a newer one"(open) {
    const bench = await begun(open);
    await bench.world.decide(bench.customerId, "approved");
    await bench.post(await bench.deliver({ number: 2 }));
    await bench.post(await bench.deliver({ status: "rejected", at: Date.now() - LONG_AGO_MS }));
    const { status } = await bench.jane.status();
    must(status === "approved", `An older event arrived late, and the status is ${status}: verify must say in at when an event occurred.`);
  },

  async "an event of an older check changes nothing"(open) {
    const bench = await begun(open);
    if (!bench.world.hasChecks) return;
    await bench.world.decide(bench.customerId, "approved");
    const olds = [{ number: 2, status: "rejected" as const, isOfOlderCheck: true }];
    await bench.post(await bench.deliver({ at: Date.now() - SECOND_MS }));
    for (const old of olds) await bench.post(await bench.deliver(old));
    const { status } = await bench.jane.status();
    must(
      status === "approved",
      `An event of an earlier check of the same person arrived, and the status is ${status}: ask for the status instead.`,
    );
  },
};

/** Returns a delivery once for each of its headers, with that header of another one: some headers are not signed. */
function withHeadersOf(other: WorldDelivery, { body, headers }: WorldDelivery): WorldDelivery[] {
  return Object.keys(headers).map((name) => ({ body, headers: { ...headers, [name]: other.headers[name] ?? "" } }));
}

/** Opens a bench on which somebody has begun. */
async function begun(open: () => Promise<Bench>) {
  const bench = await open();
  const { types } = bench;
  const jane = bench.person("user-1");
  const { customerId } = await jane.begin(bench.applicant(types[0]));
  return { ...bench, jane, customerId, deliver: delivererOf(bench, customerId) };
}
