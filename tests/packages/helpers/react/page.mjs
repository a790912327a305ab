/**
 * The page of the tests in `react`: a component that uses a hook, which the test mounts, calls and takes away. `app` is its
 * handle; what the hook has returned last is in `app.hook`.
 */

import { useOnboarding, usePresentation } from "kyclink/react";
import { createElement, StrictMode, useState, version } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";

const errors = [];
let root, setOptions;

function Onboarding({ initial, name = "hook" }) {
  const [options, set] = useState(initial);
  setOptions = set;
  const hook = useOnboarding(options);
  app[name] = hook;
  app.functions.add([hook.submit, hook.renew, hook.sendCode, hook.confirmCode, hook.end].map(idOf).join());
  return createElement("main", null, hook.state.kind, " ", hook.status?.status ?? "unknown");
}

function Presentation({ initial }) {
  const [options, set] = useState(initial);
  setOptions = set;
  const hook = usePresentation(options);
  app.hook = hook;
  app.functions.add([hook.open, hook.close].map(idOf).join());
  return createElement("main", null, createElement("div", { id: "container", ref: hook.container }), hook.status?.status ?? "unknown");
}

const ids = new Map();
/** Functions that are the same have the same number. */
function idOf(value) {
  if (!ids.has(value)) ids.set(value, ids.size);
  return ids.get(value);
}

const app = {
  version,
  errors,
  functions: new Set(),
  hook: undefined,
  mount(options, { strict = false, hydrate = false, presents = false } = {}) {
    const component = presents ? createElement(Presentation, { initial: options }) : createElement(Onboarding, { initial: options });
    const element = strict ? createElement(StrictMode, null, component) : component;
    const container = document.getElementById("root");
    if (hydrate) root = hydrateRoot(container, element);
    else {
      root = createRoot(container);
      root.render(element);
    }
  },
  /** Mounts another component on the same page, whose hook is in `beside`. */
  mountBeside(options) {
    const container = document.body.appendChild(document.createElement("div"));
    createRoot(container).render(createElement(Onboarding, { initial: options, name: "beside" }));
  },
  unmount: () => root.unmount(),
  setOptions: (options) => setOptions(options),
};
globalThis.app = app;
const { error } = console;
console.error = (...given) => {
  errors.push(given.map(String).join(" "));
  error(...given);
};
addEventListener("error", ({ message }) => errors.push(message));
addEventListener("unhandledrejection", ({ reason }) => errors.push(String(reason)));
