// The page of one handler: its routes beside the handler's own, and the HTML of the handler's views.

import { classOf } from "../../../module/bytes.ts";
import { startClock } from "../../../module/call/attempts.ts";
import { DEFAULT_TIMEOUT } from "../../../module/call/transport.ts";
import { misuse } from "../../../module/error.ts";
import type { Config } from "../../edge/config/config.ts";
import type { Authorized, Route } from "../../edge/config/gates.ts";
import type { PageHooks } from "../../edge/config/hooks.ts";
import { isLocal } from "../../edge/config/local.ts";
import { startDeadline, within } from "../../edge/engine/deadline.ts";
import type { HandlerCode } from "../../edge/handler-codes.ts";
import { report, reportStep } from "../../edge/report.ts";
import { withoutSlash } from "../../edge/request/path.ts";
import { askRateLimit } from "../../edge/request/rate-limit.ts";
import { acceptedLocale, LOCALES } from "../texts/index.ts";
import type { Locale } from "../texts/locale.ts";
import { countryCode } from "../views/countries.ts";
import { document } from "../views/document.ts";
import { Markup } from "../views/html.ts";
import { viewToShow } from "../views/page.ts";
import type { DocumentSite, FormView, View } from "../views/view.js";
import { withAgreements } from "./agreements.ts";
import { codeOf } from "./code.ts";
import { isInApp } from "./in-app.ts";
import type { Options } from "./options.ts";
import { ownFieldControls } from "./own-fields.ts";
import { PageFiles } from "./page-files.ts";
import { HTML_HEADERS, headersOf, PLAIN_HEADERS } from "./policy.ts";
import { unreadable, valuesOf } from "./prefill.ts";
import { hasSession, testCookie } from "./session.ts";
import { siteOf } from "./site.ts";

/** What the handler does for the page. */
type HandlerOfPage = Parameters<PageHooks["serve"]>[1];

type AskForAgreements = HandlerOfPage["agreements"];

/** The route that `rateLimit` gets for all routes of the page itself. */
const ROUTE = "page";

export function pageOf(config: Config, options: Options): PageHooks {
  if (config.render) throw misuse("Give createHandler either page or render: page renders all views.");
  const site = siteOf(config, options);
  const page = new HandlerPage(config, options, site);
  return {
    phoneCountry: "address",
    ...(site.frames && { present: "frame" as const }),
    drawQrCode: codeOf,
    findListedState: (request, country, text) => site.stateCode(page.localeOf(request), country, text),
    render: (view, request) => page.render(view, request),
    ...(config.authorize && { authorize: (request, route) => page.authorize(request, route) }),
    serve: (request, handler) => page.serve(request, handler),
  };
}

class HandlerPage {
  #config;
  #options;
  #site;
  #base;
  #files;
  #ownFields;
  #pageHeaders;
  #about;
  /**
   * The requests to which this page responded with HTML, with the headers of that page, and those that the `authorize` hook refused.
   */
  #rendered: WeakMap<Request, Record<string, string>> = new WeakMap();
  #refused: WeakSet<Request> = new WeakSet();
  /** The requests to which the form is the response. */
  #showsForm: WeakSet<Request> = new WeakSet();
  /** How each request asks for agreements. */
  #asks: WeakMap<Request, AskForAgreements> = new WeakMap();

  constructor(config: Config, options: Options, site: ReturnType<typeof siteOf>) {
    this.#config = config;
    this.#options = options;
    this.#site = site;
    this.#base = config.basePath ?? "";
    this.#files = new PageFiles(options, site, this.#base);
    this.#ownFields = ownFieldControls(config, "en");
    this.#pageHeaders = headersOf(config, options);
    this.#about = { hooks: config, advised: new Map(), isLocal: isLocal(config.allowedOrigins) };
  }

  /** Responds to the routes of the page itself, and completes what the handler responds to all others. */
  async serve(request: Request, handler: HandlerOfPage) {
    this.#asks.set(request, handler.agreements);
    try {
      const shown = await this.#ownRoute(request, handler);
      if (shown) return shown;
      const response = await handler.respond();
      for (const [name, value] of Object.entries(this.#rendered.get(request) ?? {})) response.headers.set(name, value);
      // A page of the application's own may have posted, so that this is the first form that asks for it.
      if (this.#showsForm.has(request) && !response.headers.has("set-cookie"))
        response.headers.set("set-cookie", testCookie(request.headers, this.#config.allowedOrigins));
      return await this.#redirectToStatus(request, response);
    } catch (error) {
      report({ ...this.#about, route: "" }, error);
      return new Response(null, { status: 500, headers: PLAIN_HEADERS });
    }
  }

  render(view: View, request: Request) {
    // Browsers inside other apps often have no camera: what they get is the link, and what to do with it.
    const shown = view.kind === "status" && isInApp(request) ? { ...view, presentation: undefined } : view;
    this.#rendered.set(request, headersOf(this.#config, this.#options, shown.kind === "status" ? shown.presentation : undefined));
    if (this.#isPosted(request) && view.kind === "form") this.#showsForm.add(request);
    return this.#html(shown, request);
  }

  async authorize(request: Request, route: Route): Promise<Authorized> {
    const returned = await this.#config.authorize?.(request, route);
    if (classOf(returned) === "Response") this.#refused.add(request);
    return returned;
  }

  localeOf(request: Request): Locale {
    const chosen = this.#chosenLocale(request);
    return LOCALES.find((locale) => locale === chosen) ?? acceptedLocale(request.headers.get("accept-language") ?? "");
  }

  #chosenLocale(request: Request): Locale | undefined {
    const { locale } = this.#options;
    if (typeof locale !== "function") return locale;
    try {
      return locale(request);
    } catch (error) {
      report({ ...this.#about, route: ROUTE, hook: "locale" }, error);
      return undefined;
    }
  }

  /** Responds to the routes of the page itself; `undefined` for all others. */
  async #ownRoute(request: Request, { opens, isKnownMember }: HandlerOfPage): Promise<Response | undefined> {
    const base = this.#base;
    const { method, headers, url } = request;
    const pathname = withoutSlash(new URL(url).pathname);
    const isRead = method === "GET" || method === "HEAD";
    const assets = `${base}/assets/`;
    if (pathname.startsWith(assets)) return isRead ? this.#files.respond(pathname.slice(assets.length), method) : undefined;
    const isNew = pathname === `${base}/new`;
    if (!isNew && pathname !== base) return undefined;
    const refusal = await this.#refusedByRate(request);
    if (refusal) return refusal;
    if (!isRead) return this.#errorResponse(request, 405, "method_not_allowed", { allow: "GET, HEAD" });
    // A person who has started continues there: in this browser, whose old cookie may no longer open, or by their login.
    if (!isNew && ((await hasSession(headers, opens, this.#config.allowedOrigins)) || (await isKnownMember()))) {
      return new Response(null, { status: 303, headers: { location: `${base}/status`, ...PLAIN_HEADERS } });
    }
    const elapsed = startClock();
    const view = await withAgreements(await this.#formView(request), this.#asks.get(request));
    const isUnknown = view.kind === "error";
    const response = await this.#htmlResponse(view, request, isUnknown ? { status: 503, headers: { "retry-after": "1" } } : {});
    if (isUnknown) return response;
    response.headers.set("set-cookie", testCookie(headers, this.#config.allowedOrigins));
    reportStep({ hooks: this.#config, route: ROUTE }, { step: "form_shown", ms: elapsed() });
    return response;
  }

  /**
   * Asks `rateLimit` about a route of the page itself, as the handler does about its own. Returns the refusal, if any.
   */
  async #refusedByRate(request: Request): Promise<Response | undefined> {
    const { rateLimit, timeout = DEFAULT_TIMEOUT } = this.#config;
    if (typeof rateLimit !== "function") return undefined;
    const deadline = startDeadline(timeout);
    try {
      const verdict = await within({ deadline, timeout }, () =>
        askRateLimit(rateLimit, request, ROUTE, (error) => report({ ...this.#about, route: "" }, error)),
      );
      if (verdict === true) return undefined;
      const { retryAfterMs } = verdict;
      const seconds = Number.isFinite(retryAfterMs) ? String(Math.ceil(Math.max(retryAfterMs as number, 1) / 1000)) : undefined;
      return this.#errorResponse(request, 429, "too_many_requests", seconds === undefined ? {} : { "retry-after": seconds });
    } catch (error) {
      report({ ...this.#about, route: ROUTE, hook: "rateLimit" }, error);
      return this.#errorResponse(request, 503, "not_now", { "retry-after": "1" });
    } finally {
      deadline.stop();
    }
  }

  /** Returns the form, with what the application knows of the person. */
  async #formView(request: Request): Promise<FormView> {
    const { prefill } = this.#options;
    if (!prefill) return { kind: "form" };
    const { timeout = DEFAULT_TIMEOUT } = this.#config;
    const deadline = startDeadline(timeout);
    try {
      const { values, unread } = valuesOf(await within({ deadline, timeout }, async () => prefill(request)), this.#ownFields);
      for (const name of unread) report({ ...this.#about, route: ROUTE, hook: "prefill" }, unreadable(name));
      return Object.keys(values).length > 0 ? { kind: "form", values, isPrefilled: true } : { kind: "form" };
    } catch (error) {
      // People can fill in the form themselves.
      report({ ...this.#about, route: ROUTE, hook: "prefill" }, error);
      return { kind: "form" };
    } finally {
      deadline.stop();
    }
  }

  #errorResponse(request: Request, status: number, code: HandlerCode, headers: HeadersInit) {
    return this.#htmlResponse({ kind: "error", problem: { status, code } }, request, { status, headers });
  }

  async #htmlResponse(view: View, request: Request, { status = 200, headers }: { status?: number; headers?: HeadersInit } = {}) {
    const all = new Headers(headers);
    for (const [name, value] of Object.entries({ ...HTML_HEADERS, ...this.#pageHeaders })) all.set(name, value);
    const body = await this.#html(view, request);
    return new Response(request.method === "HEAD" ? null : body, { status, headers: all });
  }

  async #html(view: View, request: Request) {
    const locale = this.localeOf(request);
    const shared = await this.#site.inLanguage(locale);
    const values = "values" in view ? view.values : undefined;
    const country = await this.#site.countryData(locale, countryCode(values?.["address.country"], shared));
    const files = await this.#files.inLanguage(locale);
    const { name, privacyUrl } = this.#options;
    const own = { inApp: isInApp(request), newKey: crypto.randomUUID(), name, privacyUrl };
    const all: DocumentSite = { ...shared, ...own, country, files };
    const shown = await withAgreements(viewToShow(view, all), this.#asks.get(request));
    const whole = (this.#options.document ?? document)(shown, all);
    if (!(whole instanceof Markup)) throw misuse("document must return what html`…` makes.");
    return whole.text;
  }

  /** Whether a request has the form. A renewed link opens in the tab that its button has opened. */
  #isPosted({ method, url }: Request) {
    return method === "POST" && withoutSlash(new URL(url).pathname) === `${this.#base}/links`;
  }

  /** Redirects a posted form to the status instead of the link, if the hosted page would not send the person back. */
  async #redirectToStatus(request: Request, response: Response) {
    const kycUrl = response.headers.get("location");
    // The handler's own redirects have a path.
    const leadsAway = kycUrl !== null && URL.canParse(kycUrl);
    const isLink = this.#isPosted(request) && response.status === 303 && leadsAway && !this.#refused.has(request);
    if (!isLink || !(await this.#site.inLanguage("en")).newTab) return response;
    response.headers.set("location", `${this.#base}/status`);
    return response;
  }
}
