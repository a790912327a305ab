/** Reads what each entry point exports, with the compiler that users' editors run. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { API, SymbolFlags } from "typescript/unstable/sync";

const KINDS = [
  [SymbolFlags.Function, "function"],
  [SymbolFlags.Class, "class"],
  [SymbolFlags.Variable, "value"],
  [SymbolFlags.Interface, "interface"],
  [SymbolFlags.TypeAlias, "type"],
];
const OPTIONS = { module: "esnext", moduleResolution: "bundler", target: "es2022", lib: ["es2023", "dom"], types: [], strict: true };

/**
 * @param {string} folder
 * @param {{ file: string, name: string }[]} entries
 */
export function readExports(folder, entries) {
  prepare(join(folder, "types"));
  const config = join(folder, "tsconfig.json");
  const files = entries.map(({ file }) => join(folder, "types", file));
  writeFileSync(config, JSON.stringify({ compilerOptions: OPTIONS, files }));
  const api = new API({ cwd: folder });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProjects()[0];
    return entries.map(({ name }, index) => ({ name, exports: exportsOf(project, files[index]) }));
  } finally {
    api.close();
  }
}

/** Writes the links of the comments as code, because the compiler's plain text would lose them. */
function prepare(folder) {
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, "utf8").replace(/\{@link ([\w.]+)\}/g, "`$1`"));
  }
}

function exportsOf({ program, checker }, file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  return checker.getExportsOfModule(module).map((exported) => {
    const isAlias = exported.flags & SymbolFlags.Alias;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const nodes = symbol.declarations.map((declaration) => declaration.resolve());
    return {
      name: exported.name,
      kind: KINDS.find(([flag]) => symbol.flags & flag)[1],
      /** The same for an export of several entry points. */
      id: `${symbol.declarations[0].path ?? nodes[0].getSourceFile().fileName} ${symbol.name}`,
      declarations: nodes.map((node) => node.getText()),
      members: members(checker, symbol),
      ...comment(checker, symbol),
    };
  });
}

/** The members of an interface, a class or an object type, but not those of a union. */
function members(checker, symbol) {
  if (symbol.flags & (SymbolFlags.Function | SymbolFlags.Variable)) return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!type.isClassOrInterface() && !type.isIntersectionType() && !type.isObjectType()) return [];
  const properties = checker.getPropertiesOfType(type);
  // All of a mapped type's members are alike: its own declaration says more.
  if (!properties.some((property) => property.declarations?.length > 0)) return [];
  return properties.flatMap((property) => {
    const node = property.declarations?.[0]?.resolve();
    // Not what a platform's type brings along.
    if (node && !node.getSourceFile().fileName.includes("/types/")) return [];
    const isOptional = (property.flags & SymbolFlags.Optional) !== 0;
    // A mapped type generates members without a declaration.
    const type = () => checker.typeToString(checker.getNonNullableType(checker.getTypeOfSymbol(property)));
    const declaration = node?.getText() ?? `"${property.name}": ${type()}`;
    return [{ name: property.name, isOptional, declaration, ...comment(checker, property) }];
  });
}

/** The description, and the tags by name. */
function comment(checker, symbol) {
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: text.trim() }));
  return { text: symbol.getDocumentationComment(checker).trim(), tags };
}
