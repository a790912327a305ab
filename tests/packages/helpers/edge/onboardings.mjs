/** Many onboardings over one store, at once or in turn, and what they cost it. */

import assert from "node:assert/strict";
import { browser, configOf, createHandler, createSandbox, newKey, PERSON } from "./harness.mjs";
import { watchedStore } from "./watched-store.mjs";

/** Onboards so many people, each by the next of the processes. Returns what the store has seen. */
async function onboardMany(inner, { count, agenda, processes = 1 }, isAtOnce) {
  const store = watchedStore(inner);
  const sandbox = createSandbox();
  const handlers = Array.from({ length: processes }, () => createHandler(configOf(sandbox, { store, agenda })));
  const onboard = async (_, at) => {
    const person = { ...PERSON, email: `person${at}@example.com` };
    const { status } = await browser(handlers[at % processes]).json("links", person, { "idempotency-key": newKey() });
    assert.equal(status, 201);
  };
  if (isAtOnce) await Promise.all(Array.from({ length: count }, onboard));
  else for (let at = 0; at < count; at++) await onboard(undefined, at);
  return store.seen;
}

export const onboardAtOnce = (inner, options) => onboardMany(inner, options, true);
export const onboardInTurn = (inner, options) => onboardMany(inner, options, false);
