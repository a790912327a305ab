/**
 * SpherePay's customers and their verification profiles: incomplete → pending → approved or rejected.
 * `hold` has no status of its own: the profile stays pending, and the event is `customer.kyc.additionalReviewRequired`.
 */

import { isoMillis } from "../clock.ts";
import type { Decision } from "../decisions.ts";
import { isStop } from "../decisions.ts";
import { hex } from "../ids.ts";
import type { JsonObject } from "../schema.ts";
import { CRITERIA } from "./requirements.ts";

type ProfileStatus = "incomplete" | "pending" | "approved" | "rejected";

type Criteria = { complete: string[]; pending: string[]; required: string[]; errors: { name: string; message: string }[] };

type VerificationProfile = { name: string; status: ProfileStatus; criteria: Criteria };

export type CustomerBody = Pick<StoredCustomer, "type" | "email" | "phone" | "meta"> & {
  personalInformation?: JsonObject;
  businessInformation?: JsonObject;
};

export interface StoredCustomer {
  id: string;
  /** the endpoints of one flow do not accept customers of the other */
  origin: "link" | "api";
  type: "individual" | "business";
  email?: string;
  phone?: string;
  names: JsonObject;
  meta?: JsonObject;
  tosStatus: "incomplete" | "approved";
  profiles: VerificationProfile[];
  createdAtMs: number;
  updatedAtMs: number;
}

const PERSON = ["terms_of_service", "first_name", "last_name", "date_of_birth", "photo_id", "identification_document"];
const BUSINESS = ["terms_of_service", "identification_document", "proof_of_address"];

/** @param body already validated */
export function newCustomer(
  origin: StoredCustomer["origin"],
  { type, email, phone, meta, personalInformation = {}, businessInformation = {} }: CustomerBody,
  now: number,
): StoredCustomer {
  const { firstName, lastName } = personalInformation;
  const { businessLegalName = businessInformation.legalName, businessTradeName = businessInformation.tradeName } = businessInformation;
  return {
    id: `customer_${hex(16)}`,
    origin,
    type,
    email,
    phone,
    names: { firstName, lastName, businessLegalName, businessTradeName },
    meta,
    tosStatus: "incomplete",
    profiles: newProfiles(origin, type, { email_address: email, phone_number: phone }),
    createdAtMs: now,
    updatedAtMs: now,
  };
}

/**
 * Most customers have one profile; the 2025 documentation shows two for an individual created through the API.
 *
 * @param contacts by the name of the criterion
 */
function newProfiles(
  origin: StoredCustomer["origin"],
  type: StoredCustomer["type"],
  contacts: Record<string, string | undefined>,
): VerificationProfile[] {
  const names = Object.keys(contacts);
  const profile = (name: string, steps: string[]): VerificationProfile => ({
    name,
    status: "incomplete",
    criteria: {
      complete: names.filter((contact) => contacts[contact] !== undefined),
      pending: ["residential_address"],
      required: [...names.filter((contact) => contacts[contact] === undefined), ...steps],
      errors: [],
    },
  });
  if (type === "business") return [profile("kyb_profile_a", BUSINESS)];
  const usual = profile("kyc_profile_a", PERSON);
  return origin === "link" ? [usual] : [usual, profile("kyc_profile_b", [...PERSON, "proof_of_address"])];
}

/** Returns the status that all profiles of a customer share in this sandbox. */
export function overallStatus({ profiles }: StoredCustomer) {
  return profiles[0].status;
}

/** The resource as `GET /v2/customer/{id}` returns it. */
export function resource(customer: StoredCustomer): JsonObject {
  const { id, type, email, phone, names, tosStatus, profiles: verificationProfiles, meta, createdAtMs, updatedAtMs } = customer;
  const times = { createdAt: isoMillis(createdAtMs), updatedAt: isoMillis(updatedAtMs) };
  return JSON.parse(JSON.stringify({ id, type, email, phone, ...names, tosStatus, verificationProfiles, meta, ...times }));
}

/** Marks all steps as done, including the terms. */
export function submit(customer: StoredCustomer) {
  customer.tosStatus = "approved";
  for (const profile of customer.profiles) {
    const { criteria } = profile;
    criteria.pending.push(...criteria.required.splice(0));
    criteria.errors = [];
    profile.status = "pending";
  }
}

export function decide(customer: StoredCustomer, decision: Decision) {
  const error = { name: "identification_document", message: "The document could not be read" };
  const criterion = isStop(decision) ? CRITERIA[customer.type][decision] : undefined;
  if (criterion === "terms_of_service") customer.tosStatus = "incomplete";
  for (const profile of customer.profiles) {
    const { criteria } = profile;
    if (criterion !== undefined) {
      const given = [...criteria.complete, ...criteria.pending.splice(0)];
      criteria.complete = given.filter((name) => name !== criterion);
      criteria.required = [criterion];
      profile.status = "incomplete";
    } else if (decision === "approve") {
      criteria.complete.push(...criteria.pending.splice(0));
      profile.status = "approved";
    } else {
      criteria.errors = [error];
      profile.status = decision === "reject" ? "rejected" : "pending";
    }
  }
}

/** Accepts the terms, which are a criterion of every profile. */
export function acceptTerms(customer: StoredCustomer) {
  customer.tosStatus = "approved";
  for (const { criteria } of customer.profiles) {
    if (!criteria.required.includes("terms_of_service")) continue;
    criteria.required = criteria.required.filter((name) => name !== "terms_of_service");
    criteria.complete.push("terms_of_service");
  }
}
