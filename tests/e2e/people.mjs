/** Invented applicants, by the names of the form's controls. */

export const PERSON = {
  type: "individual",
  firstName: "Ada",
  lastName: "Lovelace",
  email: "ada@example.com",
  phone: "+1 (415) 555-0123",
};

let count = 0;

/** The same person with new contacts: only a few codes an hour go to one address or number. */
export function newPerson() {
  count++;
  return { ...PERSON, email: `ada.${count}@example.com`, phone: `+1 (415) 555-${1000 + count}` };
}

/** Addresses as their countries write them. */
export const ADDRESSES = {
  US: { line1: "233 S Wacker Dr", line2: "Floor 4", city: "Chicago", state: "Illinois", postalCode: "60606" },
  JP: { postalCode: "150-0002", state: "Tokyo", line1: "2-21-1 Shibuya", line2: "Scramble Square", city: "Shibuya-ku" },
  AE: { line1: "Al Falak Street 12", state: "Dubai", city: "Dubai Media City" },
  IE: { line1: "55 Percy Place", city: "Dublin 4", state: "Dublin", postalCode: "D04 VX36" },
  BR: { line1: "Avenida Paulista 1578", city: "São Paulo", state: "São Paulo", postalCode: "01310-200" },
  HK: { state: "Kowloon", city: "Tsim Sha Tsui", line1: "18 Salisbury Road" },
};

export const BUSINESS = {
  "business.legalName": "Analytical Engines Ltd",
  "business.country": "US",
  "business.taxId": "12-3456789",
  "business.incorporatedOn": "2001-02-03",
};

/** Who represents the business: Grid wants it in the EU. */
export const CONTACT = { "business.primaryContactFirstName": "Augusta", "business.primaryContactLastName": "Byron-King" };

/** Personal data that must not be in any URL, storage or log. */
export const SECRETS = [
  ...[PERSON.email, PERSON.phone, "14155550123", "ada.", "1415555"],
  ...Object.values(ADDRESSES).flatMap(({ line1, postalCode }) => [line1, ...(postalCode ? [postalCode] : [])]),
  ...Object.values(CONTACT),
  ...Object.entries(BUSINESS).flatMap(([name, value]) => (name.endsWith("country") ? [] : [value])),
];
