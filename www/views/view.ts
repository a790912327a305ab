/** The input of the pages: the handler's views, and what all pages share. */

import type { addressFields, countries, FormOperationName, fieldProps, Issue, subdivisions, validate } from "kyclink/form";
import type { Texts } from "./texts/index.ts";

/** The functions of `kyclink/form`. They are passed in, because a page's script loads them after the page. */
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
  /** The provider's name as people know it. */
  partner: string;
  texts: Texts;
}

export interface FormSite extends Site {
  rules: Rules;
  /** The module with the subdivision names, once it is loaded. */
  names?: Pick<typeof import("kyclink/names/en"), "default" | "subdivisionCode">;
}

export type Values = Readonly<Record<string, string>>;
export type Channel = "email" | "phone";
export type Finding = Pick<Issue, "code" | "message"> & { path: readonly (string | number)[] };

export interface ContactView {
  kind: "verify_contact";
  /** The contacts to confirm; empty if they are not known. */
  channels?: readonly Channel[];
  /** The next step: `confirm` after a code was sent, `link` when every contact is confirmed. */
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
  /** An error about the form as a whole. */
  notice?: string;
}

export interface ErrorView {
  kind: "error";
  problem?: { status: number; code: string };
  values?: Values;
}

export type View = FormView | ContactView | StatusView | ErrorView;
