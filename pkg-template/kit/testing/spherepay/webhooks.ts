/**
 * `POST /v1/webhook`: registers an endpoint and returns the secret that its deliveries are signed with. The sandbox
 * itself sends nothing and has one secret for all endpoints; `deliveries()` returns what would have been sent.
 */

import { isoMillis } from "../clock.ts";
import { hex } from "../ids.ts";
import type { SandboxResponse } from "../request.ts";
import type { JsonObject } from "../schema.ts";
import { check } from "../schema.ts";
import { fieldError, Refusal, validationFailed } from "./errors.ts";
import type { State } from "./index.ts";
import { WEBHOOK } from "./rules.ts";

const MAX_WEBHOOKS = 10;

export function registerWebhook(state: State, body: unknown): SandboxResponse {
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
  const webhook = { ...(body as JsonObject), ...made };
  state.webhooks.push(webhook);
  const data = { webhook };
  return {
    status: 200,
    body: { ok: true, object: "webhook", statusCode: 200, error: null, message: null, data, ts, request: `request_${hex(16)}` },
  };
}
