/**
 * The providers in memory, for tests and the demo. It is written from the providers' documentation. So that it does not
 * repeat the library's mistakes, it shares no code with it, except the message about unknown options.
 */

import { keysOf } from "../../module/keys-of.ts";
import { misused } from "../../module/options/unknown-option.ts";
import { createBridge } from "./bridge/index.ts";
import { isoMillis, readClock } from "./clock.ts";
import { isDecision, isStop } from "./decisions.ts";
import { createDeliveries } from "./deliveries.ts";
import { createFailures, garbage } from "./failures.ts";
import { createGrid } from "./grid/index.ts";
import { countingBytes, randomBytes, withIds } from "./ids.ts";
import type { StoredLink } from "./links.ts";
import { createLinks } from "./links.ts";
import type { BridgeOptions, GridOptions, ProviderName, SandboxKeys, SandboxOptions, SpherepayOptions } from "./options.ts";
import { knownOptions, requireOneOf } from "./options.ts";
import type { Provider } from "./provider.ts";
import type { RequestEntry } from "./request.ts";
import { readRequest, toResponse, untilAborted } from "./request.ts";
import type { Sandbox } from "./sandbox-types.ts";
import { createSpherepay } from "./spherepay/index.ts";

export const PROVIDERS: readonly ProviderName[] = ["spherepay", "grid", "bridge"];
const ORIGIN = "https://sandbox.kyclink.example";
export const OPTIONS = {
  clock: 1,
  origin: 1,
  hostedOrigin: 1,
  ids: 1,
  keys: 1,
  onRequest: 1,
  spherepay: 1,
  grid: 1,
  bridge: 1,
} satisfies Record<keyof SandboxOptions, 1>;
const SPHEREPAY_OPTIONS = { errors: 1 } satisfies Record<keyof SpherepayOptions, 1>;
const GRID_OPTIONS = { errors: 1, regulated: 1, requiredFields: 1 } satisfies Record<keyof GridOptions, 1>;
const BRIDGE_OPTIONS = { errors: 1, customerId: 1, schemes: 1 } satisfies Record<keyof BridgeOptions, 1>;

/**
 * Creates a sandbox without customers. Sandboxes are independent of each other and have their own webhook keys.
 *
 * @param options The clock, origins and behaviour of the providers.
 * @example
 * const sandbox = createSandbox();
 * const client = grid({ clientId: "any", clientSecret: "any", baseUrl: sandbox.baseUrls.grid, fetch: sandbox.fetch });
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: small functions that share one sandbox
export function createSandbox(options?: SandboxOptions): Sandbox {
  const { clock, origin, hostedOrigin, ids, keys, onRequest, ...own } = knownOptions(options, OPTIONS);
  const spherepay = knownOptions(own.spherepay, SPHEREPAY_OPTIONS);
  const grid = knownOptions(own.grid, GRID_OPTIONS);
  const bridge = knownOptions(own.bridge, BRIDGE_OPTIONS);
  requireOneOf("createSandbox: ids", ids, ["random", "deterministic"]);
  requireOneOf("createSandbox: spherepay.errors", spherepay.errors, ["problem", "legacy", "v1"]);
  requireOneOf("createSandbox: grid.errors", grid.errors, ["wire", "specified"]);
  requireOneOf("createSandbox: bridge.errors", bridge.errors, ["names", "messages"]);
  requireOneOf("createSandbox: bridge.customerId", bridge.customerId, ["later", "at_once"]);
  const source = ids === "deterministic" ? countingBytes() : randomBytes;
  const now = readClock(clock);
  const base = new URL(origin ?? ORIGIN).origin;
  const hosted = hostedOrigin ?? origin;
  const pages = hosted == null ? undefined : new URL(hosted).origin;
  const failures = createFailures();
  const requests: RequestEntry[] = [];
  const deliveries = createDeliveries((provider, body) => providers[provider].sign(body));
  const links = createLinks(now, (provider) => pages ?? providers[provider].hostedOrigin);
  const context = { now, links, deliver: deliveries.record, keys };
  const providers: Record<ProviderName, Provider> = {
    spherepay: createSpherepay(context, spherepay),
    grid: createGrid(context, grid),
    bridge: createBridge(context, bridge),
  };
  const entries = keysOf(providers).map((name) => [name, providers[name]] as const);

  async function fetch(input: Parameters<Sandbox["fetch"]>[0], init?: Parameters<Sandbox["fetch"]>[1]): Promise<Response> {
    const { origin: host, path: fullPath, signal, ...rest } = await readRequest(input, init);
    const [name, provider] = entries.find(([, { basePath }]) => fullPath.startsWith(`${basePath}/`)) ?? [];
    if (host !== base || name === undefined || provider === undefined) {
      throw new TypeError("fetch failed: the sandbox only responds under its baseUrls");
    }
    const request = { ...rest, path: fullPath.slice(provider.basePath.length) };
    const { method, path } = request;
    const failure = failures.take({ provider: name, method, path });
    const kind = failure?.kind;
    const report = (status?: number) => {
      const entry = { provider: name, method, path: provider.pattern(method, path) ?? path, status, failure: kind };
      requests.push(entry);
      onRequest?.(entry);
    };

    if (kind === "drop_before" || kind === "hang") report();
    if (kind === "drop_before") throw new TypeError("fetch failed");
    if (kind === "hang") return untilAborted(signal);
    if (kind === "garbage") {
      report(200);
      return garbage();
    }
    const response = withIds(source, () => provider.handle(request, typeof kind === "number" ? failure : undefined));
    await deliveries.settled();
    report(kind === "drop_after" ? undefined : response.status);
    if (kind === "drop_after") throw new TypeError("fetch failed");
    signal?.throwIfAborted();
    return toResponse(response);
  }

  function providerOf(customerId: string) {
    return entries.find(([, { customers }]) => customers().some(({ id }) => id === customerId))?.[1];
  }

  /** Refuses a decision that the provider does not take about this customer. */
  function checkDecision(
    caller: string,
    provider: Provider,
    id: string,
    { decision, others = [] }: { decision: string; others?: string[] },
  ) {
    const { type = "individual" } = provider.customers().find((customer) => customer.id === id) ?? {};
    const known = [...provider.decisions[type], ...others];
    if (!known.includes(decision)) throw misused(`${caller}: decision must be one of ${known.join(", ")} for this customer`);
  }

  /** Returns the customer that was created last. */
  function newest() {
    const all = entries.flatMap(([, { customers }]) => customers());
    return all.reduce(
      (last: (typeof all)[number] | undefined, next) => (last && last.createdAtMs > next.createdAtMs ? last : next),
      undefined,
    );
  }

  async function sign(provider: ProviderName, event: object) {
    const body = JSON.stringify(event);
    return { body, ...(await providers[provider].sign(body)) };
  }
  // The return type depends on the provider, which only an overload can express.
  const signWebhook = sign as Sandbox["signWebhook"];

  return {
    fetch,
    baseUrls: {
      spherepay: base + providers.spherepay.basePath,
      grid: base + providers.grid.basePath,
      bridge: base + providers.bridge.basePath,
    },

    customers: () =>
      structuredClone(
        entries.flatMap(([provider, { customers }]) =>
          customers().map(({ createdAtMs: _, type, ...customer }) => ({
            provider,
            ...customer,
            decisions: [...providers[provider].decisions[type]],
            links: links.of(customer.id).map((link) => ({ url: link.url, kind: link.kind, ...expiryOf(link), state: links.state(link) })),
          })),
        ),
      ),

    async complete(customerId, decision) {
      const provider = providerOf(customerId);
      if (provider === undefined) throw misused("complete: no such customer in this sandbox");
      checkDecision("complete", provider, customerId, { decision });
      withIds(source, () => provider.complete(customerId, decision));
      await deliveries.settled();
    },

    async trigger(event, customerId) {
      const id = customerId ?? newest()?.id;
      const provider = id === undefined ? undefined : providerOf(id);
      if (id === undefined || provider === undefined) {
        if (!isStop(event) && !entries.some(([, one]) => eventsOf(one).includes(event)))
          refuseEvent(
            "trigger",
            entries.map(([, one]) => one),
          );
        throw misused("trigger: no such customer in this sandbox");
      }
      if (isStop(event)) {
        checkDecision("trigger", provider, id, { decision: event });
        withIds(source, () => provider.complete(id, event));
        await deliveries.settled();
        return;
      }
      const known = new Map(Object.entries(provider.triggers));
      const [type, decision] = known.get(event) ?? [...known.values()].find(([type]) => type === event) ?? [event];
      if (!provider.types.includes(type)) refuseEvent("trigger", [provider]);
      withIds(source, () => {
        const before = deliveries.count();
        if (decision !== undefined) provider.complete(id, decision);
        // If the customer had this status already, nothing was sent: the event is sent all the same.
        if (deliveries.count() === before) provider.announce(type, id);
      });
      await deliveries.settled();
    },

    async webhookKeys() {
      const [spherepay, grid, bridge] = await Promise.all([sign("spherepay", {}), sign("grid", {}), sign("bridge", {})]);
      return { spherepay: spherepay.secret, grid: grid.publicKey, bridge: bridge.publicKey } as Record<ProviderName, string>;
    },

    async exportKeys() {
      const names = entries.map(([name]) => name);
      const keys = await Promise.all(entries.map(async ([, { exportKey }]) => structuredClone(await exportKey())));
      const named = Object.fromEntries(names.map((name, at) => [name, keys[at]]));
      return named as unknown as SandboxKeys;
    },

    async createExample(event, only) {
      requireOneOf("createExample: provider", only, PROVIDERS);
      const asked = entries.filter(([name]) => (only ?? name) === name);
      const capable = asked.filter(([, provider]) => [...eventsOf(provider), ...provider.decisions.individual].includes(event));
      const [name, provider] = capable[0] ?? [];
      if (provider === undefined && asked.every(([, { customers }]) => customers().length === 0))
        refuseEvent(
          "createExample",
          asked.map(([, one]) => one),
        );
      if (provider === undefined || capable.some(([, { customers }]) => customers().length > 0)) return;
      const { path, headers: own, body } = provider.example;
      const headers = { ...own(), "content-type": "application/json" };
      const response = await fetch(base + provider.basePath + path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`the sandbox has refused its own example of ${name}: ${await response.text()}`);
    },

    requests: () => requests.map(({ provider, method, path, status }) => ({ provider, method, path, status })),

    openLink(urlOrToken) {
      const link = links.find(urlOrToken);
      const state = links.state(link);
      if (link === undefined) return { state: "unknown" };
      const { provider, kind, customerId, redirectUri } = link;
      return { state, provider, kind, customerId, redirectUri };
    },

    async finishLink(urlOrToken, decision) {
      if (!isDecision(decision) && decision !== "review") throw misused("finishLink: no provider takes this decision");
      const link = links.find(urlOrToken);
      const state = links.state(link);
      if (link === undefined || state !== "open") return { state, finished: false };
      checkDecision("finishLink", providers[link.provider], link.customerId, { decision, others: ["review"] });
      link.used = true;
      withIds(source, () => providers[link.provider].finishLink(link, decision));
      await deliveries.settled();
      return { state: "used", finished: true, redirectUri: link.redirectUri };
    },

    expireLink(urlOrToken) {
      const link = links.find(urlOrToken);
      if (link === undefined) throw misused("expireLink: no such link in this sandbox");
      links.expire(link);
    },

    nextFailure: failures.plan,
    signWebhook,
    deliveries: deliveries.list,
  };
}

/** Returns the events that a provider has. */
function eventsOf({ triggers, types }: Pick<Provider, "triggers" | "types">) {
  return [...Object.keys(triggers), ...types];
}

/** Refuses an event that none of these providers has. */
function refuseEvent(caller: string, asked: Provider[]) {
  const known = new Set(asked.flatMap(eventsOf));
  throw misused(`${caller}: the event must be one of ${[...known].join(", ")}`);
}

/** When a link expires, if it does. */
function expiryOf({ expiresAtMs }: StoredLink) {
  return Number.isFinite(expiresAtMs) ? { expiresAt: isoMillis(expiresAtMs) } : {};
}
