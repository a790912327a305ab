/**
 * Stripe's verification sessions in memory, from docs.stripe.com/identity/how-sessions-work,
 * /identity/handle-verification-outcomes, /api/idempotent_requests, /webhooks and the types of `stripe` 23.1.0.
 */

import { createHmac } from "node:crypto";
import { createModel, json } from "./model.mjs";

export const CREDENTIALS = {
  secretKey: "rk_test_key_of_ours_0123456789",
  type: "document",
  webhookSecret: "whsec_of_ours_0123456789",
};
const BASE = "/v1/identity/verification_sessions";

const refuse = (type, status, more) => json({ error: { type, message: "Of Stripe.", ...more } }, status);

/** Creates the API. */
export function createApi() {
  const stripe = createModel({ sessions: [], links: 0, pages: new Map(), replays: new Map() }, ({ method, url, headers, body }) => {
    const isKnown = url.origin === "https://api.stripe.com" && headers.get("authorization") === `Bearer ${CREDENTIALS.secretKey}`;
    return isKnown ? carryOut(method, url, body, headers) : refuse("authentication_error", 401);
  });

  function carryOut(method, { pathname, searchParams }, body, headers) {
    if (method === "POST" && pathname === BASE) {
      if (headers.get("content-type") !== "application/x-www-form-urlencoded") return refuse("invalid_request_error", 400);
      const key = headers.get("idempotency-key");
      const earlier = key && stripe.replays.get(key);
      if (earlier && earlier.body !== body) return refuse("idempotency_error", 400);
      if (earlier) return json(earlier.response);
      const response = create(new URLSearchParams(body));
      if (key) stripe.replays.set(key, { body, response });
      return json(response);
    }
    if (method === "GET" && pathname === BASE) {
      const reference = searchParams.get("client_reference_id");
      const data = stripe.sessions.filter((one) => !reference || one.client_reference_id === reference).toReversed();
      return json({ object: "list", has_more: false, data: data.map((one) => ({ ...one, url: null, client_secret: null })) });
    }
    const session = stripe.sessions.find(({ id }) => `${BASE}/${id}` === pathname);
    return session ? json(shown(session)) : refuse("invalid_request_error", 404, { code: "resource_missing" });
  }

  /** Every link is another one, and there is none when no input is needed. */
  function shown(session) {
    const url = session.status === "requires_input" ? `https://verify.stripe.com/start/test_${++stripe.links}` : null;
    if (url) stripe.pages.set(url, session);
    return { ...session, url, client_secret: url && `${session.id}_secret` };
  }

  function create(fields) {
    const number = stripe.sessions.length + 1;
    const session = { id: `vs_${number}`, object: "identity.verification_session", created: 1_700_000_000 + number, livemode: false };
    Object.assign(session, { status: "requires_input", last_error: null, client_reference_id: fields.get("client_reference_id") });
    // As in the types of stripe-node: what a session was made with is a part of it.
    const flow = fields.get("verification_flow");
    const switches = [...fields].flatMap(([name, value]) =>
      /^options\[document\]\[(require_\w+)\]$/.exec(name) ? [[RegExp.$1, value === "true"]] : [],
    );
    const types = fields.getAll("options[document][allowed_types][]");
    const document = { ...(types.length > 0 && { allowed_types: types }), ...Object.fromEntries(switches) };
    Object.assign(
      session,
      flow ? { type: "verification_flow", verification_flow: flow, options: null } : { type: fields.get("type"), options: { document } },
    );
    stripe.sessions.push(session);
    return shown(session);
  }
  return stripe;
}

let events = 0;

/** Signs a body as Stripe does. */
export function sign(body, { secret = CREDENTIALS.webhookSecret, at = Math.floor(Date.now() / 1000) } = {}) {
  return `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")},v0=00`;
}

/** A delivery about a session as it is now. */
export function deliver(session, changes, signing) {
  const type = `identity.verification_session.${session.status}`;
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    ...{ id: `evt_${++events}`, object: "event", type, created, livemode: false, data: { object: session } },
    ...changes,
  });
  return { body, headers: { "stripe-signature": sign(body, signing) } };
}
