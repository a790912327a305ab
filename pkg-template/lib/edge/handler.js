// The handler in front of a provider. What it does next is decided in Rust (src/edge), from the outcomes so far; here it is
// done.

import { startClock } from "../attempts.js";
import { EDGE } from "../calls.js";
import { KycLinkError } from "../error.js";
import { ownOptions } from "../options.js";
import { Packed } from "../pack.js";
import { call } from "../wasm.js";
import { startDeadline, within } from "./deadline.js";
import { EFFECTS } from "./effects.js";
import { report, respond } from "./respond.js";
import { open } from "./settings.js";

// All that is asked of a request's headers.
const HEADERS = [
  "accept",
  "access-control-request-method",
  "content-type",
  "cookie",
  "idempotency-key",
  "origin",
  "sec-fetch-mode",
  "sec-fetch-site",
];

// A bug of ours: the machine itself has failed.
const FAULT = { __proto__: null, status: 500, headers: {}, code: "internal" };

/** Makes the handler. A configuration that would leave a door open is refused; one of `env` when it is first asked for. */
export function createHandler(config) {
  if (typeof config !== "function") {
    const settings = open(config);
    return (request, _env, ctx) => answer(settings, request, ctx);
  }
  const known = new WeakMap();
  const nowhere = {};
  return async (request, env, ctx) => {
    const key = env ?? nowhere;
    if (!known.has(key)) known.set(key, open(config(env)));
    return answer(known.get(key), request, ctx);
  };
}

function answer(settings, request, ctx) {
  const scene = {
    __proto__: null,
    ...settings,
    request,
    ctx,
    thrown: [],
    elapsed: startClock(),
    deadline: startDeadline(settings.timeout),
  };
  const done = run(scene)
    .catch((error) => {
      report(scene, error);
      return respond(scene, FAULT);
    })
    .finally(scene.deadline.stop);
  // A browser that goes away does not stop what has begun.
  ctx?.waitUntil?.(done);
  return done;
}

async function run(scene) {
  const { request, settings, base } = scene;
  const { pathname } = new URL(request.url);
  scene.route = pathname.slice(base.length + 1);
  const headers = Object.fromEntries(HEADERS.map((name) => [name, request.headers.get(name)]));
  const given = new Packed({ method: request.method, path: pathname, headers, at: Date.now() });
  const outcomes = [];
  for (;;) {
    const step = ownOptions(call(EDGE, settings, given, outcomes));
    if (step.status) return respond(scene, step);
    outcomes.push(await outcome(scene, step));
  }
}

// What the provider says to these is no fault yet: the machine decides.
const ITS = ["validate", "onboard", "candidates", "call", "signature", "verify"];

/** What came of a step, and when. What went wrong on our side is told where errors are told, and in a word to the machine. */
async function outcome(scene, { effect, with: given }) {
  try {
    const value = await within(scene, () => EFFECTS[effect](scene, given));
    return { value, at: Date.now() };
  } catch (thrown) {
    const error = thrown instanceof KycLinkError ? thrown : new KycLinkError("internal", {}, { cause: thrown });
    const { isOver: isLate } = scene.deadline;
    if (ITS.includes(effect) && !isLate) scene.thrown.unshift(error);
    else report(scene, thrown);
    const { code, retryAfterMs, operation, customerId } = error;
    return { error: { code, retryAfterMs, operation, customerId, isLate }, at: Date.now() };
  }
}
