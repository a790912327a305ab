/** The page's views with texts that are replaced with their names, and what a parser finds in them. */

import { pathToFileURL } from "node:url";
import { ORIGIN, setUp } from "../edge/harness.mjs";
import { file, subpath } from "../install/index.mjs";
import { elementsOf } from "./dom.mjs";

const { html, onboardingPage } = await subpath("page");

/** Imports a file of the page, as it is shipped. */
export const inside = (path) => import(pathToFileURL(file("dist/page", path)));
const { document } = await inside("views/document.js");

/** Returns the site of a page, as its document gets it. */
async function siteOf(country, { provider = "spherepay", headers, ...options } = {}) {
  let site;
  const keep = (_, given) => {
    site = given;
    return html``;
  };
  const { handler } = setUp({ page: onboardingPage({ document: keep, ...options }), provider });
  const body = new URLSearchParams({ type: "individual", "address.country": country });
  await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", body, headers: { accept: "text/html", origin: ORIGIN, ...headers } }));
  return site;
}

/** Replaces texts with their names. Places stay. */
function named(value, path = []) {
  if (typeof value === "string") return `⟦${path.join(".")}⟧${(value.match(/\{\w+\}/g) ?? []).join("")}`;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, named(inner, [...path, name])]));
}

function withNames({ texts: { locale, issues, addressLabels, messages, ...texts }, ...site }) {
  return { ...site, texts: { ...named(texts), locale, issues, messages: {}, addressLabels: named(addressLabels, ["address"]) } };
}

export const SITE = withNames(await siteOf("US"));
export const NOWHERE = withNames(await siteOf(""));
export const GRID = withNames(await siteOf("DE", { provider: "grid" }));

export const render = (view, more, site = SITE) => elementsOf(String(document(view, { ...site, ...more })));
export const find = (elements, name, attribute, value) =>
  elements.filter(
    (element) => (name === "*" || element.name === name) && (attribute === undefined || element.attributes[attribute] === value),
  );
export const byId = (elements, id) => find(elements, "*", "id", id)[0];

/** The names of the texts in a page, in their order. Names of options are left out. */
export function textsOf(elements) {
  const shown = elements.filter(({ name }) => name !== "option").flatMap(({ attributes, text }) => [...Object.values(attributes), text]);
  return [...shown.join(" ").matchAll(/⟦([^⟧]+)⟧/g)].map(([, name]) => name);
}

export const NEW_TAB = { kind: "status", status: "incomplete", nextAction: "open_link", kycUrl: "https://kyc.example/1" };

/** Returns the ids of the elements that have this attribute. */
export const idsWith = (page, name) => page.filter(({ attributes }) => name in attributes).map(({ attributes }) => attributes.id);
