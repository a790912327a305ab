/**
 * `POST /v1/webhook`: registers an endpoint and returns the secret that its deliveries are signed with. The sandbox
 * itself sends nothing and has one secret for all endpoints; `deliveries()` returns what would have been sent.
 */

import { isoMillis } from "../clock.js";
import { hex } from "../ids.js";
import { check } from "../schema.js";
import { fieldError, Refusal, validationFailed } from "./errors.js";
import { WEBHOOK } from "./rules.js";

const MAX_WEBHOOKS = 10;

/**
 * @param {import("./index.js").State} state
 * @param {unknown} body
 * @returns {import("../request.js").SandboxResponse}
 */
export function registerWebhook(state, body) {
  const errors = check(WEBHOOK, body).map(fieldError);
  if (errors.length > 0) throw validationFailed(errors);
  if (state.webhooks.length === MAX_WEBHOOKS)
    throw new Refusal(400, `An application has at most ${MAX_WEBHOOKS} webhooks`, { code: "webhook/limit-exceeded" });
  const ts = isoMillis(state.now());
  const made = {
    id: `webhook_${hex(16)}`,
    active: true,
    deliveryRate: "1",
    status: "healthy",
    secret: state.secret(),
    created: ts,
    updated: ts,
  };
  const webhook = { .../** @type {import("../schema.js").JsonObject} */ (body), ...made };
  state.webhooks.push(webhook);
  const data = { webhook };
  return {
    status: 200,
    body: { ok: true, object: "webhook", statusCode: 200, error: null, message: null, data, ts, request: `request_${hex(16)}` },
  };
}
