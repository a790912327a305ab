/** What replaces a part of a good definition of Acme, for a provider with a fault. */

import { subpath } from "../../install/index.mjs";
import { eventOf as eventIn } from "../world.mjs";

export const { providerError, webhookRefused } = await subpath("provider");

/** A function that gets something else. */
export const gets = (name, change) => (parts) => ({ [name]: (given) => parts[name]({ ...given, ...change(given) }) });
/** A function that mixes up what it is called for at the same moment. */
export const mixesUp =
  (name, member) =>
  (parts, last = {}) => ({
    async [name](given) {
      last[member] = given[member];
      await null;
      return parts[name]({ ...given, [member]: last[member] });
    },
  });
/** A function that returns something else. */
export const returns = (name, change) => (parts) => ({
  async [name](given) {
    const returned = await parts[name](given);
    return { ...returned, ...change(returned, given) };
  },
});
/** A `find` that says something else of what it has found. */
export const finds = (change) => (parts) => ({
  find: async (given) => (await parts.find(given)).map((one) => ({ ...one, ...change(given) })),
});
/** A function that catches every error. */
export const catches = (name, end) => (parts) => ({ [name]: (given) => parts[name](given).catch(end) });
/** A function that throws where something is wrong for it. */
export const refuses = (name, isWrong, code) => (parts) => ({
  [name](given) {
    if (isWrong(given)) throw providerError({ code });
    return parts[name](given);
  },
});
export const throws = (code) => () => {
  throw providerError({ code });
};
/** A webhook that says something else of a verified event. */
export const says = (change) => (parts) => ({
  webhook: {
    async verify(given) {
      const event = await parts.verify(given);
      return { ...event, ...change(event) };
    },
  },
});
export const verifies = (make) => (parts) => ({ webhook: { verify: (given) => make(given, parts) } });

export const parse = (body) => JSON.parse(new TextDecoder().decode(body));
export const eventOf = ({ body }) => eventIn(new TextDecoder().decode(body));
export const random = () => crypto.randomUUID();
/** Returns true for all calls but the first with the same reference. */
export const again =
  (known = []) =>
  ({ reference }) =>
    known.includes(reference) || !known.push(reference);

/** A function or a webhook that says another status where the provider says one of these. */
export const words =
  (map) =>
  ({ status }) =>
    Object.hasOwn(map, status) ? { status: map[status] } : {};
export const eventWords = (map) =>
  says(({ status }) => (Object.hasOwn(map, status) ? { status: map[status], kind: `kyc_${map[status]}` } : {}));
/** A webhook that remembers the customers of its provider, newest first. */
export const remembers =
  (verify) =>
  (parts, known = []) => ({
    async create(given) {
      const created = await parts.create(given);
      known.unshift({ ...created, reference: given.reference, type: given.applicant.type });
      return created;
    },
    webhook: { verify: async (given) => verify(await parts.verify(given), known) },
  });

/** A provider that reads one of the sessions of a reference, of whatever type. */
export const readsOf =
  (choose) =>
  (parts, all = []) => ({
    async create(given) {
      const created = await parts.create(given);
      all.push({ ...created, reference: given.reference });
      return created;
    },
    async status(given) {
      const { reference } = all.find(({ customerId }) => customerId === given.customerId) ?? {};
      const { customerId } = choose(all.filter((one) => one.reference === reference)) ?? given;
      return { status: (await parts.status({ ...given, customerId })).status };
    },
  });
