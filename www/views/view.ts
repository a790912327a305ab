/** What the pages are rendered from: the handler's views, and what they all share. */

import type { addressFields, countries, FormOperationName, fieldProps, Issue, subdivisions, validate } from "kyclink/form";
import type { Texts } from "./texts/index.ts";

/** The functions of `kyclink/form`: a parameter, because the script of a web page loads them later. */
export interface Rules {
  addressFields: typeof addressFields;
  countries: typeof countries;
  fieldProps: typeof fieldProps;
  subdivisions: typeof subdivisions;
  validate: typeof validate;
}

/** What all pages of a site share. */
export interface Site {
  operation: FormOperationName;
  /** The provider's name for people. */
  partner: string;
  texts: Texts;
}

export interface FormSite extends Site {
  rules: Rules;
  /** The module with the names of subdivisions, if it is loaded. */
  names?: Pick<typeof import("kyclink/names/en"), "default" | "subdivisionCode">;
}

export type Values = Readonly<Record<string, string>>;
export type Channel = "email" | "phone";
export type FieldIssue = Pick<Issue, "code" | "message"> & { path: readonly (string | number)[] };

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

export type View = FormView | ContactView | StatusView | ErrorView;
