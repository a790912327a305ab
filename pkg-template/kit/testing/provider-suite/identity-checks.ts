// Whose a customer is: nobody gets that of somebody else.

import { type Check, find } from "./create-checks.ts";
import { must } from "./must.ts";
import { LOST, routeOf, type Spoil, unfiltered, valuesOf } from "./wire.ts";

/**
 * The references of two people, whether they begin at the same moment, and what becomes of the responses. A provider may
 * refuse unusual references; one that writes them in another way must not make one of two.
 */
const PAIRS: readonly { one: string; other: string; isAtOnce?: boolean; spoil?: Spoil }[] = [
  { one: "user-1", other: "user-2" },
  { one: "user-1", other: "user-2", isAtOnce: true },
  { one: "user-1", other: "user-2", spoil: unfiltered },
  { one: "User-3", other: "user-3" },
  { one: "a.b", other: "a_b" },
  { one: "a/b", other: "a-b" },
  { one: `${"x".repeat(99)}1`, other: `${"x".repeat(99)}2` },
];
/** A reference may have any characters. */
const REFERENCE = "user/../1?a=b&c=d#e é";
/** Each of the characters that an id may have beside letters and digits. */
const ID = "a.b_c:d@e|f~g+h=i,j-1";

/**
 * What becomes of the create of a second person with the same email address: the provider may take it or refuse it, and
 * the response may be lost.
 */
const OF_SECOND: readonly (((carryOut: () => Promise<Response>) => Promise<Response>) | undefined)[] = [
  undefined,
  LOST["was lost before the provider carried it out"],
  refused(409),
  refused(422),
  refused(503),
];

export const IDENTITIES: Record<string, Check> = {
  async "two people are two customers"(open) {
    const { types } = await open();
    for (const [type, pair] of types.flatMap((type) => PAIRS.map((pair) => [type, pair] as const))) {
      const bench = await open();
      bench.wire.spoil = pair.spoil;
      const [jane, john] = [pair.one, pair.other].map((reference, at) => bench.applicant(type, { number: at + 1, reference }));
      const first = bench.onboard(jane);
      if (!pair.isAtOnce) await first;
      const [one, other] = await Promise.all([first, bench.onboard(john)]);
      const ids = [one, other].map(({ customerId }) => customerId);
      const mayBeRefused = pair.spoil !== undefined || pair.one !== "user-1";
      must(mayBeRefused || !ids.includes(undefined), `Two people cannot both begin: ${one.code ?? ""} ${other.code ?? ""}`);
      must(
        ids[0] === undefined || ids[0] !== ids[1],
        `Two people with the references ${pair.one} and ${pair.other} got one customer: one sees the other's check, or takes it over.`,
      );
      for (const { customerId, kycUrl } of [one, other]) {
        must(!kycUrl || bench.world.openLink(kycUrl) === customerId, "Of two people, one got the link of the other's customer.");
      }
    }
  },

  async "two people with one email address do not share a customer"(open) {
    const { own, types } = await open();
    for (const [type, how] of types.flatMap((type) => OF_SECOND.map((how) => [type, how] as const))) {
      const bench = await open();
      const [jane, john] = ["user-1", "user-2"].map((reference) => bench.applicant(type, { reference }));
      const one = await bench.onboard(jane);
      // Built-in providers are searched by kyclink.
      if (own && how) bench.wire.restart(({ sent, carryOut }) => (sent.method === "GET" ? carryOut() : how(carryOut)));
      const other = await bench.onboardAnyhow(john);
      must(
        other.kind === "error" || other.customerId !== one.customerId,
        "Somebody with another reference got the customer of the email address that they gave: anybody can give it, and would have that person's approval.",
      );
    }
  },

  async "a person and a business with one reference are two customers"(open) {
    const bench = await open();
    if (bench.types.length < 2) return;
    const given = bench.applicant("business");
    const person = await bench.onboard(bench.applicant("individual"));
    const found = bench.own && bench.hasFind ? (await find(bench, given)).map(({ customerId }) => customerId) : [];
    const business = await bench.onboard(given);
    must(
      business.kind === "error" || ![business.customerId, ...found].includes(person.customerId),
      "A business got the customer of the person who has the same reference: the approval of one would be the other's.",
    );
  },

  async "ids and references reach the provider as they are"(open) {
    const bench = await open();
    if (!bench.world.fetch) return;
    for (const name of ["status", "link", "token"] as const) {
      if (!{ status: true, link: bench.hasOwnLink, token: bench.hasToken }[name]) continue;
      bench.wire.restart();
      await bench.call(name, { customerId: ID });
      const { requests } = bench.wire;
      must(
        requests.length === 0 || requests.some((sent) => valuesOf(sent).includes(ID)),
        `${name} sends the id ${ID} as something else: encode it, or somebody gets another one's status or link.`,
      );
    }
    const routes = [];
    for (const reference of ["user-1", REFERENCE]) {
      const { create, applicant, wire } = await open();
      const { code } = await create(applicant(bench.types[0], { reference }));
      if (code === "invalid_request" || code === "provider_rejected" || wire.requests.length === 0) return; // it may be refused
      routes.push(wire.requests.map(routeOf).join("\n"));
    }
    must(
      routes[0] === routes[1],
      "With the reference of another person, create sends its requests elsewhere: encode it, or people reach other people's data with it.",
    );
  },
};

/** A provider that refuses. */
function refused(status: number) {
  return async () => Response.json({}, { status });
}
