/** A React component with the hook, on the server, as HTML. */

import { useOnboarding } from "kyclink/react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

function Onboarding({ options }) {
  const { state, status, issues } = useOnboarding(options);
  if (Object.keys(issues).length > 0 || state.isBusy || state.problem) throw new Error("nothing has happened yet");
  return createElement("main", null, state.kind, " ", status?.status ?? "unknown");
}

export const html = (options) => renderToString(createElement(Onboarding, { options }));
