// Invented applicants. The second part of the email says what goes wrong at the provider: benches/soak/provider.mjs.

const ADDRESSES = [
  { line1: "233 South Wacker Drive", line2: "Floor 4", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
  { line1: "Avenida Paulista 1578", city: "São Paulo", state: "SP", postalCode: "01310-200", country: "BRA" },
  { line1: "Unter den Linden 1", city: "Berlin", postalCode: "10117", country: "DE" },
];
const NAMES = { firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US" };

/** Local numbers of seven digits, for more people than a run has: only a few codes go to one number. */
const [FIRST_NUMBER, NUMBERS] = [2_000_000, 8_000_000];

let count = 0;

/** Returns a new applicant. At Grid, a person in Germany confirms email and phone first. */
export function newPerson(provider, trouble = "none", country = count % ADDRESSES.length) {
  count++;
  return {
    type: "individual",
    email: `p${count}.${trouble}@example.com`,
    phone: `+1415${FIRST_NUMBER + (count % NUMBERS)}`,
    address: ADDRESSES[country],
    ...(provider === "grid" && NAMES),
  };
}

/** The country of an applicant who confirms contacts, and of one who does not. */
export const [CONFIRMS, DIRECT] = [2, 0];

/** The fields of a form: dot paths. */
export function fieldsOf(value, path = "") {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "object" ? fieldsOf(inner, `${path}${name}.`) : [[path + name, inner]],
  );
}
