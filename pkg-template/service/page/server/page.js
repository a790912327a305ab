// The page of one handler: its routes beside the handler's own, and the HTML of the handler's views.

import { classOf } from "../../../module/bytes.js";
import { startClock } from "../../../module/call/attempts.js";
import { DEFAULT_TIMEOUT } from "../../../module/call/transport.js";
import { misuse } from "../../../module/error.js";
import { toJson } from "../../../module/to-json.js";
import { isLocal } from "../../edge/config/local.js";
import { startDeadline, within } from "../../edge/engine/deadline.js";
import { report, reportStep } from "../../edge/report.js";
import { withoutSlash } from "../../edge/request/path.js";
import { askRateLimit } from "../../edge/request/rate-limit.js";
import { acceptedLocale, LOCALES } from "../texts/index.js";
import { document } from "../views/document.js";
import { Markup } from "../views/html.js";
import { viewToShow } from "../views/page.js";
import { withAgreements } from "./agreements.js";
import { codeOf } from "./code.js";
import { add, assets, DATA_VERSION, FILES, fileResponse } from "./files.js";
import { isInApp } from "./in-app.js";
import { ownFieldControls } from "./own-fields.js";
import { HTML_HEADERS, headersOf, PLAIN_HEADERS } from "./policy.js";
import { valuesOf } from "./prefill.js";
import { scriptTexts } from "./script-texts.js";
import { hasSession } from "./session.js";
import { siteOf } from "./site.js";

/**
 * @import { Config, PageHooks } from "../../../types/edge.js"
 * @import { HandlerCode } from "../../../types/handler-codes.js"
 * @import { Locale } from "../../../types/page.js"
 * @import { DocumentSite, FormView, StatusView, View } from "../views/view.js"
 * @import { Made } from "./files.js"
 * @import { Options } from "./options.js"
 */

/** The route that `rateLimit` gets for all routes of the page itself. */
const ROUTE = "page";
/**
 * @param {Config} config
 * @param {Options} options
 * @returns {PageHooks}
 */
export function pageOf(config, options) {
  if (config.render) throw misuse("Give createHandler either page or render: page renders all views.");
  const base = config.basePath ?? "";
  const ownFields = ownFieldControls(config, "en");
  const site = siteOf(config, options);
  const pageHeaders = headersOf(config, options);
  /** @type {Made} */
  const made = new Map();
  const about = { hooks: config, advised: new Map(), isLocal: isLocal(config.allowedOrigins) };
  /**
   * The requests to which this page responded with HTML, with the headers of that page, and those that the `authorize` hook refused.
   *
   * @type {WeakMap<Request, Record<string, string>>}
   */
  const rendered = new WeakMap();
  /** @type {WeakSet<Request>} */
  const refused = new WeakSet();
  /** How each request asks for agreements. @type {WeakMap<Request, () => Promise<import("../../../types/edge.js").AskedAgreements>>} */
  const asks = new WeakMap();

  /**
   * @param {Request} request
   * @returns {Locale | undefined}
   */
  function chosenLocale(request) {
    if (typeof options.locale !== "function") return options.locale;
    try {
      return options.locale(request);
    } catch (error) {
      report({ ...about, route: ROUTE, hook: "locale" }, error);
      return undefined;
    }
  }

  /**
   * @param {Request} request
   * @returns {Locale}
   */
  function localeOf(request) {
    const chosen = chosenLocale(request);
    return LOCALES.find((locale) => locale === chosen) ?? acceptedLocale(request.headers.get("accept-language") ?? "");
  }

  // The files that depend on the configuration. Every process makes the same ones, so any process can serve them.
  /** @param {Locale} locale */
  async function textsFile(locale) {
    const { texts } = await site.inLanguage(locale);
    return add(made, `texts-${locale}`, "js", `export default ${toJson(scriptTexts(texts))};\n`);
  }

  /** @returns {Promise<string | undefined>} */
  async function themeFile() {
    return options.theme.css === undefined ? undefined : add(made, "theme", "css", options.theme.css);
  }

  async function countriesPrefix() {
    return (await add(made, "country", "json", toJson([DATA_VERSION, site.operation, site.prepares]))).slice(0, -".json".length);
  }

  /**
   * @param {View} view
   * @param {Request} request
   */
  async function html(view, request) {
    const locale = localeOf(request);
    const shared = await site.inLanguage(locale);
    const { values } = /** @type {FormView} */ (view);
    const country = await site.countryData(locale, values?.["address.country"]);
    /** @param {string} name */
    const packed = (name) => (options.assets ? options.assets.href + name : `${base}/assets/${name}`);
    /** @param {string} name */
    const asset = (name) => `${base}/assets/${name}`;
    const { scheme } = options.theme;
    const theme = await themeFile();
    const files = {
      icon: asset(FILES.icon),
      script: packed(FILES.script),
      styles: [
        { href: packed(FILES.style) },
        ...(scheme === "light"
          ? []
          : [{ href: packed(FILES.dark), ...(scheme === undefined && { media: "(prefers-color-scheme: dark)" }) }]),
        ...(theme === undefined ? [] : [{ href: asset(theme) }]),
      ],
      texts: asset(await textsFile(locale)),
      countries: asset(`${await countriesPrefix()}-`),
      logo: options.logo,
    };
    /** @type {DocumentSite} */
    const all = { ...shared, country, inApp: isInApp(request), files, newKey: crypto.randomUUID() };
    const shown = await withAgreements(viewToShow(view, all), asks.get(request));
    const whole = (options.document ?? document)(shown, all);
    if (!(whole instanceof Markup)) throw misuse("document must return what html`…` makes.");
    return whole.text;
  }

  /**
   * @param {Request} request
   * @param {number} status
   * @param {HandlerCode} code
   * @param {HeadersInit} headers
   */
  function errorResponse(request, status, code, headers) {
    return htmlResponse({ kind: "error", problem: { status, code } }, request, { status, headers });
  }

  /**
   * @param {View} view
   * @param {Request} request
   * @param {{ status?: number, headers?: HeadersInit }} [init]
   */
  async function htmlResponse(view, request, { status = 200, headers } = {}) {
    const all = new Headers(headers);
    for (const [name, value] of Object.entries({ ...HTML_HEADERS, ...pageHeaders })) all.set(name, value);
    const body = await html(view, request);
    return new Response(request.method === "HEAD" ? null : body, { status, headers: all });
  }

  /**
   * Asks `rateLimit` about a route of the page itself, as the handler does about its own. Returns the refusal, if any.
   *
   * @param {Request} request
   * @returns {Promise<Response | undefined>}
   */
  async function refusedByRate(request) {
    const { rateLimit, timeout = DEFAULT_TIMEOUT } = config;
    if (typeof rateLimit !== "function") return undefined;
    const deadline = startDeadline(timeout);
    try {
      const verdict = await within({ deadline, timeout }, () =>
        askRateLimit(rateLimit, request, ROUTE, (error) => report({ ...about, route: "" }, error)),
      );
      if (verdict === true) return undefined;
      const { retryAfterMs } = verdict;
      const seconds = Number.isFinite(retryAfterMs)
        ? String(Math.ceil(Math.max(/** @type {number} */ (retryAfterMs), 1) / 1000))
        : undefined;
      return errorResponse(request, 429, "too_many_requests", seconds === undefined ? {} : { "retry-after": seconds });
    } catch (error) {
      report({ ...about, route: ROUTE, hook: "rateLimit" }, error);
      return errorResponse(request, 503, "not_now", { "retry-after": "1" });
    } finally {
      deadline.stop();
    }
  }

  /**
   * Returns the form, with what the application knows of the person.
   *
   * @param {Request} request
   * @returns {Promise<FormView>}
   */
  async function formView(request) {
    const { prefill } = options;
    if (!prefill) return { kind: "form" };
    const { timeout = DEFAULT_TIMEOUT } = config;
    const deadline = startDeadline(timeout);
    try {
      const values = valuesOf(await within({ deadline, timeout }, async () => prefill(request)), ownFields);
      return Object.keys(values).length > 0 ? { kind: "form", values, isPrefilled: true } : { kind: "form" };
    } catch (error) {
      // People can fill in the form themselves.
      report({ ...about, route: ROUTE, hook: "prefill" }, error);
      return { kind: "form" };
    } finally {
      deadline.stop();
    }
  }

  /**
   * Responds to the routes of the page itself; `undefined` for all others.
   *
   * @param {Request} request
   * @param {(cookie: string) => Promise<boolean>} opens
   * @returns {Promise<Response | undefined>}
   */
  async function ownRoute(request, opens) {
    const { method, headers, url } = request;
    const pathname = withoutSlash(new URL(url).pathname);
    const isRead = method === "GET" || method === "HEAD";
    if (pathname.startsWith(`${base}/assets/`)) return isRead ? file(pathname.slice(`${base}/assets/`.length), method) : undefined;
    const isNew = pathname === `${base}/new`;
    if (!isNew && pathname !== base) return undefined;
    const refusal = await refusedByRate(request);
    if (refusal) return refusal;
    if (!isRead) return errorResponse(request, 405, "method_not_allowed", { allow: "GET, HEAD" });
    // A person who has started in this browser continues there. An old cookie may no longer open.
    if (!isNew && (await hasSession(headers, opens, config.allowedOrigins))) {
      return new Response(null, { status: 303, headers: { location: `${base}/status`, ...PLAIN_HEADERS } });
    }
    const elapsed = startClock();
    const view = await withAgreements(await formView(request), asks.get(request));
    const isUnknown = view.kind === "error";
    const response = await htmlResponse(view, request, isUnknown ? { status: 503, headers: { "retry-after": "1" } } : {});
    if (isUnknown) return response;
    reportStep({ hooks: config, route: ROUTE }, { step: "form_shown", ms: elapsed() });
    return response;
  }

  /**
   * @param {string} name
   * @param {string} method
   * @returns {Promise<Response | undefined>}
   */
  async function file(name, method) {
    const [, locale, country] = /-([a-z]{2})-([A-Z]{2})\.json$/.exec(name) ?? [];
    const known = LOCALES.find((each) => each === locale);
    if (known && name === `${await countriesPrefix()}-${known}-${country}.json`) {
      const data = await site.countryData(known, country);
      return data && fileResponse(name, toJson(data), method);
    }
    // Another process may have rendered the page that names this file.
    const [, language] = /^texts-([a-z]{2})-/.exec(name) ?? [];
    await Promise.all([themeFile(), ...LOCALES.filter((locale) => locale === language).map(textsFile)]);
    const contents = made.get(name) ?? (Object.hasOwn(assets, name) ? assets[name] : undefined);
    return contents === undefined ? undefined : fileResponse(name, contents, method);
  }

  /**
   * Redirects a posted form to the status instead of the link, if the hosted page would not send the person back.
   *
   * @param {Request} request
   * @param {Response} response
   */
  async function redirectToStatus(request, response) {
    const kycUrl = response.headers.get("location");
    // The handler's own redirects have a path.
    const leadsAway = kycUrl !== null && URL.canParse(kycUrl);
    // A renewed link opens in the tab that its button has opened.
    const isNew = request.method === "POST" && withoutSlash(new URL(request.url).pathname) === `${base}/links`;
    const isLink = isNew && response.status === 303 && leadsAway && !refused.has(request);
    if (!isLink || !(await site.inLanguage("en")).newTab) return response;
    response.headers.set("location", `${base}/status`);
    return response;
  }

  return {
    phoneCountry: "address",
    ...(site.frames && { present: /** @type {const} */ ("frame") }),
    drawQrCode: codeOf,
    findListedState: (request, country, text) => site.stateCode(localeOf(request), country, text),

    render(view, request) {
      const { presentation, ...rest } = /** @type {Partial<StatusView>} */ (view);
      // Browsers inside other apps often have no camera: what they get is the link, and what to do with it.
      /** @type {Partial<StatusView>} */
      const shown = isInApp(request) ? rest : { ...rest, presentation };
      rendered.set(request, headersOf(config, options, shown.presentation));
      return html(/** @type {View} */ (shown), request);
    },

    ...(config.authorize && {
      async authorize(request, route) {
        const returned = await config.authorize?.(request, route);
        if (classOf(returned) === "Response") refused.add(request);
        return returned;
      },
    }),

    async serve(request, respond, opens, agreements) {
      asks.set(request, agreements);
      try {
        const shown = await ownRoute(request, opens);
        if (shown) return shown;
        const response = await respond();
        for (const [name, value] of Object.entries(rendered.get(request) ?? {})) response.headers.set(name, value);
        return await redirectToStatus(request, response);
      } catch (error) {
        report({ ...about, route: "" }, error);
        return new Response(null, { status: 500, headers: PLAIN_HEADERS });
      }
    },
  };
}
