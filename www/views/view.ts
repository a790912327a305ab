/** What the pages are made from: the views of the handler, and what is the same for all of them. */

import type { addressFields, countries, FormOperationName, fieldProps, Issue, subdivisions, validate } from "kyclink/form";
import type { Texts } from "./texts/index.ts";

/** Of `kyclink/form`, handed in: a page's script has it later than the page. */
export interface Rules {
  addressFields: typeof addressFields;
  countries: typeof countries;
  fieldProps: typeof fieldProps;
  subdivisions: typeof subdivisions;
  validate: typeof validate;
}

/** The same for every page of a site. */
export interface Site {
  operation: FormOperationName;
  /** How people know the provider. */
  partner: string;
  texts: Texts;
}

export interface FormSite extends Site {
  rules: Rules;
  /** The module of the subdivisions' names, where it is loaded. */
  names?: Pick<typeof import("kyclink/names/en"), "default" | "subdivisionCode">;
}

export type Values = Readonly<Record<string, string>>;
export type Channel = "email" | "phone";
export type Finding = Pick<Issue, "code" | "message"> & { path: readonly (string | number)[] };

export interface ContactView {
  kind: "verify_contact";
  /** Empty where it is not known which are open. */
  channels?: readonly Channel[];
  /** `link` once nothing is left to confirm, `confirm` once a code was sent. */
  next?: string;
  values?: Values;
  issues?: readonly Finding[];
}

export interface StatusView {
  kind: "status";
  status: string;
}

export interface FormView {
  kind: "form";
  values?: Values;
  issues?: readonly Finding[];
  /** What went wrong with the form as a whole. */
  notice?: string;
}

export interface ErrorView {
  kind: "error";
  problem?: { status: number; code: string };
  values?: Values;
}

export type View = FormView | ContactView | StatusView | ErrorView;
