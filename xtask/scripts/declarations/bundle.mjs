/** Puts declarations together, one file for each entry point. */

import { dirname, relative } from "node:path";

/** The file of what several others need, and no entry point exports. */
const SHARED = "shared.d.ts";

/** @import { Module, Statement } from "./read.mjs" */

/**
 * Returns the text of each file.
 *
 * @param {Map<string, Module>} modules
 * @param {Map<string, string>} entries the module of each file
 */
export function bundle(modules, entries) {
  const exported = new Map([...entries].map(([file, module]) => [file, exportsOf(modules, module)]));
  const homes = homesOf(modules, exported, entries);
  const files = new Map([...exported.keys(), SHARED].map((file) => [file, []]));
  for (const [statement, file] of homes) files.get(file).push(statement);
  const order = [...modules.keys()];
  const texts = [...files].map(([file, statements]) => {
    const place = ({ module }) => statements.findIndex((one) => one.module === module) * order.length;
    const sorted = statements.toSorted((a, b) => place(a) - place(b) || rank(modules, a) - rank(modules, b));
    return [file, render({ modules, exported, homes, file, module: entries.get(file) }, sorted)];
  });
  return texts.filter(([, text]) => text !== "");
}

/** The place of a statement in its module. */
const rank = (modules, { module, name }) => [...modules.get(module).own.keys()].indexOf(name);

/**
 * Returns what a module exports.
 *
 * @returns {Map<string, Statement>}
 */
function exportsOf(modules, path) {
  const found = new Map();
  const module = modules.get(path);
  if (module === undefined) throw new Error(`${path} has no declarations`);
  for (const name of module.exports.keys()) found.set(name, resolveExport(modules, path, name));
  for (const star of module.stars) {
    for (const [name, statement] of exportsOf(modules, star)) if (name !== "default" && !found.has(name)) found.set(name, statement);
  }
  return found;
}

function resolveExport(modules, path, name) {
  const { module, name: inside } = modules.get(path)?.exports.get(name) ?? {};
  if (module === path) return resolveLocal(modules, path, inside);
  if (module !== undefined) return resolveExport(modules, module, inside);
  for (const star of modules.get(path)?.stars ?? []) {
    if (exportsOf(modules, star).has(name)) return resolveExport(modules, star, name);
  }
  throw new Error(`${path} does not export ${name}`);
}

/** Returns what a name means in a module: a declaration, what a package exports, or a global, which is `undefined`. */
function resolveLocal(modules, path, name) {
  const { own, imports, base } = modules.get(path);
  const imported = imports.get(name);
  if (own.has(name)) return own.get(name);
  if (imported === undefined) return base && resolveLocal(modules, base, name);
  return modules.has(imported.module) ? resolveExport(modules, imported.module, imported.name) : { ...imported, isOfPackage: true };
}

/** Returns what each name means that the parts of a statement use. */
function meanings(modules, { module, name, parts }) {
  const meaningOf = (use) => {
    if (use.name === undefined) throw new Error(`${module}: ${name} must name a type of ${use.from}`);
    return use.from ? resolveExport(modules, use.from, use.name) : resolveLocal(modules, module, use.name);
  };
  return parts.flatMap(({ uses }) => uses.map((use) => ({ use, meaning: meaningOf(use) })));
}

/** Returns the file that has each declaration. */
function homesOf(modules, exported, entries) {
  const homes = new Map();
  for (const [file, names] of exported) for (const one of names.values()) if (!homes.has(one)) homes.set(one, file);
  for (const [file, module] of entries) for (const one of modules.get(module).globals) homes.set(one, file);
  const users = new Map();
  const visit = (statement, file) => {
    for (const { meaning } of meanings(modules, statement)) {
      if (meaning === undefined || meaning.isOfPackage || homes.has(meaning) || users.get(meaning)?.has(file)) continue;
      users.set(meaning, (users.get(meaning) ?? new Set()).add(file));
      visit(meaning, file);
    }
  };
  for (const [statement, file] of homes) visit(statement, file);
  for (const [statement, files] of users) homes.set(statement, files.size === 1 ? [...files][0] : SHARED);
  return homes;
}

function render(context, statements) {
  const { exported, file } = context;
  const names = exported.get(file) ?? new Map(statements.map((one) => [one.name, one]));
  const lists = exportLists(context, names);
  const isExported = (one) => names.get(one.name) === one;
  const scope = scopeOf(context, statements, isExported);
  const texts = statements.flatMap((one) =>
    one.parts.map((part) => renderPart(context, one, part, { scope, isExported: isExported(one) })),
  );
  const whole = [headOf(context.modules, context.module), imports(context, scope), ...texts, lists].filter(Boolean).join("\n\n");
  // Without a list, a declaration file also exports what is not marked.
  return whole === "" || lists !== "" ? whole : `${whole}\n\nexport {};\n`;
}

/** Returns the comment of an entry point, which may stand where its exports are. */
function headOf(modules, path) {
  const { head, stars = [] } = modules.get(path) ?? {};
  return head ?? stars.map((star) => headOf(modules, star)).find(Boolean);
}

/** Returns the exports that other files declare, and the default. */
function exportLists({ exported, homes, file }, names) {
  const rest = new Map([...names].filter(([, statement]) => homes.get(statement) !== file));
  const earlier = [...exported].slice(0, [...exported.keys()].indexOf(file));
  const hasAll = ([, others]) => others.size > 0 && [...others].every(([name, one]) => name !== "default" && rest.get(name) === one);
  const lists = [];
  for (const [other, others] of earlier.filter(hasAll)) {
    lists.push(`export * from "${specifier(file, other)}";`);
    for (const name of others.keys()) rest.delete(name);
  }
  for (const [other] of earlier) {
    const taken = [...rest].filter(([, statement]) => homes.get(statement) === other).map(([name]) => name);
    if (taken.length > 0) lists.push(`export { ${taken.join(", ")} } from "${specifier(file, other)}";`);
  }
  for (const [name, statement] of names) {
    if (name === "default" && homes.get(statement) === file) lists.push(`export default ${statement.name};`);
    else if (name !== "default" && name !== statement.name)
      throw new Error(`${statement.module}: ${statement.name} is exported as ${name}`);
  }
  return lists.join("\n");
}

/** Returns the name of each declaration in a file: its own, unless another one has it. Then it has the name by which it was imported. */
function scopeOf({ modules, homes, file }, statements, isExported) {
  const used = statements.flatMap((one) => meanings(modules, one));
  const taken = new Set(used.filter(({ meaning }) => meaning === undefined).map(({ use }) => use.name));
  const aliases = new Map(used.flatMap(({ use, meaning }) => (meaning && meaning.name !== use.name ? [[meaning, use.name]] : [])));
  const scope = new Map();
  const add = (one) => {
    if (scope.has(one)) return;
    const [base] = [one.name, aliases.get(one)].filter((name) => name && !taken.has(name)).concat(one.name);
    let name = base;
    for (let count = 1; taken.has(name); count++) name = `${base}$${count}`;
    if (name !== one.name && homes.get(one) === file && isExported(one)) throw new Error(`${one.module}: ${one.name} hides a global`);
    taken.add(name);
    scope.set(one, name);
  };
  for (const one of statements.filter(isExported)) add(one);
  for (const one of statements) if (one.name !== "global") add(one);
  for (const { meaning } of used) if (meaning !== undefined) add(keyOf(scope, meaning));
  return scope;
}

/** What two modules import from a package is the same. */
const keyOf = (scope, meaning) =>
  meaning.isOfPackage
    ? ([...scope.keys()].find((one) => one.isOfPackage && one.module === meaning.module && one.name === meaning.name) ?? meaning)
    : meaning;

function renderPart({ modules }, statement, { text, uses }, { scope, isExported }) {
  let result = text;
  for (const { use, meaning } of meanings(modules, { ...statement, parts: [{ uses }] }).toSorted((a, b) => b.use.start - a.use.start)) {
    const name = meaning && scope.get(keyOf(scope, meaning));
    if (name !== undefined) result = result.slice(0, use.start) + name + result.slice(use.end);
  }
  // The compiler says that a class has private members, without which two copies of the package have the same types.
  result = result.replace(/^ *#private;\n/m, "");
  if (!isExported) return result;
  return result.replace(/^(?:\/\*\*[\s\S]*?\*\/\s*)?/, (comment) => `${comment}export `);
}

/** Returns the imports of what other files, or packages, declare. */
function imports({ homes, file }, scope) {
  const lists = new Map();
  for (const [one, name] of scope) {
    const from = one.isOfPackage ? one.module : homes.get(one) !== file && specifier(file, homes.get(one));
    if (from) lists.set(from, [...(lists.get(from) ?? []), name === one.name ? name : `${one.name} as ${name}`]);
  }
  return [...lists].map(([from, names]) => `import type { ${names.sort().join(", ")} } from "${from}";`).join("\n");
}

function specifier(from, to) {
  const path = relative(dirname(from), to).replace(/\.d\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
