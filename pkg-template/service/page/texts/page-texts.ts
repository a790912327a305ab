import type { IssueCode } from "../../../module/codes.ts";
import type { OpenRequirement } from "../../edge/view.ts";
import type { Locale } from "./locale.ts";

/** Texts of a part of the page. */
type Words<Names extends string> = Record<Names, string>;

/** A text with a number, by the plural forms of the language: `one`, `two`, `few`, `many`. */
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & {
  /** For every other number. */
  other: string;
};

/** All texts of the page in one language. `{partner}` is replaced with the provider's name. */
export interface PageTexts {
  /** The form: its headings, hints and buttons. `step` has the number of the `{step}`, and of all `{steps}`. */
  form: Words<
    | "documentTitle"
    | "title"
    | "lead"
    | "who"
    | "individual"
    | "business"
    | "name"
    | "latin"
    | "latinHint"
    | "contact"
    | "address"
    | "addressHint"
    | "businessAddressHint"
    | "aboutBusiness"
    | "contactPerson"
    | "optional"
    | "ifCountryHas"
    | "oneName"
    | "chooseCountry"
    | "choose"
    | "fillIn"
    | "submit"
    | "step"
    | "next"
    | "back"
    | "sending"
    | "again"
    | "summary"
    | "prefilled"
  >;
  /** Labels. Those of an address are in `kyclink/names/<locale>`. */
  labels: Words<
    | "type"
    | "email"
    | "phone"
    | "firstName"
    | "lastName"
    | "birthDate"
    | "nationality"
    | "transliteratedFirstName"
    | "transliteratedMiddleName"
    | "transliteratedLastName"
    | "transliteratedBusinessLegalName"
    | "business.legalName"
    | "business.country"
    | "business.taxId"
    | "business.incorporatedOn"
    | "business.tradeName"
    | "business.doingBusinessAs"
    | "business.identificationNumber"
    | "business.registrationNumber"
    | "business.description"
    | "business.naicsCode"
    | "business.website"
    | "business.primaryContactFirstName"
    | "business.primaryContactLastName"
    | "address.country"
    | "anyState"
  >;
  /**
   * What to have at hand before the hosted page: what is asked for, what may be, and how long a decision takes. `aged`
   * has `{what}` and `{days}`, `listed` has `{what}` and the `{list}` of what will do; `individual` and `business` have
   * the most business days, `{max}`.
   */
  prepare: Words<"title" | "asks" | "mayAsk" | "listed" | "aged" | "oneGo" | "changed"> & Record<"individual" | "business", Plural>;
  /** Its items, by the `kind` of `preparation`. */
  items: Words<
    | (
        | "photo_id"
        | "tax_number"
        | "national_id_number"
        | "camera"
        | "proof_of_address"
        | "contact"
        | "questions"
        | "formation"
        | "ownership"
      )
    | ("owners" | "control_person" | "tax_document" | "registration_number" | "directors")
  >;
  /** The numbers that `preparation` lists for a tax number. */
  numbers: Words<"ssn" | "itin" | "tax_id" | "passport" | "national_id">;
  /** The documents that `preparation` lists. */
  documents: Words<
    | ("passport" | "national_id" | "drivers_license" | "residence_permit" | "visa" | "state_or_provincial_id")
    | ("military_id" | "consular_id" | "bank_statement" | "utility_bill" | "government_letter" | "lease" | "tax_return")
  >;
  /**
   * `anywhere` before a country is chosen; `inCountry` has `{code}` and `{example}`; `international` has the `{number}`
   * that is sent.
   */
  phone: Words<"anywhere" | "inCountry" | "international">;
  /** Messages that replace those of `kyclink/messages/<locale>`, by issue code. */
  messages: Partial<Record<IssueCode, string>>;
  /**
   * A request failed: why, that nothing is lost, and what to do. `limited` takes the place of `busy` where the time is
   * known after which a request is allowed again: it has that `{time}`. `cookies` is for a button below a link, in a
   * browser that keeps no cookies.
   */
  failures: Words<"offline" | "unreachable" | "away" | "busy" | "limited" | "cookies" | "noCookies" | "refused" | "taken" | "ours">;
  /**
   * Confirming contacts with codes, one after the other; `email` and `phone` have what differs between them. `to` has the
   * `{contact}` that a code goes to, `upNext` says `{what}` is confirmed next, `hint` has the number of `{digits}`, and
   * `auto` says that the script submits a complete code. `againIn` has the `{time}` until another code may be sent. After
   * `wrong` comes `left`, with the `{count}` of further tries, or `none`.
   */
  contact: Words<"title" | "lead" | "to" | "upNext" | "have" | "hint" | "auto" | "sent" | "again" | "againIn"> &
    Words<"wrong" | "left" | "none" | "done" | "continue"> &
    Record<"email" | "phone", Words<"title" | "send" | "sendThere" | "code" | "correct" | "value" | "confirm">>;
  /** Whose turn it is, beside the icon of a status: the person's, the provider's, nobody's, or yours. */
  turn: Words<"yours" | "theirs" | "done" | "contact">;
  /**
   * By status, or by next action where that says more; `unfinished` is for a check to which there is no other link,
   * `business` is for an approved one, `open` and `due` for who is approved and has to do something now or later,
   * `final` for a refusal that a second attempt does not change.
   */
  status: Record<
    | (
        | "none"
        | "incomplete"
        | "unfinished"
        | "verify_contact"
        | "accept_terms"
        | "pending"
        | "approved"
        | "business"
        | "open"
        | "due"
        | "rejected"
        | "try_again"
        | "final"
      )
    | ("expired" | "on_hold" | "contact_support" | "unknown"),
    Words<"title" | "text">
  >;
  /**
   * What is still missing: by kind, or `final`, `unknown`, `unlisted` and `owner` where these say more. `until` has the `{date}` and
   * the `{text}` of what has a date.
   */
  requirements: Words<"title" | "until" | "final" | "unknown" | "unlisted" | OpenRequirement["kind"]>;
  /** Buttons and notes of the status. */
  actions: Words<
    "open_link" | "verify_contact" | "accept_terms" | "try_again" | "new_check" | "start" | "restart" | "look" | "updates" | "stale"
  >;
  /** What people accept: `accept` has the `{title}` of a document, and `required` stands beside one that is not accepted. */
  agreements: Words<"title" | "lead" | "accept" | "required">;
  /** Shown if the hosted page opens in a new tab, because it does not send the person back. */
  newTab: Words<"title" | "text" | "open" | "renew">;
  /**
   * Around the frame with the hosted page: the leads of the check and of the terms, what to do if it stays empty, the
   * link to a new tab, the way to the result, and what to do if the camera is refused.
   */
  frame: Words<"check" | "terms" | "help" | "open" | "done" | "camera">;
  /** Shown in the browser of another app: on the form, and `check` beside the link to the hosted page. */
  inApp: Words<"title" | "text" | "check">;
  /**
   * Continuing on another device: the button, the code and its link, the button for a new code, and the page to which
   * the link leads. `resumeText` takes the place of `confirmText` for a link that an operator made. `compareHere` and
   * `compareThere` have the `{number}` that both devices show, `madeBy` the `{browser}` that made the link and the
   * `{time}`, `givesUp` the `{date}` on which the onboarding began that this browser would give up.
   */
  handoff: Words<
    | "offer"
    | "scan"
    | "code"
    | "link"
    | "again"
    | "compareHere"
    | "confirmTitle"
    | "confirmText"
    | "resumeText"
    | "compareThere"
    | "madeBy"
    | "someBrowser"
    | "givesUp"
    | "giveUp"
    | "confirm"
    | "elsewhere"
    | "takeBack"
  >;
  /** The link to your privacy policy. */
  privacy: Words<"policy">;
  /** Ending the session of this browser: the button, and what it is for. */
  session: Words<"hint" | "end">;
  /** Problems of a request, by what the person can do about them. */
  errors: Words<"title" | "malformed" | "forbidden" | "missing" | "expired" | "gone" | "reused" | "locked" | "reload" | "back">;
}

/** The texts of a page, in one language. */
export interface SiteTexts extends PageTexts {
  /** The language. */
  readonly locale: Locale;
}
