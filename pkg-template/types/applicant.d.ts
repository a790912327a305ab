// Whom an onboarding is for.

/** Whether a customer is a person or a company. */
export type CustomerType = "individual" | "business";

/**
 * A person or business to onboard, in the same form for all providers.
 *
 * @example
 * const applicant: Applicant = {
 *   type: "individual", email: "jane@example.com", phone: "+14155550123",
 *   address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
 * };
 */
export interface Applicant {
  /** Whether the applicant is a person or a company. */
  type: CustomerType;
  /** The email address, at most 254 characters. */
  email: string;
  /** The phone number in E.164 format: `"+14155550123"`. `normalize` converts other spellings. */
  phone: string;
  /** Where the person lives, or where the business is registered. */
  address: {
    /** Street and number. */
    line1: string;
    /** Apartment, building or floor. */
    line2?: string | undefined;
    /** City or town. */
    city?: string | undefined;
    /** State or province: an ISO 3166-2 code such as `"IL"`; at Grid any text. */
    state?: string | undefined;
    /** The postal code. Whether it is required depends on the country. */
    postalCode?: string | undefined;
    /** ISO 3166-1 code, alpha-2 or alpha-3. */
    country: string;
  };
  /** The person's given name. */
  firstName?: string | undefined;
  /** The person's family name. */
  lastName?: string | undefined;
  /** Date of birth, `YYYY-MM-DD`. */
  birthDate?: string | undefined;
  /** ISO 3166-1 code, alpha-2 or alpha-3. */
  nationality?: string | undefined;
  /** The business. Fields that the provider does not support are not sent. */
  business?:
    | {
        /** The registered name. */
        legalName: string;
        /** Country of registration: ISO 3166-1 code, alpha-2 or alpha-3. */
        country: string;
        /** Tax number. */
        taxId: string;
        /** Date of registration, `YYYY-MM-DD`. */
        incorporatedOn: string;
        /** Trade name, as SpherePay calls it. */
        tradeName?: string | undefined;
        /** Trade name, as Grid calls it. */
        doingBusinessAs?: string | undefined;
        /** What the business does. */
        description?: string | undefined;
        /** NAICS industry code. */
        naicsCode?: string | undefined;
        /** URL of the website. */
        website?: string | undefined;
        /** Registration or tax number, as SpherePay calls it. */
        identificationNumber?: string | undefined;
        /** Estimated annual revenue in US dollars, sent unchanged. */
        estimatedAnnualRevenueInUsd?: number | string | undefined;
      }
    | undefined;
  /** Your own id of this person or business. At Grid it finds a customer whose create was lost. */
  reference?: string | undefined;
  /** Where the person goes after the hosted flow, if the provider supports that: an https URL. */
  redirectUri?: string | undefined;
  /** ISO 4217 codes or tickers. Sent to Grid only. */
  currencies?: string[] | undefined;
  /** ISO 3166-1 code, alpha-2 or alpha-3. Sent to Grid only. */
  region?: string | undefined;
  /** The person's consent to the provider's terms. Sent to Grid only. */
  endUserTermsConsent?:
    | { acceptedAt: string; ipAddress: string; termsVersion: string; acceptanceMethod: "CHECKBOX" | "CLICK_TO_ACCEPT" }
    | undefined;
}

/**
 * Returns the applicant in the fields of a form, whose names are paths with dots: `address.city`. The fields are not
 * checked: pass the result to `validate`.
 *
 * An empty field is `""`, which counts as absent. A repeated name, or names that end in `.0`, `.1`, `.2`, give a list.
 * Files and the handler's own field `idempotencyKey` are left out. This is how `kyclink/edge` reads a form.
 *
 * @param formData The fields of a form.
 * @throws {KycLinkError} `invalid_config` if it is neither a `FormData` nor a `URLSearchParams`
 * @example
 * const result = validate("spherepay.onboard", applicantFrom(new FormData(form)), { normalize: true });
 */
export declare function applicantFrom(formData: FormData | URLSearchParams): Applicant;
