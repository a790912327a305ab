/**
 * Grid's customers: UNVERIFIED → PENDING when the hosted flow is finished → APPROVED or REJECTED, and HOLD from
 * any status. A regulated platform's customers are approved when they are created. As in Grid's own sandbox, the last
 * three characters of a name or a registration number choose another initial status.
 */

import { isoSeconds } from "../clock.ts";
import { hex, uuid } from "../ids.ts";
import type { JsonObject } from "../schema.ts";

export type GridStatus = "UNVERIFIED" | "PENDING" | "APPROVED" | "REJECTED" | "HOLD";

export type ContactChannel = "email" | "phone";

/** The body of a create or an update: what is read of it, and any other field. */
export interface CustomerBody extends JsonObject {
  customerType?: StoredCustomer["customerType"];
  platformCustomerId?: string;
  umaAddress?: string;
  region?: string;
  address?: { country: string };
  fullName?: string;
  businessInfo?: JsonObject & { country?: string; registrationNumber?: string };
  agreementConsents?: unknown[];
}

export interface StoredCustomer {
  id: string;
  customerType: "INDIVIDUAL" | "BUSINESS";
  platformCustomerId: string;
  umaAddress: string;
  /** all other fields */
  fields: CustomerBody;
  status: GridStatus;
  contactVerification: Record<ContactChannel, "PENDING" | "VERIFIED"> | undefined;
  /** how many attempts are left for the code that was sent */
  attemptsLeft: Map<ContactChannel, number>;
  createdAtMs: number;
  updatedAtMs: number;
}

const EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/**
 * Returns whether contacts must be verified first, as in the EU. The documentation does not say which country counts:
 * here it is the region, else the country of the address, else that of the business.
 *
 * @param body already validated
 */
export function verifiesContacts(body: CustomerBody) {
  const { region, address, businessInfo } = body;
  return EU.includes(region ?? address?.country ?? businessInfo?.country ?? "");
}

/** @param body already validated */
export function newCustomer(body: CustomerBody, regulated: boolean, now: number): StoredCustomer {
  const { customerType, platformCustomerId = hex(8), umaAddress = `$${hex(6)}@uma.grid.example`, kycStatus, ...fields } = body;
  const type = customerType ?? "INDIVIDUAL";
  return {
    id: `Customer:${uuid()}`,
    customerType: type,
    platformCustomerId,
    umaAddress,
    fields,
    status: firstStatus(type, fields, regulated),
    contactVerification: verifiesContacts(body) ? { email: "PENDING", phone: "PENDING" } : undefined,
    attemptsLeft: new Map(),
    createdAtMs: now,
    updatedAtMs: now,
  };
}

function firstStatus(type: StoredCustomer["customerType"], fields: CustomerBody, regulated: boolean): GridStatus {
  const { fullName, businessInfo } = fields;
  const marker = (type === "INDIVIDUAL" ? fullName : businessInfo?.registrationNumber)?.slice(-3);
  if (marker === "002") return "REJECTED";
  if (marker === "003") return "UNVERIFIED";
  if (marker === "001") return type === "INDIVIDUAL" ? "PENDING" : "UNVERIFIED";
  return regulated ? "APPROVED" : "UNVERIFIED";
}

export function contactsVerified({ contactVerification }: StoredCustomer) {
  return Object.values(contactVerification ?? {}).every((state) => state === "VERIFIED");
}

/** The resource as `GET /customers/{id}` returns it; `identifier` is write-only. */
export function resource(customer: StoredCustomer): JsonObject {
  const { id, customerType, platformCustomerId, umaAddress, status, contactVerification, createdAtMs, updatedAtMs } = customer;
  const { identifier, ...fields } = customer.fields;
  return structuredClone({
    id,
    platformCustomerId,
    customerType,
    ...fields,
    umaAddress,
    [customerType === "INDIVIDUAL" ? "kycStatus" : "kybStatus"]: status,
    ...(contactVerification === undefined ? {} : { contactVerification }),
    createdAt: isoSeconds(createdAtMs),
    updatedAt: isoSeconds(updatedAtMs),
    isDeleted: false,
  });
}
