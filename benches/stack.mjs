// An applicant validated with the packages that one would otherwise combine: zod/mini, libphonenumber-js/min,
// i18n-iso-countries with its English names, iso-3166 and postcode-validator. It has the same fields and returns the
// same: a copy or all issues, and warnings from metadata. benches/validate.mjs compares the speed with kyclink's,
// docs/speed.md the size.
import countries from "i18n-iso-countries";
import en from "i18n-iso-countries/langs/en.json";
import { iso31662 } from "iso-3166";
import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { postcodeValidator, postcodeValidatorExistsForCountry } from "postcode-validator";
import * as z from "zod/mini";

countries.registerLocale(en);

const SUBDIVISIONS = new Set(iso31662.map(({ code }) => code));
const DIVIDED = new Set(iso31662.map(({ code }) => code.slice(0, 2)));
// No package knows where an address needs a state or a postal code: this table is part of combining the packages.
const STATE_REQUIRED = new Set("AE AU BR CA CN CO CR ES FM HN ID IN IQ IT JM JP KN KR MH MX NR PG PW RU SO SV TW UM US VE VN".split(" "));
const POSTCODE_REQUIRED = new Set(
  (
    "AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI LT " +
    "LU LV MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US VI WF YT ZA"
  ).split(" "),
);

const POSTCODE_USED = new Set(
  (
    "AD AF AI AL AM AR AZ BA BB BD BG BH BM BN BT BY CC CL CO CR CU CV CX CY DO DZ EC EG EH ET FO GE GI GN GT GW HM " +
    "HN HR HT ID IE IL IQ IR IS JO KE KG KH KP KW KY KZ LA LB LK LR LS MA MC MD ME MG MK MM MN MT MU MV MZ NA NE NF " +
    "NG NI NP OM PE PG PH PK PY RS SA SD SI SN SO SV SZ TH TJ TM TN TT TZ UM UY UZ VA VC VE VG VN ZM"
  ).split(" "),
);

// No control characters and no characters that change the text direction.
const VISIBLE = /^[^\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/;
const STATE = /^(?:([A-Z]{2})-)?([A-Z\d]{1,3})$/i;
const blank = (value) => (typeof value === "string" && value.trim() === "" ? undefined : value);
const required = (message) => ({ error: (issue) => (issue.input === undefined ? "Fill in this field." : message) });
const code = z.pipe(
  z.string(required("Choose a country.")),
  z.transform((given, context) => {
    const upper = given.toUpperCase();
    const alpha3 = upper.length === 2 ? countries.alpha2ToAlpha3(upper) : countries.alpha3ToAlpha2(upper) && upper;
    if (alpha3) return alpha3;
    context.issues.push({ code: "custom", message: "Choose a country.", input: given });
    return z.NEVER;
  }),
);
const line = z.pipe(z.transform(blank), z.string(required("Give text here.")).check(z.maxLength(255), z.regex(VISIBLE)));
const text = z.string().check(z.regex(VISIBLE));
const optional = (type) =>
  z.pipe(
    z.transform((value) => blank(value ?? undefined)),
    z.optional(type),
  );
const date = z.iso
  .date()
  .check(z.refine((day) => Date.parse(day) <= Date.now() + 14 * 3600_000, "Enter a date that is not in the future."));

const Address = z
  .object({
    line1: line,
    line2: optional(line),
    city: line,
    state: optional(text),
    postalCode: optional(text.check(z.maxLength(20))),
    country: code,
  })
  .check(z.check(({ value, issues }) => state(value, issues)));

const Applicant = z.object({
  type: z.enum(["individual", "business"]),
  email: z.string(required("Give text here.")).check(z.email(), z.maxLength(254)),
  phone: z.string(required("Give text here.")).check(z.regex(/^\+\d{7,15}$/)),
  address: Address,
  firstName: optional(text),
  lastName: optional(text),
  birthDate: optional(date),
  nationality: optional(code),
  business: z.optional(
    z.object({ legalName: optional(text), country: optional(code), taxId: optional(text), incorporatedOn: optional(date) }),
  ),
  reference: optional(text),
  redirectUri: optional(z.url({ protocol: /^https$/, normalize: true })),
});

// Countries whose state is not sent.
const OMITTED = new WeakSet();

/** Validates what depends on the country. A state such as `US-IL` becomes `IL`; one that is not needed is omitted. */
function state(address, issues) {
  const alpha2 = countries.alpha3ToAlpha2(address.country);
  const refuse = (field, message) => issues.push({ code: "custom", path: [field], message, input: address });
  if (address.state !== undefined) {
    const upper = address.state.toUpperCase();
    const [, prefix = alpha2, suffix] = STATE.exec(upper) ?? [];
    // "LA-Est" is a name, not a code of Laos.
    const isCode = suffix !== undefined && (prefix === alpha2 || SUBDIVISIONS.has(upper));
    if (!DIVIDED.has(alpha2) || (!isCode && !STATE_REQUIRED.has(alpha2))) {
      delete address.state;
      OMITTED.add(address);
    } else if (!isCode) refuse("state", "Enter the state by its ISO 3166-2 code.");
    else if (prefix !== alpha2) refuse("state", "Choose a state of the country.");
    else address.state = suffix;
  } else if (STATE_REQUIRED.has(alpha2)) refuse("state", "Enter the state.");
  if (address.postalCode === undefined && POSTCODE_REQUIRED.has(alpha2)) refuse("postalCode", "Enter the postal code.");
}

/** Returns a verdict like kyclink's. */
export function validate(input) {
  const { success, data, error } = Applicant.safeParse(input);
  if (!success) return { ok: false, issues: error.issues.map(issueOf) };
  return { ok: true, value: data, warnings: warnings(data) };
}

function issueOf({ code, path, message }) {
  return { code, path, pointer: path.map((step) => `/${step}`).join(""), message };
}

/** The warnings: metadata may be out of date. */
function warnings({ email, phone, address }) {
  const { country, state, postalCode } = address;
  const found = [];
  const warn = (code, path) => found.push(issueOf({ code, path, message: "Check this field." }));
  const alpha2 = countries.alpha3ToAlpha2(country);
  if (!email.split("@")[1].includes(".")) warn("email", ["email"]);
  if (!parsePhoneNumberFromString(phone, { extract: false })?.isPossible()) warn("phone", ["phone"]);
  if (state !== undefined && DIVIDED.has(alpha2) && !SUBDIVISIONS.has(`${alpha2}-${state}`)) warn("state", ["address", "state"]);
  if (OMITTED.has(address)) warn("state", ["address", "state"]);
  if (postalCode === undefined && POSTCODE_USED.has(alpha2)) warn("postalCode", ["address", "postalCode"]);
  if (postalCode !== undefined && postcodeValidatorExistsForCountry(alpha2) && !postcodeValidator(postalCode, alpha2)) {
    warn("postalCode", ["address", "postalCode"]);
  }
  return found;
}

/** The data of a form: the countries with their names, the subdivisions of one. */
export const countryNames = () => countries.getNames("en");
export const subdivisions = (alpha2) => iso31662.filter(({ parent }) => parent === alpha2);
