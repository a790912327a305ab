/** The parts of pages that a command writes: each is between two comments, and has a name. */

/** Returns the page with this text in the part of that name. */
export function filled(page, name, text) {
  const part = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- /generated -->)`);
  if (!part.test(page)) throw new Error(`the page has no part that is generated as \`${name}\``);
  return page.replace(part, (_, start, end) => `${start}${text.trim()}\n${end}`);
}
