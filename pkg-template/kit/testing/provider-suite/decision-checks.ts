// What must hold of each status, in responses and in events: the person sees what the provider says, and nobody else does.

import type { CustomerStatus } from "../../../module/call/results.ts";
import type { WorldEvent } from "../provider-suite.ts";
import type { Bench } from "./bench.ts";
import type { Check, Open } from "./create-checks.ts";
import { list, must } from "./must.ts";

/** The statuses that decide, by the kinds of their events. */
const DECISIONS = new Map([
  ["kyc_approved", "approved"],
  ["kyc_rejected", "rejected"],
  ["kyc_expired", "expired"],
]);
const SECOND_MS = 1000;

export const DECISIONS_READ: Record<string, Check> = {
  async "each status is shown as it is"(open) {
    const problems = list();
    for (const { type, status } of await casesOf(open)) {
      const bench = await open();
      const jane = bench.person("user-1");
      const { customerId } = await jane.begin(bench.applicant(type));
      await bench.world.decide(customerId, status);
      addShown(problems, `The provider says of a customer (${type}) what means ${status}`, status, await jane.status());
    }
    problems.throw();
  },

  async "a later decision takes the place of an earlier one"(open) {
    const bench = await open();
    if (!bench.statuses.includes("rejected")) return;
    const { customerId } = await bench.create(bench.applicant(bench.types[0]));
    const seen: (string | undefined)[] = [];
    for (const decision of ["approved", "rejected"] as const) {
      await bench.world.decide(String(customerId), decision);
      seen.push((await bench.call("status", { customerId, known: seen[0] })).status);
    }
    must(
      seen[1] !== "approved",
      `The provider has taken back an approval, and status says approved: somebody stays approved whom the provider refuses now.`,
    );
  },

  async "a person and a business do not share a decision"(open) {
    const { types, hasWebhook } = await open();
    if (types.length < 2) return;
    for (const { type, isEvent } of casesOfTypes(types, hasWebhook)) {
      const bench = await open();
      const [own, other] = [bench.person("user-1"), bench.person("user-1")];
      const { customerId } = await own.begin(bench.applicant(type));
      await other.begin(bench.applicant(types.find((one) => one !== type) ?? type));
      await bench.world.decide(customerId, "approved");
      if (isEvent) await bench.post(await delivererOf(bench, customerId)({}));
      const [{ status }, shared] = [await own.status(), await other.status()];
      must(status === "approved", `Of a person and a business with one reference, the ${type} was approved, and has the status ${status}.`);
      must(
        shared.status !== "approved",
        `Of a person and a business with one reference, the ${type} was approved, and the other one is, too: return a customerId for each.`,
      );
    }
  },

  async "a customer of another type is not approved"(open) {
    const { types, hasWebhook, world } = await open();
    if (!world.changeType) return;
    for (const { type, isEvent } of casesOfTypes(types, hasWebhook)) {
      const bench = await open();
      const jane = bench.person("user-1");
      const { customerId } = await jane.begin(bench.applicant(type));
      await bench.world.changeType?.(customerId);
      if (isEvent) await bench.post(await delivererOf(bench, customerId)({}));
      else await bench.world.decide(customerId, "approved");
      const { status, type: told } = await jane.status();
      const what = isEvent ? "verify" : "status";
      // Without a session the function itself was asked, and the handler compares the type.
      const isTold = !jane.hasSession() && told !== undefined && told !== type;
      must(
        status !== "approved" || isTold,
        `The provider says that the customer of an applicant (${type}) is of the other type, and approves: return type in ${what}.`,
      );
    }
  },
};

export const DECISIONS_DELIVERED: Record<string, Check> = {
  async "each event means what it says"(open) {
    const problems = list();
    for (const { type, status } of await casesOf(open)) {
      const bench = await open();
      const jane = bench.person("user-1");
      const { customerId } = await jane.begin(bench.applicant(type));
      await bench.world.decide(customerId, status);
      const code = await bench.post(await delivererOf(bench, customerId)({ status }));
      const when = `A current event about a customer (${type}) means ${status}`;
      problems.add(code !== 200, `${when}, and was refused with ${code}: the decision is only seen when somebody asks.`);
      addShown(problems, when, status, await jane.status());
      const isDecision = [...DECISIONS.values()].includes(status);
      problems.add(code === 200 && isDecision && bench.events.length === 0, `${when}, and is ignored: your code does not hear of it.`);
      for (const { kind } of bench.events) {
        problems.add((DECISIONS.get(kind) ?? status) !== status, `${when}, and its kind is ${kind}: your code hears of another decision.`);
      }
    }
    problems.throw();
  },

  async "a later event takes the place of an earlier one"(open) {
    const bench = await open();
    if (!bench.statuses.includes("rejected")) return;
    const jane = bench.person("user-1");
    const { customerId } = await jane.begin(bench.applicant(bench.types[0]));
    const deliver = delivererOf(bench, customerId);
    const now = Date.now();
    for (const [number, status] of [
      [1, "approved"],
      [2, "rejected"],
    ] as const) {
      const at = now + (number - 3) * SECOND_MS;
      await bench.world.decide(customerId, status);
      await bench.post(await deliver({ number, status, at, sentAt: at }));
    }
    const { status } = await jane.status();
    must(
      status !== "approved",
      `An event has taken back an approval, and the status is ${status}: somebody stays approved whom the provider refuses now.`,
    );
  },

  async "an event is about whom it names, and nobody else"(open) {
    const { world, types } = await open();
    const { eventNames = [] } = world;
    const missing = [[], ...eventNames.map((name) => [name]), eventNames.length > 1 ? eventNames : []];
    for (const without of missing) {
      const bench = await open();
      const [jane, john] = [bench.person("user-1"), bench.person("user-2")];
      const { customerId } = await jane.begin(bench.applicant(types[0]));
      await john.begin(bench.applicant(types[0], { number: 2 }));
      const code = await bench.post(await delivererOf(bench, customerId)({ without }));
      const what = without.length > 0 ? `An event without ${without.join(" and ")}` : "An event";
      must(code < 500, `${what} made verify fail (${code}): the provider sends it again and again, and you find no reason in your log.`);
      const [own, other] = [await jane.status(), await john.status()];
      must(other.status !== "approved", `${what} about one customer has approved another one.`);
      const isAboutNobody = without.length > 0 && without.length === eventNames.length;
      must(!isAboutNobody || own.status !== "approved", `${what} does not say whom it is about, and has approved somebody.`);
    }
  },
};

/**
 * Adds what is wrong with the status that a person sees.
 *
 * @param status what the provider says
 */
function addShown(
  problems: ReturnType<typeof list>,
  when: string,
  status: CustomerStatus,
  { status: shown, code }: { status?: string; code?: string | number },
) {
  problems.add(shown === "approved" && status !== "approved", `${when}, and the person is approved.`);
  problems.add(shown !== "approved" && shown !== status, `${when}, and the person sees ${shown ?? code}: that leads to something else.`);
}

/** Returns a function that makes deliveries about a customer: an approval of now, unless it is told otherwise. */
export function delivererOf({ world }: Bench, customerId: string) {
  const { deliver } = world;
  must(deliver !== undefined, "The world has no deliver, so the provider's webhook cannot be checked.");
  return async ({ at = Date.now(), sentAt = Date.now(), ...event }: Partial<WorldEvent>) =>
    deliver({
      ...{ customerId, status: "approved", number: 1, at, sentAt, isForged: false, isOfOlderCheck: false, without: [] },
      ...event,
    });
}

/** Returns each type of applicant with each status that the provider has a word for. */
async function casesOf(open: Open) {
  const { types, statuses } = await open();
  return types.flatMap((type) => statuses.map((status) => ({ type, status })));
}

/** Returns each type of applicant, for a response and for an event. */
function casesOfTypes(types: Bench["types"], hasWebhook: boolean) {
  return types.flatMap((type) => (hasWebhook ? [false, true] : [false]).map((isEvent) => ({ type, isEvent })));
}
