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

/** Creates the API. The key decides the mode. */
export function createApi({ secretKey = CREDENTIALS.secretKey } = {}) {
  const livemode = /^.._live_/.test(secretKey);
  const stripe = createModel(
    { sessions: [], links: 0, pages: new Map(), replays: new Map(), keys: new Map() },
    ({ method, url, headers, body }) => {
      const isKnown = url.origin === "https://api.stripe.com" && headers.get("authorization") === `Bearer ${secretKey}`;
      return isKnown ? carryOut(method, url, body, headers) : refuse("authentication_error", 401);
    },
  );

  function carryOut(method, { pathname, searchParams }, body, headers) {
    if (method === "POST" && pathname === BASE) {
      if (headers.get("content-type") !== "application/x-www-form-urlencoded") return refuse("invalid_request_error", 400);
      const key = headers.get("idempotency-key");
      const earlier = key && stripe.replays.get(key);
      if (earlier && earlier.body !== body) return refuse("idempotency_error", 400);
      if (earlier) return json(earlier.response);
      const response = create(membersOf(body));
      if (key) stripe.replays.set(key, { body, response });
      return json(response);
    }
    if (method === "POST" && pathname === "/v1/ephemeral_keys") return createKey(new URLSearchParams(body), headers);
    if (method === "GET" && pathname === BASE) {
      const reference = searchParams.get("client_reference_id");
      const data = stripe.sessions.filter((one) => !reference || one.client_reference_id === reference).toReversed();
      const shown = data.map((one) => ({ ...one, url: null, client_secret: null }));
      return json({ object: "list", url: BASE, has_more: false, data: shown });
    }
    const session = stripe.sessions.find(({ id }) => `${BASE}/${id}` === pathname);
    return session ? json(shown(session)) : refuse("invalid_request_error", 404, { code: "resource_missing" });
  }

  /** The key of the mobile SDK, which is of the API version that the header names. */
  function createKey(fields, headers) {
    const id = fields.get("verification_session");
    if (!headers.get("stripe-version") || !stripe.sessions.some((one) => one.id === id))
      return refuse("invalid_request_error", 400, { param: "verification_session" });
    const [created, secret] = [Math.floor(Date.now() / 1000), `ek_test_${stripe.keys.size + 1}`];
    const key = { id: `ephkey_${stripe.keys.size + 1}`, object: "ephemeral_key", created, expires: created + 3600, livemode };
    stripe.keys.set(secret, { session: id, version: headers.get("stripe-version"), expires: key.expires });
    return json({ ...key, secret });
  }

  /** Every link is another one, and there is none when no input is needed. */
  function shown(session) {
    const url = session.status === "requires_input" ? `https://verify.stripe.com/start/test_${++stripe.links}` : null;
    if (url) stripe.pages.set(url, session);
    return { ...session, url, client_secret: url && `${session.id}_secret` };
  }

  /** Opens a link, which works once, and returns the session that it leads to. */
  stripe.openPage = (url) => {
    const session = stripe.pages.get(url);
    stripe.pages.delete(url);
    return session?.status === "requires_input" ? session : undefined;
  };

  function create(fields) {
    const number = stripe.sessions.length + 1;
    const { type, verification_flow: flow, provided_details, client_reference_id = null } = fields;
    const session = {
      id: `vs_${number}`,
      object: "identity.verification_session",
      client_reference_id,
      created: 1_700_000_000 + number,
      last_error: null,
      last_verification_report: null,
      livemode,
      metadata: {},
      ...(provided_details && { provided_details }),
      redaction: null,
      related_customer: null,
      related_customer_account: null,
      status: "requires_input",
      // What a session was made with is a part of it.
      ...(flow ? { type: "verification_flow", verification_flow: flow, options: null } : { type, options: optionsOf(fields) }),
    };
    stripe.sessions.push(session);
    return shown(session);
  }
  return stripe;
}

/** Reads a form whose names have brackets, such as `options[document][allowed_types][]`. */
function membersOf(body) {
  const members = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split(/\[|\]\[|\]/).slice(0, name.includes("[") ? -1 : undefined);
    const last = path.pop();
    let parent = members;
    for (const [at, part] of path.entries()) {
      const isList = /^\d*$/.test(path[at + 1] ?? last);
      parent[part] ??= isList ? [] : {};
      parent = parent[part];
    }
    const read = { true: true, false: false }[value] ?? value;
    if (Array.isArray(parent)) parent.push(read);
    else parent[last] = read;
  }
  return members;
}

/** The options of a session. */
function optionsOf({ type, options }) {
  return type === "id_number" ? { id_number: {} } : { document: { ...options?.document } };
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
    ...{ id: `evt_${++events}`, object: "event", api_version: "2026-10-28.endive", type, created, livemode: session.livemode },
    ...{ pending_webhooks: 1, request: { id: null, idempotency_key: null }, data: { object: session } },
    ...changes,
  });
  return { body, headers: { "stripe-signature": sign(body, signing) } };
}
