// What must hold of statuses, of errors, and of whatever else a function returns.

import type { Bench } from "./bench.ts";
import type { Check } from "./create-checks.ts";
import { list, must } from "./must.ts";
import { changeJson, changing, ELSEWHERE, LOST, spoilOne, UNCLEAR, unfiltered } from "./wire.ts";

/** Codes that say for certain that nothing was created. */
const REFUSALS = ["provider_rejected", "invalid_request", "conflict", "not_found", "not_supported", "rate_limited", "unauthorized"];
/** A word that no document of a provider has. */
const NEW_WORD = "kyclink_suite_word";
/** The responses that mean one thing, and the codes that say so. */
const CLEAR = [
  [401, ["unauthorized", "forbidden"], "the operator looks for an outage, and the credentials are wrong"],
  [429, ["rate_limited"], "people are told that something is broken, and only have to wait"],
] as const;

export const STATUSES: Record<string, Check> = {
  async "a status is that of the customer who was asked for"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      const people = [1, 2].map((number) => bench.person(`user-${number}`));
      const ids = [];
      for (const [at, person] of people.entries()) ids.push((await person.begin(bench.applicant(type, { number: at + 1 }))).customerId);
      await bench.world.decide(ids[1], "approved");
      const [jane, john] = await Promise.all(people.map((person) => person.status()));
      const { status, code } = john;
      must(status === "approved", `Somebody whom the provider has approved has the status ${status ?? code}: they wait for ever.`);
      bench.wire.restart(unfiltered);
      const all = [jane, bench.own ? await bench.call("status", { customerId: ids[0] }) : {}];
      must(
        all.every(({ status }) => status !== "approved"),
        "Somebody has the status of another customer, and is approved without a check.",
      );
      const third = await open();
      const jack = third.person("user-1");
      await third.world.decide((await jack.begin(third.applicant(type))).customerId, "rejected");
      must((await jack.status()).status !== "approved", "Somebody whom the provider has rejected is approved.");
    }
  },

  async "an unknown word for a status is not an approval"(open) {
    const bench = await open();
    if (!bench.world.fetch) return;
    const { customerId } = await bench.create(bench.applicant(bench.types[0]));
    const before = await leavesOf(bench, customerId);
    await bench.world.decide(String(customerId), "approved");
    const after = await leavesOf(bench, customerId);
    // What says whether somebody is approved is among what the decision has changed, and a word if nothing else is.
    const changed = [...after].filter(([path, leaf]) => before.get(path) !== leaf);
    if (changed.length === 0 || changed.some(([, leaf]) => typeof leaf !== "string")) return;
    bench.wire.restart(changing((leaf, path) => (changed.some(([one]) => one === path) ? NEW_WORD : leaf)));
    const { status } = await bench.call("status", { customerId });
    must(status !== "approved", "A new word of the provider counts as an approval: it may as well mean a rejection.");
  },

  async "an unclear response decides nothing"(open) {
    const problems = list();
    const first = await open();
    const type = first.types[0];
    await first.onboard(first.applicant(type));
    for (let number = 0; number < first.wire.requests.length; number++) {
      for (const [what, how] of Object.entries(UNCLEAR)) {
        const bench = await open();
        bench.wire.spoil = spoilOne(number, how);
        const { kind, code = "" } = await bench.onboard(bench.applicant(type));
        const when = `The response to request ${number + 1} of create ${what}`;
        problems.add(kind === "approved", `${when}, and the person was approved.`);
        problems.add(
          kind === "error" && REFUSALS.includes(code),
          `${when}, and the code was ${code}, which says that there is no customer: the next attempt makes a second one.`,
        );
      }
    }
    if (first.own) {
      const bench = await open();
      const { customerId } = await bench.create(bench.applicant(type));
      await bench.world.decide(String(customerId), "rejected");
      for (const [what, how] of Object.entries({ ...LOST, ...UNCLEAR })) {
        bench.wire.restart(({ carryOut }) => how(carryOut));
        const { status, code } = await bench.call("status", { customerId, known: "approved" });
        const isDecided = status === "approved" || (status === "rejected" && bench.wire.requests.length > 0);
        problems.add(isDecided, `The response to status ${what}, and the status was ${status}.`);
        problems.add(code === "not_found", `The response to status ${what}, and the code was not_found: the person has to begin again.`);
      }
    }
    problems.throw();
  },

  async "an error has the code that says what to do"(open) {
    const problems = list();
    const bench = await open();
    const type = bench.types[0];
    if (!bench.world.fetch) return;
    for (const [status, codes, consequence] of CLEAR) {
      const one = await open();
      const refuse = () => new Response("{}", { status, headers: { "content-type": "application/json", "retry-after": "1" } });
      one.wire.spoil = refuse;
      const { code = "a result" } = await one.onboard(one.applicant(type));
      problems.add(!includes(codes, code), `The provider responded ${status} to create, and the code was ${code}: ${consequence}.`);
      if (!one.own) continue;
      one.wire.spoil = undefined;
      const { customerId } = await one.create(one.applicant(type));
      one.wire.spoil = refuse;
      const asked = await one.call("status", { customerId });
      problems.add(
        !includes(codes, asked.code ?? ""),
        `The provider responded ${status} to status, and the code was ${asked.code ?? "a result"}: ${consequence}.`,
      );
    }
    if (bench.own) {
      const { status, code = "missing" } = await bench.call("status", { customerId: "nobody-0" });
      // Where the same reference is the same customer, opening another link may be what creates it.
      const isBegun = status === "incomplete" && bench.repeat === "reference" && !bench.hasOwnLink;
      problems.add(
        code !== "not_found" && !isBegun,
        `The code of a customer that does not exist is ${code}, and not not_found: the person cannot begin again.`,
      );
    }
    problems.throw();
  },

  async "every function settles"(open) {
    for (const name of ["create", "status", "link", "token", "find"] as const) {
      const bench = await open();
      const has = { create: true, status: true, link: bench.hasOwnLink, token: bench.hasToken, find: bench.hasFind };
      if (!has[name]) continue;
      const { reference, ...applicant } = bench.applicant(bench.types[0]);
      const { customerId } = await bench.create({ reference, ...applicant });
      for (const [what, how] of Object.entries({ ...LOST, ...UNCLEAR })) {
        bench.wire.restart(({ carryOut }) => how(carryOut));
        const called = bench.call(name, { customerId, reference, applicant, since: "0" });
        await called.catch((error) => must(false, `The response to ${name} ${what}. ${error.message}`));
      }
    }
  },

  async "links elsewhere are not passed on"(open) {
    for (const type of (await open()).types) {
      // Each link by itself: one of several may not be looked at.
      for (let number = 0, count = 1; number < count; number++) {
        const bench = await open();
        count = 0;
        bench.wire.spoil = changing((leaf) => (LINK.test(String(leaf)) && count++ === number ? elsewhere(String(leaf)) : leaf));
        const { kycUrl = "" } = await bench.onboard(bench.applicant(type));
        must(
          !kycUrl.includes(ELSEWHERE),
          "A link of a response leads elsewhere, and is passed on: people would show their documents to somebody else.",
        );
      }
    }
  },

  async "no credential and no personal value is in a result"(open) {
    const bench = await open();
    const applicant = bench.applicant(bench.types[0]);
    const { reference, type: _, ...personal } = applicant;
    const created = await bench.create(applicant);
    const status = await bench.call("status", { customerId: created.customerId });
    const isIn = (where: unknown, values: string[]) => {
      const text = JSON.stringify(where).toLowerCase();
      return values.some((value) => text.includes(value.toLowerCase()));
    };
    must(
      !isIn([created, status], credentialsOf(bench, String(reference))),
      "A result has a credential of the provider, which then reaches pages and logs.",
    );
    const { kycUrl: __, token: ___, ...kept } = created;
    must(!isIn([kept, status], textsOf(personal)), "A result has something personal beside the link, which then reaches records and logs.");
  },
};

const includes = (codes: readonly string[], code: string) => codes.includes(code);

/** Returns the leaves of the responses to `status`, by their paths. */
async function leavesOf({ wire, call }: Bench, customerId: string | undefined) {
  const leaves = new Map();
  wire.restart(
    changing((leaf, path) => {
      leaves.set(path, leaf);
      return leaf;
    }),
  );
  await call("status", { customerId });
  return leaves;
}

/** A link, which may be relative. */
const LINK = /^(?:https?:\/)?\/[^/]/;

/** Returns a link to the same page of another host. */
function elsewhere(link: string) {
  return link.startsWith("/") ? `//${ELSEWHERE}${link}` : link.replace(/^https?:\/\/[^/?#]+/, `https://${ELSEWHERE}`);
}

/** Headers whose values are no secrets. */
const PUBLIC = ["accept", "content-type", "idempotency-key", "user-agent"];

/** Returns the credentials that a provider has sent: long values of headers. */
function credentialsOf({ wire }: Bench, reference: string) {
  const values = wire.requests.flatMap(({ headers }) =>
    [...headers].flatMap(([name, value]) => (PUBLIC.includes(name) ? [] : value.split(" "))),
  );
  return [...new Set(values)].filter((value) => value.length >= 12 && value !== reference);
}

/** Returns the texts of an applicant that are long enough to be found. */
function textsOf(value: unknown) {
  const texts: string[] = [];
  changeJson(JSON.stringify(value), (leaf) => typeof leaf === "string" && leaf.length >= 5 && texts.push(leaf));
  return texts;
}
