// What must hold of `create`, `find`, `link` and `status`. A message says what the provider did, and what comes of it.

import type { Applicant } from "../../../module/applicant.ts";
import { isLoopback } from "../../../module/url.ts";
import type { Bench } from "./bench.ts";
import { list, must } from "./must.ts";
import { LOST, spoilOne, UNCLEAR, unfiltered } from "./wire.ts";

export type Open = () => Promise<Bench>;
export type Check = (open: Open) => Promise<void>;

export const CREATES: Record<string, Check> = {
  async "an applicant gets a link of their own"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      const { world } = bench;
      const jane = bench.person("user-1");
      const { code, body, customerId, kycUrl } = await jane.begin(bench.applicant(type));
      const why = bench.errors.map(({ message }) => message).join(" ");
      must(code === 201, `No ${type} can begin: POST /links responded ${code} ${body.code ?? body.next ?? ""}. ${why}`);
      must(
        world.customers().length === 1,
        `One ${type} has begun, and the provider has ${world.customers().length} customers: each is paid for.`,
      );
      const opened = world.openLink(kycUrl);
      must(opened === customerId, `The link of a new ${type} is ${opened ? "another customer's" : "none that the provider knows"}.`);
      const { status } = await jane.status();
      must(status !== undefined, "The status of somebody who has begun cannot be read: their page shows an error.");
      must(status !== "approved", "Somebody whom nobody has checked is approved.");
    }
  },

  async "a link leads to a page of the provider, by https"(open) {
    const bench = await open();
    for (const type of bench.types) {
      const { kycUrl = "", expiresAt } = await bench.create(bench.applicant(type));
      must(URL.canParse(kycUrl), "create returns no kycUrl that is a URL: nobody can begin.");
      const { protocol, hostname, username, password } = new URL(kycUrl);
      const hosts = bench.own?.connection.allowHosts ?? [];
      const isOurs = hosts.some((host) => (host.startsWith(".") ? hostname.endsWith(host) : hostname === host));
      must(isOurs, `create returns a link on another host than ${hosts.join(", ")}: people would show their documents to somebody else.`);
      const isSafe = protocol === "https:" || isLoopback(hostname);
      must(isSafe, "create returns a link without TLS: others can read what the person enters.");
      must(
        expiresAt === undefined || new Date(expiresAt).getTime() > Date.now(),
        "create returns a link that has expired already: nobody can open it. A number in expiresAt is milliseconds, not seconds.",
      );
      must(!username && !password, "create returns a link with credentials in it, which people and their browsers would pass on.");
    }
  },

  async "a create sends its requests with the given fetch, or says that it does not"(open) {
    const bench = await open();
    const { customerId } = await bench.create(bench.applicant(bench.types[0]));
    must(
      customerId === undefined || bench.wire.requests.length > 0 || bench.own?.traits.sendsItself === true,
      'create has succeeded without a request through the given fetch. Say sends: "itself", or what it throws counts as if nothing was created: each repeated post makes another customer.',
    );
  },

  async "a create whose response was lost makes one customer"(open) {
    const problems = list();
    for (const type of (await open()).types) {
      const first = await open();
      await first.onboard(first.applicant(type), "key-of-the-suite-0123");
      for (let number = 0; number < first.wire.requests.length; number++) {
        for (const [what, how] of Object.entries({ ...LOST, ...UNCLEAR })) {
          const bench = await open();
          bench.wire.spoil = spoilOne(number, how);
          const { kind, customerId } = await bench.onboardAnyhow(bench.applicant(type));
          const all = bench.world.customers();
          const when = `The response to request ${number + 1} of create ${what}`;
          problems.add(
            all.length > 1,
            `${when}, and there are ${all.length} customers afterwards: the person is checked twice, and paid for twice.`,
          );
          problems.add(
            kind === "status" || kind === "approved",
            `${when}, and create returned a status instead of failing: the person waits for a check that nobody has begun.`,
          );
          problems.add(
            all.length === 1 && ["link", "found"].includes(kind) && customerId !== all[0],
            `${when}, and the person then got another customer than the one that was created.`,
          );
          problems.add(
            kind === "error" && (bench.repeat !== "never" || bench.hasFind),
            `${when}, and a repeated create does not lead on: the person can never begin.`,
          );
        }
      }
    }
    problems.throw();
  },

  async "a repeated create returns the same customer"(open) {
    const bench = await open();
    if (bench.repeat === "never") return;
    for (const type of bench.types) {
      const one = await open();
      const ids = [];
      for (const _ of [1, 2]) ids.push((await one.create(one.applicant(type), "key-of-the-suite-0123")).customerId);
      const what = `Two creates with the same ${one.repeat === "key" ? "idempotencyKey" : "reference"}`;
      must(
        one.world.customers().length === 1,
        `${what} made ${one.world.customers().length} customers: whoever comes back is checked again, and paid for again.`,
      );
      must(ids[0] === ids[1], `${what} returned two ids: the check of one is never found again.`);
    }
  },

  async "find returns the customer of a lost create, and no other one"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      if (!bench.hasFind) return;
      const [jane, john, jack] = [1, 2, 3].map((number) => bench.applicant(type, { number }));
      const ids = [(await bench.create(jane)).customerId, (await bench.create(john)).customerId];
      for (const isFiltered of [true, false]) {
        bench.wire.restart(isFiltered ? undefined : unfiltered);
        for (const [at, one] of [jane, john].entries()) {
          const found = await find(bench, one);
          must(
            found.length > 0 || !isFiltered,
            "find says that there is no customer, and there is one: kyclink creates a second one for the same person.",
          );
          must(
            found.every(({ customerId }) => customerId === ids[at]),
            "find returns somebody else's customer: the person would get another one's check.",
          );
        }
        must(
          (await find(bench, jack)).length === 0,
          "find returns a customer for somebody who has none: the person would get another one's check.",
        );
      }
    }
  },

  async "find says whose a customer is"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      if (!bench.hasFind) return;
      const [jane, john] = ["user-1", "user-2"].map((reference) => bench.applicant(type, { reference }));
      const { customerId } = await bench.create(jane);
      const [own, others] = [await find(bench, jane), await find(bench, john)];
      must(
        own.some((one) => one.customerId === customerId && one.reference === jane.reference),
        "find does not return the reference of the customer that it has found, so that nothing says whose it is: after a lost response, the person can never begin.",
      );
      must(
        others.every(({ reference }) => reference !== john.reference),
        "find returns the reference that it was asked for, and not that of the customer: anybody can give the email address of another person, and would have that person's approval.",
      );
    }
  },

  async "find does not deny a customer while the provider fails"(open) {
    const bench = await open();
    if (!bench.hasFind) return;
    const problems = list();
    const { reference, ...applicant } = bench.applicant(bench.types[0]);
    await bench.create({ reference, ...applicant });
    for (const [what, how] of Object.entries({ ...LOST, ...UNCLEAR })) {
      // An empty list may say that there is nobody.
      if (what === "was a list") continue;
      bench.wire.restart(spoilOne(0, how));
      const { customers } = await bench.call("find", { applicant, reference, since: "0" });
      problems.add(
        bench.wire.requests.length > 0 && customers?.length === 0,
        `The response to find ${what}, and find says that there is no customer: kyclink creates a second one.`,
      );
    }
    problems.throw();
  },

  async "another link is the same customer's, and open"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      if (!bench.hasLink) return;
      const { world } = bench;
      const jane = bench.person("user-1");
      const { customerId, kycUrl } = await jane.begin(bench.applicant(type));
      await bench.person("user-2").begin(bench.applicant(type, { number: 2 }));
      await world.expireLink?.(kycUrl);
      const { code, body } = await jane.renew();
      must(code === 201, `No other link can be made: POST /links/renew responded ${code} ${body.code ?? body.next ?? ""}.`);
      const opened = world.openLink(body.kycUrl);
      must(opened !== undefined, "An expired link was handed out again: the person sees the provider's error page, again and again.");
      must(opened === customerId, "The other link is somebody else's: the person would do the check of another customer.");
    }
  },

  async "a link that was opened is not given again, if it works once"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      const { world } = bench;
      const [jane, applicant, key] = [bench.person("user-1"), bench.applicant(type), crypto.randomUUID()];
      const { kycUrl } = await jane.begin(applicant, key);
      world.openLink(kycUrl);
      const { body } = await jane.begin(applicant, key);
      must(
        !body.kycUrl || world.openLink(body.kycUrl) !== undefined,
        "Whoever sends the form again gets a link that was used: with a link that can be opened only once, return `once: true`.",
      );
      must(
        !body.once || body.kycUrl !== kycUrl,
        "A link with `once: true` was returned a second time: whoever comes back sees the provider's error page.",
      );
      if (!bench.own || bench.repeat !== "reference") continue;
      const again = await bench.create(applicant);
      must(
        !again.kycUrl || world.openLink(again.kycUrl) !== undefined,
        "A repeated create returns a link that was used: return another link, or the status.",
      );
    }
  },
};

/** Returns the customers that `find` has found. */
export async function find({ call }: Bench, { reference, ...applicant }: Applicant) {
  const { code, customers } = await call("find", { applicant, reference, since: String(Date.now() - 60_000) });
  must(customers !== undefined, `find failed: ${code ?? "it returned nothing"}.`);
  return customers ?? [];
}
