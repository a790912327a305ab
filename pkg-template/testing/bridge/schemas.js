/** The request bodies and queries of Bridge's OpenAPI description. */

/** @type {import("../schema.js").Schema} */
const text = { type: "string", minLength: 1 };

// "Acceptable characters".
const LATIN = { type: /** @type {const} */ ("string"), minLength: 1, pattern: "^[ -~À-ÖØ-öø-ÿ]+$" };

/** @type {import("../schema.js").Schema} */
export const CREATE_LINK = {
  type: "object",
  required: ["email", "type"],
  properties: {
    full_name: text,
    transliterated_first_name: { ...LATIN, maxLength: 256 },
    transliterated_middle_name: { ...LATIN, maxLength: 256 },
    transliterated_last_name: { ...LATIN, maxLength: 256 },
    transliterated_business_legal_name: { ...LATIN, maxLength: 1024 },
    email: text,
    type: { type: "string", enum: ["individual", "business"] },
    endorsements: {
      type: "array",
      items: { type: "string", enum: ["base", "cards", "cop", "faster_payments", "pix", "pix_onramp", "pix_offramp", "sepa", "spei"] },
    },
    // "Must be in the form of http:// or https://."
    redirect_uri: { type: "string", pattern: "^https?://" },
  },
};

const EVENT_CATEGORIES = [
  "customer",
  "kyc_link",
  "liquidation_address.drain",
  "static_memo.activity",
  "transfer",
  "virtual_account.activity",
  "bridge_wallet.activity",
  "card_account",
  "card_transaction",
  "card_withdrawal",
  "posted_card_account_transaction",
  "external_account",
  "rfi",
];

/** @type {import("../schema.js").Schema} */
export const CREATE_WEBHOOK = {
  type: "object",
  required: ["url", "event_epoch"],
  properties: {
    url: { type: "string", pattern: "^https://" },
    event_epoch: { type: "string", enum: ["webhook_creation", "beginning_of_time"] },
    event_categories: { type: "array", items: { type: "string", enum: EVENT_CATEGORIES } },
  },
};

/** @type {Record<string, RegExp>} the parameters of lists, and what each may be */
export const LIST_QUERY = {
  customer_id: /^[A-Za-z0-9_-]{1,42}$/,
  email: /./,
  starting_after: /^[A-Za-z0-9_-]{1,42}$/,
  ending_before: /^[A-Za-z0-9_-]{1,42}$/,
  limit: /^([1-9][0-9]?|100)$/,
};

/** @type {Record<string, RegExp>} */
export const RFI_QUERY = {
  customer_id: /^[A-Za-z0-9_-]{1,42}$/,
  state: /^(on_developer|on_bridge|closed)$/,
  limit: /^([1-9][0-9]?|100)$/,
};

/** @type {Record<string, RegExp>} */
export const LINK_QUERY = { endorsement: /^(sepa|spei|cards)$/, redirect_uri: /^https?:\/\// };

/** The transliterations that a name with a character outside Latin-1 needs. A middle name may not exist. */
const TRANSLITERATIONS = {
  individual: /** @type {const} */ (["transliterated_first_name", "transliterated_last_name"]),
  business: /** @type {const} */ (["transliterated_business_legal_name"]),
};

/** Returns the names that a link lacks. @param {import("./links.js").LinkBody} body */
export function missingNames(body) {
  const isForeign = /[\u0100-\u{10ffff}]/u.test(body.full_name ?? "");
  return isForeign ? TRANSLITERATIONS[body.type].filter((name) => body[name] === undefined) : [];
}
