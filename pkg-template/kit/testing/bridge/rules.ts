/** What Bridge's OpenAPI description says about requests in sentences, beside its schemas. */

import type { RequestSchema } from "../schema.ts";
import { check, checkQuery, explain, withProse } from "../schema.ts";
import { SCHEMAS } from "../schemas.ts";
import { invalid, invalidBody } from "./errors.ts";
import type { LinkBody } from "./links.ts";

const { CreateKycLinks, CreateWebhook, ListQuery, LinkQuery, RfiQuery } = SCHEMAS.bridge;

/** "Must be in the form of http:// or https://." */
const REDIRECT = { pattern: "^https?://" };
/** "Acceptable characters". */
const LATIN = { pattern: "^[ -~À-ÖØ-öø-ÿ]+$" };
/** "A UUID that uniquely identifies a resource", of at most 42 characters; the customers of some examples are others. */
const ID = { pattern: "^[A-Za-z0-9_-]{1,42}$" };
const PAGE = { starting_after: ID, ending_before: ID };

const CREATE_LINK = withProse(CreateKycLinks, {
  transliterated_first_name: LATIN,
  transliterated_middle_name: LATIN,
  transliterated_last_name: LATIN,
  transliterated_business_legal_name: LATIN,
  redirect_uri: REDIRECT,
});

/** "It must use the HTTPS scheme". */
export const CREATE_WEBHOOK = withProse(CreateWebhook, { url: { pattern: "^https://" } });

export const LIST_QUERY = withProse(ListQuery, { ...PAGE, customer_id: ID, email: { minLength: 1 } });
export const RFI_QUERY = withProse(RfiQuery, { ...PAGE, customer_id: ID });
export const LINK_QUERY = withProse(LinkQuery, { redirect_uri: REDIRECT });

/** The transliterations that a name with a character outside Latin-1 needs. A middle name may not exist. */
const TRANSLITERATIONS = {
  individual: ["transliterated_first_name", "transliterated_last_name"] as const,
  business: ["transliterated_business_legal_name"] as const,
};

/** Throws unless the body of a request conforms. */
export function validated<T>(schema: RequestSchema, body: unknown): T {
  const failures = check(schema, body);
  if (failures.length > 0) throw invalidBody(failures);
  return body as T;
}

/** Throws unless a query conforms. */
export function expectQuery(schema: RequestSchema, query: URLSearchParams) {
  const failures = checkQuery(schema, query);
  if (failures.length > 0) throw invalid("query", Object.fromEntries(failures.map((failure) => [failure.path[0], explain(failure)])));
}

/** Returns the body of a link. */
export function linkBody(body: unknown) {
  const link = validated<LinkBody>(CREATE_LINK, body);
  const isForeign = /[\u0100-\u{10ffff}]/u.test(link.full_name ?? "");
  const missing = isForeign ? TRANSLITERATIONS[link.type].filter((name) => link[name] === undefined) : [];
  if (missing.length > 0) throw invalid("body", Object.fromEntries(missing.map((name) => [name, "is required"])));
  return link;
}
