// The views of the onboarding page, and the HTML of each.
import type { CustomerType, ErrorCode } from "./common.js";
import type { CustomerStatus, Presentation } from "./core.js";
import type { HandlerCode, NextAction, OpenRequirement, ShownAgreement } from "./edge.js";
import type { Issue } from "./form.js";
import type { PageOptions } from "./page.js";
import type { SiteTexts } from "./page-texts.js";

/** Markup: what {@link html} and {@link views} make. */
export interface Html {
  /** The markup as a string. */
  readonly text: string;
  /** Returns the markup. */
  toString(): string;
}

/**
 * What a person is shown. Each part of {@link views} takes one, and {@link PageOptions.document} gets it.
 *
 * - `form`: the form, empty or with what was entered and what is wrong with it.
 * - `verify_contact`: the contacts to confirm with codes.
 * - `status`: the status; `kycUrl` and `termsUrl` are links that have just been requested and open in a new tab.
 * - `handoff`: the link that continues on another device, or the page to which it leads.
 * - `error`: a problem, such as a page that does not exist.
 */
export type PageView =
  | {
      /** The form. */
      kind: "form";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong with the form as a whole. */
      notice?: string;
      /** Whether `values` are those of {@link PageOptions.prefill}, which the person should check. */
      isPrefilled?: boolean;
      /** What the person has to accept. */
      agreements?: readonly ShownAgreement[];
    }
  | {
      /** What a customer has not accepted yet. */
      kind: "agreements";
      /** The agreements. */
      agreements?: readonly ShownAgreement[];
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
    }
  | {
      /** Contacts to confirm. */
      kind: "verify_contact";
      /** Empty if it is not known which are unconfirmed. The page confirms the first one, then the next. */
      channels?: readonly ("email" | "phone")[];
      /** The contacts as they are shown, as far as they are known: `j•••@example.com`. */
      contacts?: Readonly<Partial<Record<"email" | "phone", string>>>;
      /** `link` once everything is confirmed, `confirm` once a code was sent. */
      next?: "verify_contact" | "confirm" | "link";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong, if it is not about a single field. */
      notice?: string;
      /** How many more codes may be tried, if one was wrong. */
      attemptsLeft?: number | undefined;
    }
  | {
      /** The verification status. */
      kind: "status";
      /** The customer's status; `none` without a customer. */
      status: CustomerStatus | "none";
      /** What the person can do next. */
      nextAction: NextAction;
      /** Whether it is about a person or a business, if that is known. */
      type?: CustomerType | undefined;
      /** A link that has just been created, where the hosted page opens in a new tab. */
      kycUrl?: string;
      /** When that link expires, RFC 3339. */
      expiresAt?: string | undefined;
      /** A link to the provider's terms, which open in a new tab. */
      termsUrl?: string;
      /** The page on which the person accepts agreements, where `nextAction` leads to it. */
      agreementsUrl?: string | undefined;
      /** How one of these links may be shown. With a `frame`, the page shows it in one, and its policy allows that. */
      presentation?: Presentation | undefined;
      /** Why the provider refused, in words that the person may see. */
      reasons?: readonly string[] | undefined;
      /** What is still missing. */
      requirements?: readonly OpenRequirement[] | undefined;
      /** Whether the onboarding was handed over to another device, which has it, too. */
      otherDevice?: boolean | undefined;
      /** Whether it was handed over to this browser, which then cannot hand it on. */
      handedOver?: boolean | undefined;
    }
  | {
      /** Continuing on another device. */
      kind: "handoff";
      /** The link for another device; missing on the page to which it leads. */
      url?: string;
      /** Its QR code. */
      svg?: string;
      /** A number of two digits that both devices show; null if an operator made the link. */
      compare?: number | null;
      /** When the link was made, RFC 3339. */
      madeAt?: string;
      /** The browser that made it. */
      browser?: string | null;
      /** When the onboarding began that this browser would give up, RFC 3339; missing or null if there is none. */
      givenUpAt?: string | null;
    }
  | {
      /** A problem. */
      kind: "error";
      /** What is wrong. */
      problem?: PageProblem;
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
    };

/** What is wrong with a request. */
export interface PageProblem {
  /** The HTTP status. */
  status: number;
  /** The code of the handler or of the error. */
  code: HandlerCode | ErrorCode;
  /** What to change in the configuration. Only a handler whose `allowedOrigins` are all on the same machine says so. */
  advice?: string;
}

/** An issue, of which a page needs no pointer. */
export type PageIssue = Pick<Issue, "code" | "path" | "params" | "message">;

/** A {@link PageView} of one kind. */
type ViewOf<Kind extends PageView["kind"]> = Extract<PageView, Record<"kind", Kind>>;

/** What the parts in {@link views} are rendered from. The page makes it; these members are for a document of your own. */
export interface PageSite {
  /** The path of the handler, without a slash at the end. */
  readonly base: string;
  /** The provider's name for people. */
  readonly partner: string;
  /** Whether the hosted page opens in a new tab, because it does not send the person back. */
  readonly newTab: boolean;
  /** Whether this is the browser of another app, where cameras often do not work. */
  readonly inApp: boolean;
  /** The texts in the person's language. */
  readonly texts: SiteTexts;
}

/**
 * Makes markup from a template literal. Values are escaped, except markup. Lists are joined; `undefined` and `false`
 * are left out.
 *
 * @example
 * const greeting = html`<h1>${texts.status.approved.title}</h1>`;
 */
export declare function html(strings: TemplateStringsArray, ...values: unknown[]): Html;

/**
 * The parts of the page, for a document of your own.
 *
 * @example
 * const page = onboardingPage({
 *   document: (view, site) => html`<!doctype html>
 * <html${views.root(site)}>
 * <head>${views.head(view, site)}${views.styles(site)}${views.script(site)}</head>
 * <body><nav><a href="/">Home</a></nav><main>${views.content(view, site)}</main></body>
 * </html>`,
 * });
 */
export declare const views: {
  /** The attributes of `<html>`: language, direction, and what the script needs. Begins with a space. */
  root(site: PageSite): Html;
  /** For `<head>`: encoding, viewport, title and icon. */
  head(view: PageView, site: PageSite): Html;
  /** For `<head>`: the style sheets, the one of the theme among them. Leave it out to write your own. */
  styles(site: PageSite): Html;
  /** For `<head>`: the script. Leave it out, and everything works without JavaScript. */
  script(site: PageSite): Html;
  /** The logo or the name, and the link to the privacy policy, if the page has any of these. */
  header(site: PageSite): Html;
  /** The logo, if the page has one. */
  logo(site: PageSite): Html;
  /** For `<main>`: the view, whatever its kind. */
  content(view: PageView, site: PageSite): Html;
  /** For `<main>`: the form. */
  form(view: ViewOf<"form">, site: PageSite): Html;
  /** For `<main>`: the contacts to confirm with codes. */
  contact(view: ViewOf<"verify_contact">, site: PageSite): Html;
  /** For `<main>`: the status, and what the person can do. */
  status(view: ViewOf<"status">, site: PageSite): Html;
  /** For `<main>`: an error. */
  error(view: ViewOf<"error">, site: PageSite): Html;
};
