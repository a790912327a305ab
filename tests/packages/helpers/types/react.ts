// `kyclink/react`, without the types of React.

import type { BridgeApplicant } from "kyclink";
import type { FieldIssues, OnboardingState } from "kyclink/react";
import { useOnboarding } from "kyclink/react";

export function submitted(applicant: BridgeApplicant): Promise<unknown> {
  return useOnboarding({ operation: "bridge.onboard" }).submit({ ...applicant, transliteratedFirstName: "Lukasz", own: { plan: "basic" } });
}
export function Component(): string {
  const { state, issues, status, submit, renew, sendCode, confirmCode } = useOnboarding({ base: undefined, operation: "grid.onboard" });
  const all: [OnboardingState, FieldIssues] = [state, issues];
  void [all, submit, renew, sendCode("email"), sendCode("phone", "+1"), confirmCode("email", "1")];
  if (state.kind === "link") return state.kycUrl;
  if (state.kind === "accept_terms") return state.url;
  if (state.kind === "verify_contact") return state.channels.join();
  return `${state.isBusy} ${state.problem?.code} ${issues["address.city"]?.[0]?.message} ${status?.nextAction}`;
}
useOnboarding();
useOnboarding({ operation: "grid.onboard", policy: "schema" });
declare const own: import("kyclink/provider").OwnProvider;
useOnboarding({ operation: own.operation });
// @ts-expect-error: there is no such policy
useOnboarding({ operation: "grid.onboard", policy: "none" });
// @ts-expect-error: no provider has it
useOnboarding({ operation: "grid.unknown" });
