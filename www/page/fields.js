/**
 * The controls of the form, in the order in which a person meets them. The Worker writes them into the page and
 * reads them from a post; the page's script finds them by name. A name is the dot path of the applicant's field.
 *
 * The country comes first in its group, because it decides what the other fields need. Its values are alpha-2:
 * that is what the autocomplete token `country` fills in (WHATWG HTML, autofill).
 */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"choice" | "country" | "email" | "tel" | "date" | "text"} control
 * @property {string} [hint]
 * @property {string} [optional] when it may be left out, where that is not simply up to the person
 * @property {Record<string, string | number>} [attributes]
 *
 * @typedef {{ title: string, hint?: string, only?: "business", fields: Field[] }} Group
 */

/** @type {Group} */
const WHO = {
  title: "Who is this for?",
  fields: [{ name: "type", label: "Who is this for?", control: "choice" }],
};

/** @type {Group} */
const BUSINESS = {
  title: "Your business",
  only: "business",
  hint: "For businesses only. If this is for yourself, leave it empty: it is not sent.",
  fields: [
    { name: "business.legalName", label: "Legal name", control: "text", attributes: { autocomplete: "organization", maxlength: 255 } },
    { name: "business.country", label: "Country of registration", control: "country", attributes: { autocomplete: "off" } },
    { name: "business.taxId", label: "Tax number", control: "text", attributes: { autocomplete: "off", maxlength: 64, spellcheck: "false" } },
    { name: "business.incorporatedOn", label: "Date of registration", control: "date", attributes: { autocomplete: "off" } },
  ],
};

/** @type {Group} */
const CONTACT = {
  title: "How to reach you",
  fields: [
    {
      name: "email",
      label: "Email",
      control: "email",
      attributes: { autocomplete: "email", inputmode: "email", maxlength: 254, autocapitalize: "none", spellcheck: "false" },
    },
    {
      name: "phone",
      label: "Phone number",
      control: "tel",
      hint: "With + and the country code, such as +1 415 555 0123",
      attributes: { autocomplete: "tel", inputmode: "tel", maxlength: 40 },
    },
  ],
};

/** @type {Group} */
const ADDRESS = {
  title: "Address",
  hint: "Where you live, or where your business is registered.",
  fields: [
    { name: "address.country", label: "Country", control: "country", attributes: { autocomplete: "country" } },
    { name: "address.line1", label: "Street and number", control: "text", attributes: { autocomplete: "address-line1", maxlength: 255 } },
    { name: "address.line2", label: "Apartment, building or floor", control: "text", attributes: { autocomplete: "address-line2", maxlength: 255 } },
    { name: "address.city", label: "City or town", control: "text", attributes: { autocomplete: "address-level2", maxlength: 255 } },
    {
      name: "address.state",
      label: "State or province",
      control: "text",
      optional: "if your country has them",
      hint: "Its short code, such as CA for California",
      attributes: { autocomplete: "address-level1", maxlength: 64, autocapitalize: "characters", spellcheck: "false" },
    },
    {
      name: "address.postalCode",
      label: "Postal code",
      control: "text",
      optional: "if your country uses them",
      attributes: { autocomplete: "postal-code", maxlength: 16, autocapitalize: "characters", spellcheck: "false" },
    },
  ],
};

/** @type {Group[]} */
export const GROUPS = [WHO, BUSINESS, CONTACT, ADDRESS];

/** @type {Field[]} */
export const FIELDS = GROUPS.flatMap(({ fields }) => fields);
