/**
 * `kyclink/react`: an onboarding as a hook, for React 18 and 19.
 *
 * @example
 * ```ts
 * const { state, issues, submit } = useOnboarding({ operation: "spherepay.onboard" });
 * const result = await submit(applicant);
 * if (result.kind === "link") location.assign(result.kycUrl);
 * ```
 * @module
 */

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Applicant } from "../../module/applicant.ts";
import type { CompositeName } from "../../module/codes.ts";
import type { Issue } from "../../module/issue.ts";
import type { ValidateOptions } from "../../module/options/options.ts";
import { refuseUnknown } from "../../module/options/unknown-option.ts";
import { toJson } from "../../module/to-json.ts";
import { onboardingClient, present } from "../page/client.ts";
import type {
  Channel,
  ClientProblem,
  EndedResult,
  LinkOutcome,
  OnboardingClientOptions,
  OnboardingResult,
  StatusOutcome,
} from "../page/client-types.ts";
import { platformFetch } from "../page/platform-fetch.ts";
import type { PresentOptions } from "../page/present-options.ts";

import { isAccepted, submission } from "../page/submission.ts";
import { tellOfMistakes } from "../page/tell-of-mistakes.ts";
import type { FieldIssues, UseOnboardingOptions, UseOnboardingResult, UsePresentationResult } from "./types.ts";

export type {
  FieldIssues,
  FormStep,
  OnboardingState,
  OnboardingStep,
  UseOnboardingOptions,
  UseOnboardingResult,
  UsePresentationResult,
} from "./types.ts";

type Onboarding = UseOnboardingResult;

type Rules = ValidateOptions;

/** What a component shows: an immutable object, replaced by each change. */
type Snapshot = Pick<Onboarding, "state" | "issues" | "status">;

/** What a component shows at first, and after the end of a session. */
const FIRST: Snapshot = { state: { kind: "form", isBusy: false, problem: undefined }, issues: byField([]), status: undefined };

/**
 * Connects a component to the handler of this page's server.
 *
 * Requests are sent one after another. Until a request has its result, a second call of the same function with the same
 * arguments sends nothing and returns the same promise.
 * Nothing is sent while React renders, so the component may be rendered on the server.
 *
 * @param options Where the handler is, and the operation to validate for.
 * @throws {KycLinkError} `invalid_config`, from `submit`, if the operation does not exist
 * @example
 * const { state, issues, submit } = useOnboarding({ operation: "grid.onboard" });
 * show(issues.email?.[0]?.message, state.isBusy);
 */
export function useOnboarding(options?: UseOnboardingOptions): UseOnboardingResult {
  // Without a prototype: a member of `Object.prototype` must not decide where a person's data is sent.
  const own = Object.assign(Object.create(null), options);
  refuseUnknown(own, { base: 1, headers: 1, fetch: 1, operation: 1, policy: 1, personFields: 1 });
  const { base, operation, policy, personFields } = own;
  const transport = useTransport(own);
  const { subscribe, snapshot, start, ...actions } = useMemo(() => createOnboarding({ base, ...transport }), [base, transport]);
  const submit = useCallback(
    (applicant: Applicant) => start(applicant, operation, { policy, personFields, normalize: true, phoneCountry: "address" }),
    [start, operation, policy, personFields],
  );
  return { ...useSyncExternalStore(subscribe, snapshot, snapshot), submit, ...actions };
}

/**
 * Returns `headers` and `fetch` of the latest rendering, in functions that stay the same: a component may pass new ones
 * each time, which must not begin another onboarding.
 */
function useTransport(options: OnboardingClientOptions) {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  return useMemo((): Required<Pick<OnboardingClientOptions, "headers" | "fetch">> => {
    const headers = () => {
      const { headers } = latest.current;
      return (typeof headers === "function" ? headers() : headers) ?? {};
    };
    return {
      headers,
      fetch: (url, request) => (latest.current.fetch ?? platformFetch)(url, request),
    };
  }, []);
}

/**
 * Shows a link where the person is, as `present` of `kyclink/page/client` does.
 *
 * @param options Where the handler is, the SDK, and texts in another language than English.
 * @example
 * const { container, open, status } = usePresentation({ base: "/kyc" });
 * show(container.current, status?.kind, open);
 */
export function usePresentation(options?: Pick<PresentOptions, "base" | "headers" | "fetch" | "sdk" | "texts">): UsePresentationResult {
  const container = useRef(null);
  const running = useRef<AbortController | undefined>(undefined);
  const latest = useRef(options);
  const [status, setStatus] = useState<StatusOutcome | undefined>(undefined);
  useEffect(() => {
    latest.current = options;
  });
  const close = useCallback(() => running.current?.abort(), []);
  useEffect(() => close, [close]);
  const open = useCallback(
    (link: Parameters<typeof present>[0], way: Parameters<typeof present>[1]["way"]) => {
      close();
      setStatus(undefined);
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
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share the state of one onboarding
function createOnboarding(options: OnboardingClientOptions) {
  const client = onboardingClient(options);
  const listeners: Set<() => void> = new Set();
  /** The requests that are running or waiting, by what they send. */
  const running: Map<string, Promise<never>> = new Map();
  /** The last of them. */
  let last: Promise<unknown> = Promise.resolve();
  let current = FIRST;
  let sendApplicant = submission(client);
  /** The names under which the last applicant who was accepted was submitted. */
  let accepted: Set<string> | undefined;
  /** How it was sent. */
  let sendAgain = sendApplicant;
  /** Whether its session is over. */
  let isOver = false;
  let stop: (() => void) | undefined;

  function update(changes: Partial<Snapshot>) {
    current = { ...current, ...changes };
    for (const listener of listeners) listener();
  }

  /** Watches the status, from the beginning. Stops if no component is mounted. */
  function watch() {
    stop?.();
    if (listeners.size === 0) return;
    stop = client.watchStatus((outcome) => {
      // If the status could not be requested, the known one stays.
      if (outcome.kind !== "status") return;
      const { kind: _, ...status } = outcome;
      update({ status });
    });
  }

  /**
   * Sends a request after those before it, and shows its result. A second call with the same arguments returns the same
   * promise until then: a double click sends one request.
   *
   * @param call the function's name and its arguments
   * @param send gets the call as JSON
   */
  function once<Result extends OnboardingResult | EndedResult>(call: unknown[], send: (name: string) => Promise<Result>): Promise<Result> {
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
    running.set(name, shown as Promise<never>);
    update({ state: { ...current.state, isBusy: true } });
    return shown;
  }

  function show<Result extends OnboardingResult | EndedResult>(result: Result) {
    const isBusy = running.size > 0;
    if (result.kind === "ended") {
      sendApplicant = submission(client);
      accepted = undefined;
      update({ ...FIRST, state: { ...FIRST.state, isBusy } });
      watch();
      return result;
    }
    const step = isAccepted(result) ? result : current.state;
    const problem: ClientProblem | undefined = result.kind === "problem" ? result : undefined;
    isOver = problem?.code === "no_session" || (isOver && !isAccepted(result));
    const state = { ...step, isBusy, problem } as Snapshot["state"];
    update({ state, issues: byField(result.kind === "issues" ? result.issues : []) });
    if (step === result) watch();
    return result;
  }

  /** Returns the step at which the person is, with another link if that one has expired. */
  async function repeat() {
    const { isBusy, problem, ...step } = current.state;
    const hasExpired = step.kind === "link" && Date.parse(step.expiresAt ?? "") <= Date.now();
    return hasExpired || step.kind === "ready" ? client.renew() : (step as LinkOutcome);
  }

  return {
    snapshot: () => current,
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (listeners.size === 1) watch();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watch();
      };
    },
    start(applicant: Applicant, operation: CompositeName | undefined, rules: Rules): ReturnType<Onboarding["submit"]> {
      const before = accepted;
      return once(["submit", applicant], async (name) => {
        // A correction must not create a second customer, and neither must a second click.
        if (accepted && accepted !== before) accepted.add(name);
        const isSame = accepted?.has(name);
        if (isSame && !isOver) return repeat();
        tellOfMistakes(applicant);
        const verdict = operation && (await validateApplicant(operation, rules, applicant));
        if (verdict && !verdict.ok) return { kind: "issues", issues: verdict.issues };
        // The rules know the applicant only.
        const valid = verdict
          ? { ...(verdict.value as Applicant), own: Object.getOwnPropertyDescriptor(applicant, "own")?.value }
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
    renew: () => once(["renew"], client.renew),
    sendCode: (channel: Channel, value?: string) => once(["send", channel, value], () => client.sendCode(channel, value)),
    confirmCode: (channel: Channel, code: string) => once(["confirm", channel, code], () => client.confirmCode(channel, code)),
    end: () => once(["end"], client.end),
  };
}

/**
 * Validates as the handler does, with `kyclink/form`, which is loaded now. If it cannot be loaded or compiled, only the
 * handler validates.
 */
async function validateApplicant(operation: CompositeName, rules: Rules, applicant: Applicant) {
  try {
    const { ready, validate } = await import("kyclink/form");
    await ready();
    return validate(operation, applicant, rules);
  } catch (error) {
    // Without a cause, the program has passed a wrong option, and the module runs.
    const { code, cause } = error as { code?: unknown; cause?: unknown };
    if (code === "invalid_config" && !cause) throw error;
    return undefined;
  }
}

function byField(issues: Issue[]): FieldIssues {
  const fields: Record<string, Issue[]> = Object.create(null);
  for (const issue of issues) {
    const field = issue.path.join(".");
    fields[field] = [...(fields[field] ?? []), issue];
  }
  return fields;
}
