/**
 * The sandbox as an HTTP server in Node, for programs that cannot use its `fetch`: a Worker, a browser, another
 * process. The API is on 127.0.0.1 and hosted pages are on localhost: all ports of a host share cookies, and the
 * identity provider's pages must not get the app's.
 */

import { misused } from "../../module/options/unknown-option.ts";
import { later } from "./clock.ts";
import type { DeliveryAttempt } from "./courier.ts";
import { createCourier } from "./courier.ts";
import { hostedPage, respondHosted } from "./hosted.ts";
import { HOST, serve } from "./http.ts";
import type { ProviderName, SandboxOptions } from "./options.ts";
import { knownOptions, requireOneOf } from "./options.ts";
import { createSandbox, PROVIDERS, OPTIONS as SANDBOX_OPTIONS } from "./sandbox.ts";
import type { Sandbox } from "./sandbox-types.ts";

/** Options of {@link startSandbox}. */
export interface ServerOptions extends Omit<SandboxOptions, "origin" | "hostedOrigin"> {
  /**
   * The port on 127.0.0.1; 0 chooses a free one. Rejects if it is taken.
   *
   * @default 0
   */
  port?: number | undefined;
  /**
   * The provider whose webhooks are sent to `forward`.
   *
   * @default all
   */
  provider?: ProviderName | undefined;
  /**
   * The URL that gets the webhooks, or a function that returns it for a provider. A failed delivery (5xx, or no
   * response within 35 seconds) is retried up to four times.
   */
  forward?: string | ((provider: ProviderName) => string) | undefined;
  /** After how many milliseconds a customer that was left in review is approved; by default never. */
  reviewMs?: number | undefined;
  /** Called after each attempt to deliver a webhook. `status` is `undefined` without a response. */
  onDelivery?: ((delivery: DeliveryAttempt) => void) | undefined;
}

/** A sandbox that runs as an HTTP server. It sends its webhooks to `forward`. */
export interface RunningSandbox extends Sandbox {
  /** Where it listens: `http://127.0.0.1:4010`. */
  url: string;
  /** The port. */
  port: number;
  /** Where its hosted pages are: on another host than `url`, so that they do not share its cookies. */
  hostedOrigin: string;
  /** Stops the server and its webhooks: none is sent or tried again, and `onDelivery` is not called any more. */
  close(): Promise<void>;
}

const { origin: _, hostedOrigin: __, ...SHARED } = SANDBOX_OPTIONS;
const OPTIONS = { ...SHARED, port: 1, provider: 1, forward: 1, reviewMs: 1, onDelivery: 1 } satisfies Record<keyof ServerOptions, 1>;
/** The path of `kyclink trigger`'s requests. */
const TRIGGER = "/trigger";

/**
 * Starts a sandbox as an HTTP server on this machine, with hosted pages in which a person chooses the outcome. For
 * Node.
 *
 * @example
 * const sandbox = await startSandbox({ provider: "spherepay", forward: "http://127.0.0.1:8787/kyc/webhooks/spherepay" });
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay });
 * await sandbox.close();
 */
export async function startSandbox(options?: ServerOptions): Promise<RunningSandbox> {
  const known = knownOptions(options, OPTIONS);
  const { port: requestedPort = 0, provider, forward, reviewMs, onDelivery = () => {}, ...ofSandbox } = known;
  requireOneOf("startSandbox: provider", provider, PROVIDERS);
  if (!(Number.isInteger(requestedPort) && requestedPort >= 0 && requestedPort <= 65_535)) {
    throw misused("startSandbox: port must be a whole number from 0 to 65535");
  }
  // Wrong options are refused before the server listens.
  createSandbox(ofSandbox);
  const { port, close } = await serve(requestedPort, (request) => respond(request));
  const url = `http://${HOST}:${port}`;
  const hostedOrigin = `http://localhost:${port}`;
  const sandbox = createSandbox({ ...ofSandbox, origin: url, hostedOrigin });
  const receiver = (name: ProviderName) =>
    provider !== undefined && provider !== name ? undefined : typeof forward === "function" ? forward(name) : forward;
  const courier = createCourier(sandbox, receiver, onDelivery);

  /** Waits for an operation, and sends the webhooks that it caused: after the response, as a provider does. */
  const delivering = <T>(done: Promise<T>) => done.finally(() => void setTimeout(courier.deliver, 0));

  const started: Sandbox = {
    ...sandbox,
    complete: (...given) => delivering(sandbox.complete(...given)),
    finishLink: (...given) => delivering(sandbox.finishLink(...given)),
    trigger: (...given) => delivering(sandbox.trigger(...given)),
  };

  /** Responds when the event's webhooks are delivered, and says how that has ended. */
  async function respondTrigger(request: Request) {
    // A web page of another origin can send JSON only after a preflight request, which gets a 404.
    if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
    const body = await request.json().catch(() => undefined);
    if (typeof body !== "object" || body === null) return new Response(null, { status: 400 });
    const { event, customerId } = body;
    try {
      if (customerId === undefined) await sandbox.createExample(event, provider);
      await sandbox.trigger(event, customerId);
    } catch (error) {
      return Response.json({ message: error instanceof Error ? error.message : String(error) }, { status: 422 });
    }
    const deliveries = await courier.deliver();
    return deliveries.length > 0 ? Response.json({ deliveries }) : new Response(null, { status: 204 });
  }

  function endReview(customerId: string) {
    if (reviewMs !== undefined) later(() => void started.complete(customerId, "approve"), reviewMs);
  }

  async function respond(request: Request) {
    const { origin, pathname } = new URL(request.url);
    // Another host name that resolves to this machine is a DNS rebinding attack.
    if (origin !== url && origin !== hostedOrigin) return new Response(null, { status: 421, headers: { connection: "close" } });
    const page = hostedPage(new URL(request.url));
    if (page !== undefined) return respondHosted(request, { sandbox: started, page, onReview: endReview });
    if (Object.values(sandbox.baseUrls).some((base) => request.url.startsWith(`${base}/`))) return delivering(sandbox.fetch(request));
    if (pathname === TRIGGER && request.method === "POST") return respondTrigger(request);
    const text = "The sandbox responds under /spherepay, /grid/2025-10-13, /bridge/v0 and /hosted.\n";
    return new Response(text, { status: 404, headers: { "content-type": "text/plain" } });
  }

  return {
    ...started,
    url,
    port,
    hostedOrigin,
    close() {
      courier.stop();
      return close();
    },
  };
}
