// `kyclink/react`: an onboarding as a hook, over `kyclink/page/client`.

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { toJson } from "../lib/to-json.js";
import { refuseUnknown } from "../lib/unknown-option.js";
import { onboardingClient, present } from "../page/client.js";

/**
 * @typedef {import("../types/react.js").UseOnboardingResult} Onboarding
 * @typedef {import("../types/react.js").FieldIssues} FieldIssues
 * @typedef {import("../types/form.js").Applicant} Applicant
 * @typedef {import("../types/form.js").Policy} Policy
 * @typedef {import("../types/tables.js").CompositeName} CompositeName
 * @typedef {import("../types/page-client.js").ClientIssue} ClientIssue
 * @typedef {import("../types/page-client.js").EndedResult} EndedResult
 * @typedef {import("../types/page-client.js").OnboardingResult} OnboardingResult
 */

/**
 * What a component shows: an immutable object, replaced by each change.
 *
 * @typedef {Pick<Onboarding, "state" | "issues" | "status">} Snapshot
 */

/**
 * Results after which the person stays at the same step.
 *
 * @type {OnboardingResult["kind"][]}
 */
const STAYS = ["sent", "issues", "problem"];

/**
 * What a component shows at first, and after the end of a session.
 *
 * @type {Snapshot}
 */
const FIRST = { state: { kind: "form", isBusy: false, problem: undefined }, issues: byField([]), status: undefined };

/** @type {typeof import("../types/react.js").useOnboarding} */
export function useOnboarding(options) {
  // Without a prototype: a member of `Object.prototype` must not decide where a person's data is sent.
  const own = Object.assign(Object.create(null), options);
  refuseUnknown(own, { base: 1, operation: 1, policy: 1 });
  const { base, operation, policy } = own;
  const { subscribe, snapshot, start, ...actions } = useMemo(() => createOnboarding(base), [base]);
  const submit = useCallback((/** @type {Applicant} */ applicant) => start(applicant, operation, policy), [start, operation, policy]);
  return { ...useSyncExternalStore(subscribe, snapshot, snapshot), submit, ...actions };
}

/** @type {typeof import("../types/react.js").usePresentation} */
export function usePresentation(options) {
  const container = useRef(null);
  const running = useRef(/** @type {AbortController | undefined} */ (undefined));
  const latest = useRef(options);
  const [status, setStatus] = useState(/** @type {import("../types/page-client.js").StatusOutcome | undefined} */ (undefined));
  useEffect(() => {
    latest.current = options;
  });
  const close = useCallback(() => running.current?.abort(), []);
  useEffect(() => close, [close]);
  const open = useCallback(
    (/** @type {Parameters<typeof present>[0]} */ link, /** @type {Parameters<typeof present>[1]["way"]} */ way) => {
      close();
      running.current = new AbortController();
      const { signal } = running.current;
      return present(link, { ...latest.current, way, container: container.current ?? undefined, onChange: setStatus, signal });
    },
    [close],
  );
  return { container, status, open, close };
}

/**
 * Creates the onboarding of one component: what it shows, and its running requests, outside of React. Sends nothing
 * yet.
 *
 * @param {string | undefined} base
 */
function createOnboarding(base) {
  const client = onboardingClient({ base });
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /**
   * The requests that are running or waiting, by what they send.
   *
   * @type {Map<string, Promise<never>>}
   */
  const running = new Map();
  /** The last of them. @type {Promise<unknown>} */
  let last = Promise.resolve();
  let current = FIRST;
  /** @type {string | undefined} */
  let idempotencyKey;
  /** The result of the last applicant who was accepted. @type {Awaited<ReturnType<Onboarding["submit"]>> | undefined} */
  let accepted;
  /** @type {(() => void) | undefined} */
  let stop;

  /** @param {Partial<Snapshot>} changes */
  function update(changes) {
    current = { ...current, ...changes };
    for (const listener of listeners) listener();
  }

  /** Watches the status, from the beginning. Stops if no component is mounted. */
  function watch() {
    stop?.();
    stop = undefined;
    if (listeners.size === 0) return;
    stop = client.watchStatus(({ kind, ...status }) => {
      // If the status could not be requested, the known one stays.
      if (kind === "status") update({ status: /** @type {Snapshot["status"]} */ (status) });
    });
  }

  /**
   * Sends a request after those before it, and shows its result. A second call with the same arguments returns the same
   * promise until then: a double click sends one request.
   *
   * @template {OnboardingResult | EndedResult} Result
   * @param {unknown[]} call the function's name and its arguments
   * @param {() => Promise<Result>} send
   * @returns {Promise<Result>}
   */
  function once(call, send) {
    const name = toJson(call);
    const isRunning = running.get(name);
    if (isRunning) return isRunning;
    const sent = last.then(send).finally(() => running.delete(name));
    const shown = sent.then(show, (error) => {
      update({ state: { ...current.state, isBusy: running.size > 0 } });
      throw error;
    });
    last = shown.catch(() => {});
    running.set(name, /** @type {Promise<never>} */ (shown));
    update({ state: { ...current.state, isBusy: true } });
    return shown;
  }

  /**
   * @template {OnboardingResult | EndedResult} Result
   * @param {Result} result
   */
  function show(result) {
    const isBusy = running.size > 0;
    if (result.kind === "ended") {
      [idempotencyKey, accepted] = [undefined, undefined];
      update({ ...FIRST, state: { ...FIRST.state, isBusy } });
      watch();
      return result;
    }
    const step = STAYS.includes(result.kind) ? current.state : result;
    const problem = result.kind === "problem" ? result : undefined;
    const state = /** @type {Snapshot["state"]} */ ({ ...step, isBusy, problem });
    update({ state, issues: byField(result.kind === "issues" ? result.issues : []) });
    if (step === result) watch();
    return result;
  }

  /**
   * Sends an applicant. The key stays the same until one is accepted.
   *
   * @param {Applicant} applicant
   */
  async function create(applicant) {
    idempotencyKey ??= crypto.randomUUID();
    const result = await client.start(applicant, { idempotencyKey });
    if (STAYS.includes(result.kind)) return result;
    idempotencyKey = undefined;
    accepted = result;
    return result;
  }

  return {
    snapshot: () => current,
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) watch();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watch();
      };
    },
    /** @type {(applicant: Applicant, operation?: CompositeName, policy?: Policy) => ReturnType<Onboarding["submit"]>} */
    start(applicant, operation, policy) {
      const before = accepted;
      return once(["submit", applicant], async () => {
        // A correction must not create a second customer.
        if (accepted && accepted !== before) return accepted;
        const verdict = operation && (await validateApplicant(operation, policy, applicant));
        if (verdict && !verdict.ok) return { kind: "issues", issues: verdict.issues };
        // The rules know the applicant only.
        const valid = verdict
          ? { .../** @type {Applicant} */ (verdict.value), own: Object.getOwnPropertyDescriptor(applicant, "own")?.value }
          : applicant;
        const result = await create(valid);
        if (result.kind !== "problem" || result.code !== "idempotency_key_reused") return result;
        // The details were changed on purpose: they are a new onboarding.
        idempotencyKey = undefined;
        return create(valid);
      });
    },
    /** @type {Onboarding["renew"]} */
    renew: () => once(["renew"], client.renew),
    /** @type {Onboarding["sendCode"]} */
    sendCode: (channel, value) => once(["send", channel, value], () => client.sendCode(channel, value)),
    /** @type {Onboarding["confirmCode"]} */
    confirmCode: (channel, code) => once(["confirm", channel, code], () => client.confirmCode(channel, code)),
    /** @type {Onboarding["end"]} */
    end: () => once(["end"], client.end),
  };
}

/**
 * Validates as the handler does, with `kyclink/form`, which is loaded now. If it cannot be loaded, only the handler
 * validates.
 *
 * @param {CompositeName} operation
 * @param {Policy | undefined} policy
 * @param {Applicant} applicant
 */
async function validateApplicant(operation, policy, applicant) {
  const form = await import("kyclink/form").catch(() => undefined);
  return form?.validate(operation, applicant, { policy, normalize: true, phoneCountry: "address" });
}

/**
 * @param {ClientIssue[]} issues
 * @returns {FieldIssues}
 */
function byField(issues) {
  /** @type {Record<string, ClientIssue[]>} */
  const fields = Object.create(null);
  for (const issue of issues) {
    const field = issue.path.join(".");
    fields[field] = [...(fields[field] ?? []), issue];
  }
  return fields;
}
