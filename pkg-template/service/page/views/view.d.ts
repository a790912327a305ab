/** The data from which the views are rendered. */

import type { Preparation } from "../../../types/core.js";
import type { ShownAgreement } from "../../../types/edge.js";
import type {
  addressFields,
  countries,
  FieldProps,
  FormOperationName,
  PersonField,
  Policy,
  subdivisions,
  ValidateOptions,
  Verdict,
} from "../../../types/form.js";
import type { Locale, PageIssue, PageTexts, PageView } from "../../../types/page.js";
import type { OwnOperation } from "../../provider/own-operation.js";

/** The functions of `kyclink/form`: a parameter, because the script of a web page loads them later. */
export interface Rules {
  addressFields: typeof addressFields;
  countries: typeof countries;
  /** A method, because TypeScript then accepts any string as a name: the form has lists of its own. */
  fieldProps(
    operation: FormOperationName | OwnOperation,
    path: string,
    options?: { country?: string; personFields?: readonly PersonField[] },
  ): FieldProps;
  subdivisions: typeof subdivisions;
  validate(operation: FormOperationName | OwnOperation, input: unknown, options?: ValidateOptions): Verdict<unknown>;
  finder: typeof import("../../../module/names/find.js").finder;
}

/** The texts of a page: those of the language, the labels of addresses, and the texts of messages. */
export interface Texts extends PageTexts {
  locale: Locale;
  addressLabels: Readonly<Record<string, string>>;
  issues: import("../../../module/messages/localized.js").Texts;
}

/** What all views of a site share. */
export interface Site {
  /** The path of the handler. */
  base: string;
  /** The built-in operation, or that of a provider of one's own. */
  operation: FormOperationName | OwnOperation;
  /** The handler's, if it has one. */
  policy?: Policy | undefined;
  /** What the platform requires of a person beside the provider's schema. */
  personFields: readonly PersonField[];
  /** The provider's name for people. */
  partner: string;
  /** Whether the hosted page opens in a new tab, because it does not send the person back. */
  newTab: boolean;
  /** Whether the page frames the hosted pages that may be framed. */
  frames: boolean;
  /** Whether this is the browser of another app, where cameras often do not work. */
  inApp: boolean;
  /** How many digits the codes have that confirm contacts, where the provider sends some. */
  codeDigits?: number | undefined;
  /** How many business days a decision takes, where the provider says so. */
  decisions: { readonly [Type in keyof Preparations]?: Preparation["decisionDays"] };
  texts: Texts;
}

/** What to have at hand, by type of customer. */
export interface Preparations {
  individual?: Preparation;
  business?: Preparation;
}

/** The fields that only other providers of the handler need, with the operation of one that does. */
export type Extras = Map<string, FormOperationName | OwnOperation>;

/** A field of the application's own in the form. */
export interface OwnFieldControl {
  /** The name of its control: `own.` and the name of the field. */
  name: string;
  /** In the page's language. */
  label: string;
  kind: "text" | "checkbox";
  required: boolean;
}

/** What a country's form needs beside the rules; a web page loads it once the country is chosen. */
export interface CountryData {
  /** The states as people know them, if there is a list. */
  states?: readonly (readonly [code: string, name: string])[];
  /** How people write them: the tables of `finder`, the first in the order of the states. */
  spellings?: { names: string; usual: string; local: string };
  phone?: { callingCode: string; example: string };
  /** What to have at hand, if one provider is the only one. */
  prepare?: Preparations | undefined;
}

export interface FormSite extends Site {
  rules: Rules;
  /** The data of the chosen country, if it is loaded. */
  country?: CountryData | undefined;
  /** What to have at hand where the country is not known. Only a server knows it. */
  prepare?: Preparations | undefined;
  /** Whether the provider's platforms differ in what they require of a person. Only a server renders these fields. */
  mayRefuse?: boolean;
  /** The fields that only other providers need. Only a server renders them. */
  extras?: Extras;
  /** The type of applicant that is chosen. Only a server needs it. */
  type?: string | undefined;
  /** The application's own fields. Only a server renders them. */
  ownFields?: readonly OwnFieldControl[];
}

/** The files of a page, as URLs. */
export interface Files {
  icon: string;
  script: string;
  styles: readonly { href: string; media?: string }[];
  /** A module with the texts. */
  texts: string;
  /** The beginning of the URLs of the countries' data. */
  countries: string;
  logo?: { src: string; alt: string } | undefined;
}

/** Everything that a document is rendered from. */
export interface DocumentSite extends FormSite {
  files: Files;
  /** The name of the application, for people. */
  name?: string | undefined;
  /** The URL of its privacy policy. */
  privacyUrl?: string | undefined;
  /** The idempotency key of a form that has none yet. */
  newKey: string;
}

export type Channel = "email" | "phone";
export type FieldIssue = PageIssue;
export type Agreement = ShownAgreement;
export type View = PageView;
export type AgreementsView = Extract<View, { kind: "agreements" }>;
export type FormView = Extract<View, { kind: "form" }>;
export type ContactView = Extract<View, { kind: "verify_contact" }>;
export type HandoffView = Extract<View, { kind: "handoff" }>;
export type StatusView = Extract<View, { kind: "status" }>;
export type ErrorView = Extract<View, { kind: "error" }>;
