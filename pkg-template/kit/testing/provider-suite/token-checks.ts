// What must hold of `token`: what an app gets, and whom the provider's SDK then shows.

import type { Bench } from "./bench.ts";
import type { Check } from "./create-checks.ts";
import { must } from "./must.ts";

const DECISIONS = ["approved", "rejected"] as const;

export const TOKENS: Record<string, Check> = {
  async "a token opens the check of its own customer"(open) {
    for (const type of (await open()).types) {
      const bench = await open();
      const [jane, john] = [bench.person("user-1"), bench.person("user-2")];
      const { customerId } = await jane.begin(bench.applicant(type));
      await john.begin(bench.applicant(type, { number: 2 }));
      const [{ code, body }, other] = [await jane.token(), await john.token()];
      const why = bench.errors.map(({ message }) => message).join(" ");
      must(code === 201, `No app can go on: POST /token responded ${code} ${body.code ?? body.next ?? ""}. ${why}`);
      must(
        body.token !== other.body.token && opens(bench, body.token, customerId),
        "The token is not of the customer whose link the person got: an app would show somebody else's check, or none.",
      );
      must(bench.world.customers().length === 2, "A token made another customer: the person is checked twice, and paid for twice.");
    }
  },

  async "an expired token is replaced"(open) {
    const bench = await open();
    const jane = bench.person("user-1");
    const { customerId } = await jane.begin(bench.applicant(bench.types[0]));
    const { body } = await jane.token();
    await bench.world.expireToken?.(body.token);
    const again = await jane.token();
    must(
      opens(bench, again.body.token, customerId),
      "After a token expired, it was given again, or another customer's: the SDK asks for a new one for ever.",
    );
  },

  async "two devices at once get tokens of one customer"(open) {
    const bench = await open();
    const applicant = bench.applicant(bench.types[0]);
    const devices = [bench.person("user-1"), bench.person("user-1")];
    const { customerId } = await devices[0].begin(applicant);
    await devices[1].begin(applicant);
    const tokens = await Promise.all(devices.map(async (device) => (await device.token()).body.token));
    must(
      tokens.every((token) => opens(bench, token, customerId)),
      "Two devices of one person asked at once, and not both tokens open the person's check: one device shows an error.",
    );
  },

  async "a customer gets no token after a decision"(open) {
    for (const decision of DECISIONS) {
      const bench = await open();
      const jane = bench.person("user-1");
      const { customerId } = await jane.begin(bench.applicant(bench.types[0]));
      await bench.world.decide(customerId, decision);
      // The decision may be newer than what the handler has just learned.
      const all = [(await jane.token()).body, bench.own ? await bench.call("token", { customerId, reference: "user-1" }) : {}];
      must(
        all.every(({ token }) => !token),
        `A customer was ${decision}, and token still returns a token: return the status instead.`,
      );
    }
  },
};

/** Whether a token opens the check of a customer, if the world can tell. */
function opens({ world }: Bench, token: string | undefined, customerId: string) {
  return token !== undefined && (world.openToken ? world.openToken(token) === customerId : true);
}
