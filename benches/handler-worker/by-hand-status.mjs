// The status of a customer, from the provider's response: what the page learns of it, without the provider's words.

const PROFILES = { individual: "kyc_profile_a", business: undefined };
const CONTACTS = ["email_address", "email_verification", "phone_number", "phone_verification"];
const DOCUMENTS = ["photo_id", "identification_document", "identity_document", "identity_verification", "proof_of_address"];
const DATA = ["first_name", "last_name", "date_of_birth", "residential_address", "address_of_residence", "tax_identification_number"];
const KINDS = new Map([
  ["terms_of_service", "terms"],
  ...CONTACTS.map((code) => [code, "contact"]),
  ...DOCUMENTS.map((code) => [code, "document"]),
  ...DATA.map((code) => [code, "data"]),
]);
const STATUSES = ["incomplete", "pending", "approved", "rejected"];
/** A name that may be shown. */
const WORD = /^(?=.{1,64}$)[a-z\d]+(?:_[a-z\d]+)*$/;
const REVIEW = { kind: "review", who: "provider", can: "wait", nextAction: "wait" };

/** Returns the customer in a response. */
export function customerOf({ status, body }, customerId) {
  if (status !== 200) throw new Error("no customer");
  const { id = customerId, type, verificationProfiles } = JSON.parse(body);
  if (id !== customerId || !Object.hasOwn(PROFILES, type)) throw new Error("no customer");
  const wanted = PROFILES[type];
  const all = Array.isArray(verificationProfiles) ? verificationProfiles : [];
  return { type, wanted, all, profiles: all.filter(({ name }) => wanted === undefined || name === wanted) };
}

/** Returns `{ status, nextAction, requirements, capabilities, type }`. */
export function stateOf({ type, wanted, all, profiles }) {
  const status = statusOf(
    profiles.map(({ status }) => status),
    wanted,
  );
  const requirements = [];
  for (const profile of profiles) {
    for (const open of requirementsOf(profile, type === "business" ? "business" : "person")) {
      if (!requirements.some((other) => JSON.stringify(other) === JSON.stringify(open))) requirements.push(open);
    }
  }
  const capabilities = all.filter(({ name }) => WORD.test(name)).map(({ name, status }) => ({ name, status: knownStatus(status) }));
  return { status, nextAction: nextActionOf(status, requirements), requirements, capabilities, type };
}

const knownStatus = (status) => (STATUSES.includes(status) ? status : "unknown");

function statusOf(words, wanted) {
  if (words.includes("rejected")) return "rejected";
  if (!words.some((word) => word === "approved" || word === "pending" || word === "incomplete")) return "unknown";
  if (words.every((word) => word === "approved") && (wanted === undefined || words.length > 0)) return "approved";
  return words.includes("pending") ? "pending" : "incomplete";
}

function requirementsOf(profile, who) {
  const { status } = profile;
  if (status === "approved") return [];
  const { required = [], pending = [], errors = [] } = profile.criteria ?? profile;
  const all = [...required, ...errors.map(({ name }) => name)].map((code) => requirement(code, who));
  if (pending.length > 0) all.push(REVIEW);
  if (status === "incomplete" && all.length === 0) all.push(onHostedPage("other", who));
  if (status === "pending" && all.length === 0) all.push(REVIEW);
  if (status === "rejected") all.push(unexplained(who));
  return all;
}

function requirement(code, who) {
  const kind = KINDS.get(code);
  if (kind !== undefined) return onHostedPage(kind, kind === "terms" || kind === "contact" ? "person" : who);
  return String(code).endsWith("_approval") ? REVIEW : unexplained(who);
}

const onHostedPage = (kind, who) => ({ kind, who, can: "act", nextAction: "open_link" });
const unexplained = (who) => ({ kind: "other", who, can: "unknown", nextAction: "contact_support" });

const RANKS = ["act", "wait", "unknown"];
/** What is next where nothing is known to be missing. */
const NEXT = { incomplete: "open_link", unknown: "contact_support" };

function nextActionOf(status, requirements) {
  if (status === "approved") return "none";
  if (status === "rejected") return "contact_support";
  const [first] = requirements.toSorted((a, b) => RANKS.indexOf(a.can) - RANKS.indexOf(b.can));
  return first?.nextAction ?? NEXT[status] ?? "wait";
}
