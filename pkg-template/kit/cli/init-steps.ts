/** What `kyclink init` says after it has written its files: what to do next, and how to deploy. */

import type { Provider } from "./init-files.ts";
import { PROVIDERS } from "./init-files.ts";
import { isReady, neededVariablesOf } from "./ready.ts";
import { printLine } from "./terminal.ts";

export function printCallSteps({
  written,
  variables,
  provider,
  port,
  start,
  wrangler,
}: {
  written: string[];
  variables: string;
  provider: string;
  port: number;
  start: string;
  wrangler: string | undefined;
}) {
  for (const path of written) printLine(`wrote ${path}`);
  if (wrangler) printLine(`Set main in ${wrangler} to kyc-call.mjs.`);
  printLine(`
Next steps, each in a terminal of its own:
  npx kyclink sandbox --provider ${provider}
  ${start}

Then open http://127.0.0.1:${port}. Keep ${variables} out of your repository.
docs/calling.md of the package goes on from here.`);
}

export function printSteps({
  written,
  variables,
  provider,
  port,
  start,
  toAdd,
  secret,
}: {
  written: string[];
  variables: string;
  provider: Provider;
  port: number;
  start: string;
  secret: string[];
  toAdd: { file: string; bindings: string } | undefined;
}) {
  for (const path of written) printLine(`wrote ${path}`);
  if (toAdd) {
    printLine(`
Add to ${toAdd.file}:
${toAdd.bindings}
Set its main to kyc-worker.mjs. If you have a Worker already, export KycLinkStore from it instead, and let it pass
requests below /kyc to kyc-worker.mjs, and call its scheduled from yours.`);
  }
  const steps = isReady(provider)
    ? `Next steps:
  fill in ${neededVariablesOf(provider).join(", ")} in ${variables}: docs/ready-providers.md describes them
  ${start}`
    : `Next steps, each in a terminal of its own:
  npx kyclink sandbox --provider ${provider} --forward http://127.0.0.1:${port}/kyc/webhooks/${provider}
  ${start}`;
  printLine(`
${steps}

Then open http://127.0.0.1:${port}/kyc. Keep ${secret.join(" and ")} out of your repository.
To check the variables: node --env-file=${variables} node_modules/kyclink/dist/kit/cli/main.js doctor
Before production, docs/running.md of the package has a checklist.`);
}

/** Prints what brings the Worker into production, in order. */
export function printDeployment(provider: Provider, wrangler: string) {
  const prefix = provider.toUpperCase();
  const own = isReady(provider)
    ? neededVariablesOf(provider)
    : [...PROVIDERS[provider].credentials.map(([, variable]) => variable), PROVIDERS[provider].key[1], `${prefix}_ENVIRONMENT`];
  const secrets = ["COOKIE_SECRET", ...own].map((name) => `  npx wrangler secret put ${name}`);
  printLine(`
To deploy, set ORIGIN in ${wrangler}, and then, in this order:
  npx wrangler login
${secrets.join("\n")}
  npx wrangler deploy`);
  if (!isReady(provider)) printLine(`${prefix}_ENVIRONMENT is "production", or "sandbox" for the provider's own.`);
}
