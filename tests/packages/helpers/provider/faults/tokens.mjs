/** Faults of `token`: the check that must find each, the `repeat` of the definition, and what is wrong with it or with its world. */

import { gets, returns, throws } from "./tools.mjs";

const OWN = "a token opens the check of its own customer";
const EXPIRED = "an expired token is replaced";
const DEVICES = "two devices at once get tokens of one customer";
const DECIDED = "a customer gets no token after a decision";

/** A token that was made before, of whomever `keyOf` says. */
const remembers =
  (keyOf) =>
  (parts, known = new Map()) => ({
    async token(given) {
      const key = keyOf(given);
      if (!known.has(key)) known.set(key, await parts.token(given));
      return known.get(key);
    },
  });

/** A token of somebody with that status. */
const givesTokenTo = (decision) => returns("token", ({ status }) => (status === decision ? { status: undefined, token: "t-9" } : {}));

export const TOKENS = {
  "makes no token": [OWN, "reference", () => ({ token: throws("not_found") })],
  "says in seconds when a token expires": [OWN, "key", returns("token", () => ({ expiresAt: Math.floor(Date.now() / 1000) + 600 }))],
  "makes the token of another customer": [OWN, "never", gets("token", () => ({ customerId: "s-2" }))],
  "gives everybody one token": [OWN, "reference", remembers(() => "everybody")],
  "makes a token that nothing opens": [OWN, "reference", returns("token", () => ({ token: crypto.randomUUID() }))],
  "begins another check for a token": [
    OWN,
    "reference",
    ({ create, token }) => ({
      async token(given) {
        await create({ ...given, reference: crypto.randomUUID(), applicant: { type: "individual" } });
        return token(given);
      },
    }),
  ],

  "gives an expired token again": [EXPIRED, "reference", remembers(({ customerId }) => customerId)],

  "ends a token when another one is made": [
    DEVICES,
    "reference",
    () => ({}),
    ({ openToken, fetch }, last = []) => ({
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (url.endsWith("/tokens")) last[0] = (await response.clone().json()).token;
        return response;
      },
      openToken: (token) => (token === last[0] ? openToken(token) : undefined),
    }),
  ],

  "gives a token after an approval": [DECIDED, "reference", givesTokenTo("approved")],

  "gives a token after a rejection": [DECIDED, "reference", givesTokenTo("rejected")],
};
