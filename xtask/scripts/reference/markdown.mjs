/** Renders the reference: a table for each entry point, and a section for each export. */

/**
 * @param {ReturnType<typeof import("./exports.mjs").readExports>} entries
 */
export function render(entries) {
  const sections = collect(entries);
  const links = anchors([...entries.map(({ name }) => `\`${name}\``), "Details", ...sections.map(({ title }) => title)]);
  const link = new Map(sections.map(({ id, title }) => [id, links.get(title)]));
  const tables = entries.map(({ name, exports }) => {
    const rows = exports.map(({ id, name, kind, text }) => [`[\`${name}\`](#${link.get(id)})`, kind, cell(summary(text))]);
    return `## \`${name}\`\n${table(["export", "kind", "what it is"], rows)}`;
  });
  return [...tables, "## Details\n", ...sections.map(section)].join("\n");
}

/** The exports of all entry points, each once and in the order of the alphabet. */
function collect(entries) {
  const found = new Map();
  for (const { name: entry, exports } of entries) {
    for (const one of exports) if (!found.has(one.id)) found.set(one.id, { ...one, entry });
  }
  const all = [...found.values()];
  const isAmbiguous = ({ name }) => name === "default" || all.filter((other) => other.name === name).length > 1;
  const titled = all.map((one) => ({ ...one, title: `\`${one.name}\`${isAmbiguous(one) ? ` of \`${one.entry}\`` : ""}` }));
  return titled.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.title < b.title ? -1 : 1));
}

/** The anchors that GitHub gives to headings. */
function anchors(titles) {
  const count = new Map();
  return new Map(
    titles.map((title) => {
      const slug = title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
      const before = count.get(slug) ?? 0;
      count.set(slug, before + 1);
      return [title, before === 0 ? slug : `${slug}-${before}`];
    }),
  );
}

function section({ title, kind, entry, declarations, members, text, tags }) {
  const of = (name) => tags.filter((tag) => tag.name === name).map((tag) => tag.text);
  const isLong = members.length > 0;
  const parts = [`### ${title}\n`, `${kind[0].toUpperCase()}${kind.slice(1)} of \`${entry}\`. ${text}\n`];
  // The members of a long declaration follow as a table.
  if (!isLong) parts.push(`\`\`\`ts\n${declarations.map(plain).join("\n")}\n\`\`\`\n`);
  const list = [
    ...of("param").map((param) => param.replace(/^(\w+)\s+/, "- `$1`: ")),
    ...of("returns").map((returned) => `- Returns: ${returned}`),
    ...of("throws").map((thrown) => `- Throws: ${thrown.replace(/^\{\w+\}\s*/, "")}`),
  ];
  if (list.length > 0) parts.push(`${list.map((item) => item.replace(/\n/g, "\n  ")).join("\n")}\n`);
  if (isLong) parts.push(table(["member", "type", "description"], members.map(member)));
  return parts.join("\n");
}

function member({ name, isOptional, declaration, text, tags }) {
  const fallback = tags.find((tag) => tag.name === "default")?.text;
  const type = plain(declaration)
    .replace(/^(readonly )?("[^"]+"|\w+)\??:?\s*/, "")
    .replace(/;$/, "")
    .replace(/\s+/g, " ");
  const description = [text, fallback === undefined ? "" : `Default: ${/^[\w"[{]\S*$/.test(fallback) ? `\`${fallback}\`` : fallback}.`];
  return [`\`${name}${isOptional ? "?" : ""}\``, `\`${type}\``, cell(description.filter(Boolean).join(" "))];
}

/** A declaration without its comments and the words that all have. */
function plain(declaration) {
  return declaration
    .replace(/^ *\/\*\*[\s\S]*?\*\/\n?/gm, "")
    .replace(/^export (declare )?/, "")
    .replace(/^declare /, "");
}

const summary = (text) => text.split("\n\n")[0];
const cell = (text) => text.replace(/\n+- /g, "<br>- ").replace(/\s*\n\s*/g, " ");

function table(head, rows) {
  const line = (cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return `${line(head)}|${"---|".repeat(head.length)}\n${rows.map(line).join("")}`;
}
