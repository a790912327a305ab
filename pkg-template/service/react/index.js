// `kyclink/react`: an onboarding as a hook, over `kyclink/page/client`.

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { refuseUnknown } from "../../module/options/unknown-option.js";
import { toJson } from "../../module/to-json.js";
import { onboardingClient, present } from "../page/client.js";
import { isAccepted, submission } from "../page/submission.js";

/**
 * @import { Applicant, Issue } from "../../types/form.js"
 * @import { ClientProblem, EndedResult, LinkOutcome, OnboardingResult } from "../../types/page-client.js"
 * @import { FieldIssues } from "../../types/react.js"
 * @import { CompositeName } from "../../types/tables.js"
 * @typedef {import("../../types/react.js").UseOnboardingResult} Onboarding
 * @typedef {import("../../types/form.js").ValidateOptions} Rules
 */

/**
 * What a component shows: an immutable object, replaced by each change.
 *
 * @typedef {Pick<Onboarding, "state" | "issues" | "status">} Snapshot
 */

/**
 * What a component shows at first, and after the end of a session.
 *
 * @type {Snapshot}
 */
const FIRST = { state: { kind: "form", isBusy: false, problem: undefined }, issues: byField([]), status: undefined };

/** @type {typeof import("../../types/react.js").useOnboarding} */
export function useOnboarding(options) {
  // Without a prototype: a member of `Object.prototype` must not decide where a person's data is sent.
  const own = Object.assign(Object.create(null), options);
  refuseUnknown(own, { base: 1, operation: 1, policy: 1, personFields: 1 });
  const { base, operation, policy, personFields } = own;
  const { subscribe, snapshot, start, ...actions } = useMemo(() => createOnboarding(base), [base]);
  const submit = useCallback(
    (/** @type {Applicant} */ applicant) => start(applicant, operation, { policy, personFields, normalize: true, phoneCountry: "address" }),
    [start, operation, policy, personFields],
  );
  return { ...useSyncExternalStore(subscribe, snapshot, snapshot), submit, ...actions };
}

/** @type {typeof import("../../types/react.js").usePresentation} */
export function usePresentation(options) {
  const container = useRef(null);
  const running = useRef(/** @type {AbortController | undefined} */ (undefined));
  const latest = useRef(options);
  const [status, setStatus] = useState(/** @type {import("../../types/page-client.js").StatusOutcome | undefined} */ (undefined));
  useEffect(() => {
    latest.current = options;
  });
  const close = useCallback(() => running.current?.abort(), []);
  useEffect(() => close, [close]);
  const open = useCallback(
    (/** @type {Parameters<typeof present>[0]} */ link, /** @type {Parameters<typeof present>[1]["way"]} */ way) => {
      close();
      running.current = new AbortController();
      return present(link, {
        ...latest.current,
        way,
        container: container.current ?? undefined,
        onChange: setStatus,
        signal: running.current.signal,
      });
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
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share the state of one onboarding
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
  let sendApplicant = submission(client);
  /** The names under which the last applicant who was accepted was submitted. @type {Set<string> | undefined} */
  let accepted;
  /** How it was sent. */
  let sendAgain = sendApplicant;
  /** Whether its session is over. */
  let isOver = false;
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
   * @param {(name: string) => Promise<Result>} send gets the call as JSON
   * @returns {Promise<Result>}
   */
  function once(call, send) {
    let name = "";
    try {
      name = toJson(call);
    } catch (error) {
      return Promise.reject(error); // such as an applicant that contains itself
    }
    const isRunning = running.get(name);
    if (isRunning) return isRunning;
    const sent = last.then(() => send(name)).finally(() => running.delete(name));
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
      sendApplicant = submission(client);
      accepted = undefined;
      update({ ...FIRST, state: { ...FIRST.state, isBusy } });
      watch();
      return result;
    }
    const step = isAccepted(result) ? result : current.state;
    const problem = /** @type {ClientProblem | undefined} */ (result.kind === "problem" ? result : undefined);
    isOver = problem?.code === "no_session" || (isOver && !isAccepted(result));
    const state = /** @type {Snapshot["state"]} */ ({ ...step, isBusy, problem });
    update({ state, issues: byField(result.kind === "issues" ? result.issues : []) });
    if (step === result) watch();
    return result;
  }

  /** Returns the step at which the person is, with another link if that one has expired. */
  async function repeat() {
    const { isBusy, problem, ...step } = current.state;
    const hasExpired = step.kind === "link" && Date.parse(step.expiresAt ?? "") <= Date.now();
    return hasExpired || step.kind === "ready" ? client.renew() : /** @type {LinkOutcome} */ (step);
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
    /** @type {(applicant: Applicant, operation: CompositeName | undefined, rules: Rules) => ReturnType<Onboarding["submit"]>} */
    start(applicant, operation, rules) {
      const before = accepted;
      return once(["submit", applicant], async (name) => {
        // A correction must not create a second customer, and neither must a second click.
        if (accepted && accepted !== before) accepted.add(name);
        const isSame = accepted?.has(name);
        if (isSame && !isOver) return repeat();
        const verdict = operation && (await validateApplicant(operation, rules, applicant));
        if (verdict && !verdict.ok) return { kind: "issues", issues: verdict.issues };
        // The rules know the applicant only.
        const valid = verdict
          ? { .../** @type {Applicant} */ (verdict.value), own: Object.getOwnPropertyDescriptor(applicant, "own")?.value }
          : applicant;
        // Without a session, the key of this applicant leads to the same customer.
        const send = isSame ? sendAgain : sendApplicant;
        const { result, name: sent } = await send(valid, name);
        if (isAccepted(result)) {
          sendAgain = send;
          sendApplicant = submission(client);
          accepted = new Set([name, sent]);
        }
        return result;
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
 * Validates as the handler does, with `kyclink/form`, which is loaded now. If it cannot be loaded or compiled, only the
 * handler validates.
 *
 * @param {CompositeName} operation
 * @param {Rules} rules
 * @param {Applicant} applicant
 */
async function validateApplicant(operation, rules, applicant) {
  try {
    const { ready, validate } = await import("kyclink/form");
    await ready();
    return validate(operation, applicant, rules);
  } catch (/** @type {any} */ error) {
    // Without a cause, the program has passed a wrong option, and the module runs.
    if (error.code === "invalid_config" && !error.cause) throw error;
    return undefined;
  }
}

/**
 * @param {Issue[]} issues
 * @returns {FieldIssues}
 */
function byField(issues) {
  /** @type {Record<string, Issue[]>} */
  const fields = Object.create(null);
  for (const issue of issues) {
    const field = issue.path.join(".");
    fields[field] = [...(fields[field] ?? []), issue];
  }
  return fields;
}
