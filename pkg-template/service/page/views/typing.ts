// How keyboards help with a field. Names, codes and streets are no words of a dictionary: a correction changes whose they
// are, and a spelling check marks them as wrong, or sends them elsewhere.

/** The ends of names of fields, and what a keyboard starts with a capital. */
const BY_END: readonly (readonly [ends: RegExp, autocapitalize: string])[] = [
  [/(?:Name|doingBusinessAs|line1|line2|city)$/, "words"],
  [/(?:taxId|identificationNumber|registrationNumber|naicsCode|state|postalCode)$/, "characters"],
  [/(?:email|website)$/, "none"],
];

/** Returns the attributes of a text field; none for prose, a number or a date. */
export function typingOf(name: string) {
  const autocapitalize = BY_END.find(([ends]) => ends.test(name))?.[1];
  return autocapitalize === undefined ? {} : { autocapitalize, autocorrect: "off", spellcheck: "false" };
}
