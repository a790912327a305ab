/**
 * A list of countries in React: rendered by `html` on a server, and hydrated in a page, which puts React's errors into
 * `errors`.
 */

import { countries } from "kyclink/form";
import names from "kyclink/names/de";
import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";

const option = ({ alpha2, name }) => createElement("option", { key: alpha2, value: alpha2 }, name);
const Countries = () => createElement("select", null, countries({ names }).map(option));

export const html = () => renderToString(createElement(Countries));

if (typeof document !== "undefined") {
  const errors = [];
  hydrateRoot(document.getElementById("root"), createElement(Countries), {
    onRecoverableError: (error) => errors.push(String(error)),
  });
  globalThis.hydrated = () => document.querySelectorAll("option").length === 249 && errors;
}
