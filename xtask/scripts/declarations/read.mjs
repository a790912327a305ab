/** Reads what declaration files declare, import and export, and where a declaration names another one. */

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

/**
 * @typedef {object} Statement a declaration, which may have several parts: overloads, merged interfaces
 * @property {string} module
 * @property {string} name
 * @property {{ text: string, uses: Use[] }[]} parts without `export`
 *
 * @typedef {object} Use where a part names something: the name, or `import("…").name` as the compiler writes it
 * @property {number} start
 * @property {number} end
 * @property {string | undefined} name missing where a whole module is named, which cannot be published
 * @property {string | undefined} from the module of an `import("…")`
 *
 * @typedef {object} Module what a file declares, imports and exports; names lead to their module, or to a package
 * @property {string | undefined} head its comment, with the tag `@module`
 * @property {Map<string, Statement>} own
 * @property {Map<string, { module: string, name: string }>} imports
 * @property {Map<string, { module: string, name: string }>} exports
 * @property {string[]} stars the modules all of whose exports it has
 * @property {Statement[]} globals what it adds to other packages
 * @property {string} [base] the module that declares what this edition of it does not
 */

/** Reads the declarations of a folder. @returns {Map<string, Module>} by the path without an ending */
export function read(tree) {
  const api = new API({ cwd: tree });
  const { program } = api.updateSnapshot({ openProjects: [join(tree, "tsconfig.json")] }).getProjects()[0];
  const modules = new Map();
  for (const name of readdirSync(tree, { recursive: true }).filter((one) => one.endsWith(".d.ts"))) {
    const path = name.slice(0, -".d.ts".length);
    modules.set(path, readModule(program.getSourceFile(join(tree, name)), path));
  }
  api.close();
  return modules;
}

function readModule(file, path) {
  const [head] = /^\/\*\*[\s\S]*?\*\//.exec(file.text) ?? [];
  const module = {
    head: head?.includes("@module") ? head : undefined,
    own: new Map(),
    imports: new Map(),
    exports: new Map(),
    stars: [],
    globals: [],
  };
  const from = (node) => target(path, node.moduleSpecifier?.text) ?? path;
  for (const node of file.statements) {
    if (node.kind === SyntaxKind.ImportDeclaration) addNames(module.imports, node.importClause?.namedBindings, from(node));
    else if (node.kind === SyntaxKind.ExportAssignment) module.exports.set("default", { module: path, name: node.expression.text });
    else if (node.kind !== SyntaxKind.ExportDeclaration) addStatement(module, path, node);
    else if (node.exportClause) addNames(module.exports, node.exportClause, from(node));
    else module.stars.push(from(node));
  }
  return module;
}

/** Returns the module that a specifier names in a file. A package is a module without a file. */
function target(path, specifier) {
  return specifier?.startsWith(".") ? join(dirname(path), specifier.replace(/\.[jt]s$/, "")) : specifier;
}

function addNames(names, clause, module) {
  for (const { name, propertyName } of clause?.elements ?? []) names.set(name.text, { module, name: (propertyName ?? name).text });
}

function addStatement(module, path, node) {
  const [variable] = node.declarationList?.declarations ?? [];
  const name = (node.name ?? variable?.name)?.text;
  const part = partOf(node, path);
  if (node.kind === SyntaxKind.ModuleDeclaration) return module.globals.push({ module: path, name, parts: [part] });
  if (name === undefined) throw new Error(`${path}: a declaration without a name: ${part.text.slice(0, 80)}`);
  const statement = module.own.get(name) ?? { module: path, name, parts: [] };
  statement.parts.push(part);
  module.own.set(name, statement);
  if (node.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword)) module.exports.set(name, { module: path, name });
}

/** Returns the text of a statement, from its doc comment on, and where it names something. */
function partOf(node, path) {
  const source = node.getSourceFile().text;
  const [doc] =
    source
      .slice(node.pos, node.getStart())
      .match(/\/\*\*[\s\S]*?\*\//g)
      ?.slice(-1) ?? [];
  const comment = doc ? `${doc}\n` : "";
  const modifier = node.modifiers?.find(({ kind }) => kind === SyntaxKind.ExportKeyword);
  const begin = modifier ? modifier.end + 1 : node.getStart();
  // In a declaration file `declare` may be missing after `export`, and only there.
  const isValue = ![SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration].includes(node.kind);
  const head = comment + (isValue && !node.modifiers?.some(({ kind }) => kind === SyntaxKind.DeclareKeyword) ? "declare " : "");
  const shift = head.length - begin;
  const uses = usesOf(node, path).map((use) => ({ ...use, start: use.start + shift, end: use.end + shift }));
  return { text: head + source.slice(begin, node.end), uses };
}

/** What an identifier is a part of where it names another declaration. */
const REFERENCES = new Set([
  SyntaxKind.TypeReference,
  SyntaxKind.ExpressionWithTypeArguments,
  SyntaxKind.TypeQuery,
  SyntaxKind.QualifiedName,
  SyntaxKind.ComputedPropertyName,
]);

function usesOf(root, path) {
  const uses = [];
  const parameters = new Set();
  (function visit(node) {
    if (node.kind === SyntaxKind.TypeParameter) parameters.add(node.name.text);
    if (node.kind === SyntaxKind.ImportType) {
      const { text: name, end = node.end } = node.qualifier ?? {};
      uses.push({ start: node.getStart(), end, name, from: target(path, node.argument.literal.text) });
      for (const argument of node.typeArguments ?? []) visit(argument);
      return;
    }
    const isRight = node.parent?.kind === SyntaxKind.QualifiedName && node.parent.right === node;
    if (node.kind === SyntaxKind.Identifier && REFERENCES.has(node.parent.kind) && !isRight)
      uses.push({ start: node.getStart(), end: node.end, name: node.text, from: undefined });
    if (node.name?.kind === SyntaxKind.Identifier && (node === root || node.kind === SyntaxKind.VariableDeclaration))
      uses.push({ start: node.name.getStart(), end: node.name.end, name: node.name.text, from: undefined });
    node.forEachChild(visit);
  })(root);
  return uses.filter(({ name, from }) => from !== undefined || !parameters.has(name));
}
