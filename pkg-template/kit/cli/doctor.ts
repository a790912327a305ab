/** `kyclink doctor`: checks the environment of a server, and a page if its URL is given. It sends no personal data. */

import type { Config } from "../../service/edge/config/config.ts";
import { createHandler, memoryStore } from "../../service/edge/inline.ts";
import type { Command } from "./commands.ts";
import type { Env, Provider } from "./environment.ts";
import { chosenProviders, chosenReady, ENVIRONMENTS, PARTS, PROVIDERS, VARIABLES } from "./environment.ts";
import { tryProviders } from "./live.ts";
import { checkPage } from "./page.ts";
import type { ReadyName } from "./ready.ts";
import { fromEnv, READY, READY_NAMES, variableOf, variablesOf } from "./ready.ts";
import { checkRequiredFields } from "./required-fields.ts";
import { printable, printJson, printLine, printTable, readArgs, readChoice, styled, UsageError } from "./terminal.ts";

const HELP = `usage: kyclink doctor [options]

Checks the environment variables that the server of docs/getting-started.md reads, and says what to fix, what was
checked, and what only you can check.

  SPHEREPAY_API_KEY, SPHEREPAY_ENVIRONMENT or SPHEREPAY_BASE_URL, SPHEREPAY_WEBHOOK_SECRET
  GRID_CLIENT_ID, GRID_CLIENT_SECRET, GRID_ENVIRONMENT or GRID_BASE_URL, GRID_WEBHOOK_PUBLIC_KEY
  BRIDGE_API_KEY, BRIDGE_ENVIRONMENT or BRIDGE_BASE_URL, BRIDGE_WEBHOOK_PUBLIC_KEY
${READY_NAMES.map((name) => `  ${variablesOf(name).join(", ")}`).join("\n")}
  ORIGIN, COOKIE_SECRET

It reads no file. To check one, load it with Node:
  node --env-file=.env node_modules/kyclink/dist/kit/cli/main.js doctor

  --provider <name>  ${[...PROVIDERS, ...READY_NAMES].join(", ")}:
                     by default those whose variables are set
  --url <url>        checks a page instead: its Content-Security-Policy, its clock, and whether its origin is usable;
                     with --provider, the environment as well
  --person-fields <names>
                     the personFields of your handler, with commas; by default those of createHandler
  --agenda           your handler has agenda: true, and something calls refresh: no webhook key is needed
  --live             tries the providers, too: your credentials, this machine's clock, the webhook's key, URL and
                     events, the level or workflow, the hosts of links; it creates no customer, and says what it
                     could not try
  --link-hosts <hosts>
                     the linkHosts or allowHosts of your code, with commas, for --live and --provider
  --json             { ok, findings: [{ name, message }], checked, notChecked, live? }

Without --live, only the page's URL is requested, and Grid's GET /config with your credentials, to compare what your
platform requires with what the form asks for. No credentials are printed, and no personal data is sent.
`;

/** Longer than every message of the package. */
const MAX_MESSAGE = 500;

/** Nobody learns what the provider decides, unless there is an agenda. */
const NO_KEY =
  "is not set: your handler has no webhook route, so onEvent is never called, and a person who does not come back keeps the last known status. Set it, or set agenda: true, call refresh, and pass --agenda";

/** A provider's part of a configuration in which another option is checked. */
const GRID_ALONE = { provider: "grid", grid: PARTS.grid({}).example };

/** What the environment does not show. */
const UNSEEN_CREDENTIALS = "whether the provider accepts the credentials: --live tries them";
const UNSEEN_WEBHOOK = "whether the provider has the URL of your webhooks, and signs with this key: --live asks it";
const UNSEEN_ENV = [
  "which profiles you need (SpherePay)",
  "store, rateLimit and authorize, which are in your code",
  "whether something calls refresh: without it, nobody learns of a decision whose webhook was lost",
];
const UNSEEN_PLATFORM = "what your platform at Grid requires: GET /config did not succeed";
/** What the response of a page does not show. */
const UNSEEN_PAGE = ["what the page does after it has loaded", "whether allowedOrigins lists its origin"];

export type Finding = { name: string; message: string };
export type Named = Provider | ReadyName;
type CheckedConfig = { provider: unknown; [name: string]: unknown };

export const doctor: Command = {
  summary: "checks the environment of your server, and says what to fix",
  help: HELP,
  async run(args) {
    const { values } = readArgs(args, {
      provider: { type: "string" },
      url: { type: "string" },
      "person-fields": { type: "string" },
      agenda: { type: "boolean" },
      live: { type: "boolean" },
      "link-hosts": { type: "string" },
      json: { type: "boolean" },
    });
    const provider = readChoice("--provider", values.provider, [...PROVIDERS, ...READY_NAMES]);
    if (values.url !== undefined && !URL.canParse(values.url)) throw new UsageError("--url is the URL of a page");
    const linkHosts = values["link-hosts"]?.split(",").map((host) => host.trim());
    if (linkHosts && !(values.live && provider)) throw new UsageError("--link-hosts needs --live and --provider");
    // A page can be checked without the credentials of its server.
    const checksEnv = values.url === undefined || provider !== undefined || values.live === true;
    const required = checksEnv ? await checkPlatform(process.env, provider, values["person-fields"]?.split(",")) : [];
    const findings = [
      ...(checksEnv ? checkEnv(process.env, provider).filter(({ message }) => !values.agenda || message !== NO_KEY) : []),
      ...(required ?? []),
      ...(values.url === undefined ? [] : await checkPage(values.url)),
    ];
    const live = values.live ? await tryProviders(process.env, provider, linkHosts) : undefined;
    const failed = live?.filter(({ result }) => result === "wrong") ?? [];
    const ok = findings.length + failed.length === 0;
    const checked = [...(checksEnv ? checkedVariables(process.env, provider) : []), ...(values.url === undefined ? [] : ["url"])];
    const notChecked = [
      ...(checksEnv && !live ? [UNSEEN_CREDENTIALS, UNSEEN_WEBHOOK] : []),
      ...(checksEnv ? UNSEEN_ENV : []),
      ...(required ? [] : [UNSEEN_PLATFORM]),
      ...(values.url === undefined ? [] : UNSEEN_PAGE),
    ];
    const named = failed.map(({ provider, check, message }) => ({ name: `${provider}: ${check}`, message }));
    if (values.json) printJson({ ok, findings: [...findings, ...named], checked, notChecked, live });
    else {
      if (ok) printLine(styled("green", "everything that was checked is fine"));
      else printTable(findings.map(({ name, message }) => [name, printable(message, MAX_MESSAGE)]));
      for (const name of new Set(live?.map(({ provider }) => provider))) {
        printLine(`tried at ${name}:`);
        const rows = live?.filter(({ provider }) => provider === name) ?? [];
        printTable(rows.map(({ check, result, message }) => [`  ${check}`, result, printable(message, MAX_MESSAGE)]));
      }
      printLine(styled("dim", `checked: ${checked.join(", ") || "no variable is set"}`));
      printLine(styled("dim", ["not checked:", ...notChecked].join("\n  ")));
    }
    return ok ? 0 : 1;
  },
};

/** Checks each provider whose variables are set, with a handler that is made of them and never used. */
export function checkEnv(env: Env, provider?: Named): Finding[] {
  const findings = [...checkOrigin(env.ORIGIN), ...checkEnvironments(env)];
  const chosen = chosenProviders(env, provider);
  const ready = chosenReady(env, provider);
  if (chosen.length + ready.length === 0) {
    findings.push({
      name: "credentials",
      message: "set the variables of a provider, such as SPHEREPAY_API_KEY: `kyclink doctor --help` lists them",
    });
  }
  if (!env.COOKIE_SECRET) {
    findings.push({ name: "COOKIE_SECRET", message: "is not set: `openssl rand -base64 32` prints one" });
  } else findings.push(...checkConfig("COOKIE_SECRET", GRID_ALONE, { cookieSecret: env.COOKIE_SECRET }));
  for (const name of chosen) findings.push(...checkProvider(env, name));
  for (const name of ready) findings.push(...checkReady(env, name));
  if (findings.every(({ message }) => message === NO_KEY)) findings.push(...checkTogether(env, chosen, ready));
  return findings;
}

/** Returns what the platform requires and the form does not ask for; `undefined` if the provider did not say. */
async function checkPlatform(env: Env, provider?: Named, personFields?: readonly string[]) {
  if (!chosenProviders(env, provider).includes("grid") || checkProvider(env, "grid").some(({ message }) => message !== NO_KEY)) return [];
  return checkRequiredFields(PARTS.grid(env).options, personFields);
}

/** Returns the names of the variables that are set and were checked. It never returns a value. */
function checkedVariables(env: Env, provider?: Named) {
  const own = [
    ...chosenProviders(env, provider).flatMap((name) => VARIABLES[name]),
    ...chosenReady(env, provider).flatMap((name) => variablesOf(name)),
  ];
  return [...own, "ORIGIN", "COOKIE_SECRET"].filter((name) => env[name]);
}

/** Checks that a provider's variables make a handler, and that there is a key for its webhooks. */
function checkProvider(env: Env, provider: string): Finding[] {
  const { name, options, example, key } = PARTS[provider](env);
  const [option, variable] = key;
  const signed = { ...example, [option]: env[variable] };
  return [
    ...checkConfig(name, { provider, [provider]: options }),
    ...(env[variable] ? checkConfig(variable, { provider, [provider]: signed }) : [{ name: variable, message: NO_KEY }]),
  ];
}

/** Checks the variables of a ready provider: which are missing, and if none is, the first that has the wrong form. */
function checkReady(env: Env, provider: ReadyName): Finding[] {
  const { needs, key } = READY[provider];
  const findings = needs
    .map((option) => variableOf(provider, option))
    .flatMap((name) => (env[name] ? [] : [{ name, message: "is not set" }]));
  try {
    if (findings.length === 0) fromEnv(provider, env);
  } catch (error) {
    const { message } = error as Error;
    const option = [...needs, key, "baseUrl"].find((option) => message.startsWith(`${option} `));
    findings.push({ name: option ? variableOf(provider, option) : provider, message });
  }
  const variable = variableOf(provider, key);
  return env[variable] ? findings : [...findings, { name: variable, message: NO_KEY }];
}

/**
 * Checks all variables together, as `createHandler` gets them: two that are fine alone may be the same secret.
 *
 * @param chosen the providers
 * @param ready the ready ones
 */
function checkTogether(env: Env, chosen: string[], ready: ReadyName[]): Finding[] {
  const parts = chosen.map((provider) => {
    const { options, key } = PARTS[provider](env);
    const [option, variable] = key;
    return [provider, env[variable] ? { ...options, [option]: env[variable] } : options];
  });
  const provider = chosen[0] ?? fromEnv(ready[0], env);
  return checkConfig("secrets", { provider, ...Object.fromEntries(parts) }, { cookieSecret: env.COOKIE_SECRET });
}

function checkOrigin(origin: string | undefined): Finding[] {
  const name = "ORIGIN";
  // A server may know its origin from elsewhere.
  if (!origin) return [];
  return checkConfig(name, GRID_ALONE, { allowedOrigins: [origin] });
}

function checkEnvironments(env: Env): Finding[] {
  const findings: Finding[] = [];
  for (const name of ["SPHEREPAY_ENVIRONMENT", "GRID_ENVIRONMENT", "BRIDGE_ENVIRONMENT"]) {
    const environment = env[name];
    const other = name.replace("ENVIRONMENT", "BASE_URL");
    if (environment !== undefined && !ENVIRONMENTS.includes(environment)) {
      findings.push({ name, message: `is ${ENVIRONMENTS.join(" or ")}; for a sandbox on this machine, set ${other} instead` });
    }
    if (environment && env[other]) findings.push({ name, message: `is set, and so is ${other}: unset one of them` });
  }
  for (const name of ["SPHEREPAY_ENV", "BRIDGE_ENV", "GRID_ENV"]) {
    if (env[name] !== undefined) findings.push({ name, message: `is not read: the variable is ${name}IRONMENT` });
  }
  return findings;
}

/** Creates a handler, and returns what is wrong with its configuration. */
function checkConfig(name: string, config: CheckedConfig, more?: { cookieSecret?: string; allowedOrigins?: string[] }): Finding[] {
  const cookieSecret = "a-secret-that-is-only-used-for-this-check";
  const given = {
    cookieSecret,
    allowedOrigins: ["https://app.example.com"],
    store: memoryStore(),
    rateLimit: () => true,
    onError: () => {},
    ...config,
    ...more,
  };
  try {
    createHandler(given as Config);
    return [];
  } catch (error) {
    return [{ name, message: error instanceof Error ? error.message : String(error) }];
  }
}
