/** The formats that the schemas use, as their standards define them; the countries are those of the package `iso-3166`. */

import { iso31661 } from "iso-3166";

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const DATE = /^(\d{4}-\d{2}-\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const isDay = (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

export const FORMATS = {
  email: new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$`),
  date: (text) => DATE.test(text) && isDay(text),
  "date-time": (text) => isDay(DATE_TIME.exec(text)?.[1] ?? "none"),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(text) && URL.canParse(text),
  "json-pointer": /^(?:\/(?:[^~/]|~[01])*)*$/,
  "iso3166-1-alpha-2": (text) => iso31661.some(({ alpha2 }) => alpha2 === text),
  "iso3166-1-alpha-3": (text) => iso31661.some(({ alpha3 }) => alpha3 === text),
};
