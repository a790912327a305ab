/** Acme as `testProvider` takes it: good definitions of each `repeat`, and a model of the API. */

import { createHmac } from "node:crypto";
import { createApi, defineAcme, PAGES, PERSON, webhookRefused, withLink } from "./model.mjs";

const SECRET = "acme-webhook-secret-of-ours";
export const sign = (time, body, secret = SECRET) => createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");

/** The model of the API. */
export function acmeWorld() {
  const { fetch, sessions } = createApi();
  const expired = new Set();
  return {
    fetch,
    applicants: {
      individual: { ...PERSON, phone: "+14155550123" },
      business: { email: "office@example.com", business: { legalName: "Smith Ltd" } },
    },
    customers: () => [...sessions.keys()],
    decide(id, decision) {
      sessions.get(id).status = { approved: "passed", rejected: "failed" }[decision];
    },
    openLink: (url) =>
      expired.has(url) ? undefined : [...sessions.values()].find(({ id, links }) => url === `${PAGES}/${id}?n=${links}`)?.id,
    expireLink: (url) => void expired.add(url),
    maxAgeMs: 300_000,
    deliver({ customerId, status, number, at, sentAt, isForged }) {
      const body = JSON.stringify({ id: `e-${number}`, type: status, session: customerId, at });
      const signature = sign(sentAt, body, isForged ? "of-somebody-else" : SECRET);
      return { body, headers: { "x-acme-time": String(sentAt), "x-acme-signature": signature } };
    },
  };
}

export function verify({ body, headers, now }) {
  const time = headers.get("x-acme-time") ?? "";
  if (headers.get("x-acme-signature") !== sign(time, body)) throw webhookRefused("signature");
  if (now - Number(time) > 300_000) throw webhookRefused("too_old");
  const { id, type, session, at } = JSON.parse(new TextDecoder().decode(body));
  return { id, kind: `kyc_${type}`, customerId: session, status: type, at };
}

const STATUSES = { open: "incomplete", passed: "approved", failed: "rejected" };

/** What the definition of each `repeat` has beside Acme's own: `create` sends what makes a second one safe. */
const OF_REPEAT = {
  reference: ({ applicant, reference }) => ({ body: { userId: `${applicant.type}:${reference}` } }),
  key: ({ idempotencyKey }) => ({ more: { "idempotency-key": idempotencyKey } }),
  never: () => ({}),
};

/** Returns the definition of a good provider, with changes. */
export const good =
  (repeat, changes = () => ({})) =>
  () =>
    defineAcme((tools) => {
      const { call } = tools;
      const definition = {
        repeat,
        ...withLink(tools),
        async create(given) {
          const { applicant, redirectUri, fetch } = given;
          const { body, more } = OF_REPEAT[repeat](given);
          const { id, url } = await call(fetch, "POST", "/sessions", {
            body: { ...body, email: applicant.email, returnUrl: redirectUri },
            more,
          });
          return { customerId: id, kycUrl: url };
        },
        ...(repeat === "never" && {
          async find({ applicant, fetch }) {
            const all = await call(fetch, "GET", `/sessions?email=${encodeURIComponent(applicant.email)}`);
            return all.map(({ id }) => ({ customerId: id }));
          },
        }),
        async status({ customerId, fetch }) {
          return { status: STATUSES[(await call(fetch, "GET", `/sessions/${customerId}`)).status] };
        },
        webhook: { verify },
      };
      return { ...definition, ...changes({ ...tools, ...definition }) };
    });

export const GOOD = { reference: good("reference"), key: good("key"), never: good("never") };
