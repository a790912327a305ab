/** What the views are rendered from: the handler's views, and what they all share. */

import type { NextAction } from "../../types/edge.js";
import type { addressFields, countries, FieldProps, FormOperationName, Issue, subdivisions, validate } from "../../types/form.js";
import type { Locale, PageTexts } from "../../types/page.js";

/** The functions of `kyclink/form`: a parameter, because the script of a web page loads them later. */
export interface Rules {
  addressFields: typeof addressFields;
  countries: typeof countries;
  /** A method, which TypeScript lets take any name: those of the form are lists of its own. */
  fieldProps(operation: FormOperationName, path: string, options?: { country?: string }): FieldProps;
  subdivisions: typeof subdivisions;
  validate: typeof validate;
}

/** The texts of a page: those of the language, the labels of addresses, and the texts of messages. */
export interface Texts extends PageTexts {
  locale: Locale;
  addressLabels: Readonly<Record<string, string>>;
  issues: import("../../messages/localized.js").Texts;
}

/** What all views of a site share. */
export interface Site {
  /** The path of the handler. */
  base: string;
  operation: FormOperationName;
  /** The provider's name for people. */
  partner: string;
  /** Whether the hosted page opens in a new tab, because it sends nobody back. */
  newTab: boolean;
  texts: Texts;
}

/** What a country's form needs beside the rules; a web page loads it once the country is chosen. */
export interface CountryData {
  /** The states as people know them, if there is a list. */
  states?: readonly (readonly [code: string, name: string])[];
  phone?: { callingCode: string; example: string };
}

export interface FormSite extends Site {
  rules: Rules;
  /** The data of the chosen country, if it is loaded. */
  country?: CountryData | undefined;
  /** Finds the code of a state that was typed by name, where a server renders the form. */
  stateCode?: (country: string, text: string) => string | undefined;
}

export type Values = Readonly<Record<string, string>>;
export type Channel = "email" | "phone";
export type FieldIssue = Pick<Issue, "code" | "message"> & { path: readonly (string | number)[]; params?: Issue["params"] };

export interface ContactView {
  kind: "verify_contact";
  /** Empty if it is not known which are unconfirmed. */
  channels?: readonly Channel[];
  /** `link` once everything is confirmed, `confirm` once a code was sent. */
  next?: string;
  values?: Values;
  issues?: readonly FieldIssue[];
}

export interface StatusView {
  kind: "status";
  status: string;
  nextAction: NextAction;
  /** A link that has just been created, where it opens in a new tab. */
  kycUrl?: string;
}

export interface HandoffView {
  kind: "handoff";
  /** The link for another device; missing on the page to which it leads. */
  url?: string;
  /** Its QR code. */
  svg?: string;
}

export interface FormView {
  kind: "form";
  values?: Values;
  issues?: readonly FieldIssue[];
  /** What went wrong with the form as a whole. */
  notice?: string;
}

export interface ErrorView {
  kind: "error";
  problem?: { status: number; code: string };
  values?: Values;
}

export type View = FormView | ContactView | StatusView | HandoffView | ErrorView;
