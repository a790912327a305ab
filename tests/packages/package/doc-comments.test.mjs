/**
 * What an editor shows of the declarations: every one that the package exports, and every member of its types, has a doc
 * comment, and the parameters have the names of `tests/transcripts/parameters.txt`. After an intended change,
 * `KYCLINK_UPDATE=1` rewrites the file.
 */

import assert from "node:assert/strict";
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";
import { file, scratch } from "../helpers/install/index.mjs";
import { expectTranscript } from "../helpers/transcripts/compare.mjs";

const MEMBERS = [
  SyntaxKind.PropertySignature,
  SyntaxKind.MethodSignature,
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
];
const STATEMENTS = [
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.VariableStatement,
];

const folder = scratch();
cpSync(file("dist/types"), folder, { recursive: true });
const names = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".d.ts"))
  .sort();
const config = join(folder, "tsconfig.json");
writeFileSync(
  config,
  JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler", types: [] }, include: ["**/*.d.ts"] }),
);
const api = new API({ cwd: folder });
after(() => api.close());
const { program } = api.updateSnapshot({ openProjects: [config] }).getProjects()[0];

/** What a file declares without a comment, as `line: text`, and how much it declares. */
function read(name) {
  const source = program.getSourceFile(join(folder, name));
  const text = source.text;
  const bare = [];
  let count = 0;
  const check = (node, isRepeated) => {
    count++;
    const leading = text.slice(node.pos, node.getStart());
    // A comment that begins with a tag describes a part of the member, not the member.
    if (isRepeated || /\/\*\*[\s*]*[^\s*@/][\s\S]*\*\/\s*$/.test(leading)) return;
    bare.push(`${name}:${text.slice(0, node.getStart()).split("\n").length} ${node.getText().split("\n")[0].replace(/[;,]$/, "")}`);
  };
  const visit = (node) => {
    if (MEMBERS.includes(node.kind)) check(node, isOverload(node));
    // What a type is compared with declares nothing.
    if (node.kind !== SyntaxKind.ConditionalType) return node.forEachChild(visit);
    for (const part of [node.checkType, node.trueType, node.falseType]) visit(part);
  };
  for (const statement of source.statements) {
    const isExported = statement.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword);
    if (isExported && STATEMENTS.includes(statement.kind)) check(statement, isOverload(statement));
    visit(statement);
  }
  return { bare, count };
}

/** Whether a declaration follows another one of the same function, whose comment an editor shows. */
function isOverload(node) {
  const siblings = node.parent.statements ?? node.parent.members ?? [];
  const before = siblings[siblings.indexOf(node) - 1];
  return before?.kind === node.kind && node.name !== undefined && before.name?.getText() === node.name.getText();
}

test("every declaration has a comment", (t) => {
  const all = names.map(read);
  const bare = all.flatMap((one) => one.bare);
  t.diagnostic(`${all.reduce((sum, { count }) => sum + count, 0)} declarations`);
  assert.equal(bare.join("\n"), "");
});

/** Returns the parameters of each function, method and type of a function in a file, below the names in which it stands. */
function signatures(name) {
  const found = new Set();
  const visit = (node, place) => {
    const here = node.name ? `${place}${node.name.getText()}.` : place;
    const parameters = node.kind === SyntaxKind.IndexSignature ? [] : (node.parameters ?? []);
    const list = parameters.map((parameter) => parameter.name.getText().replace(/\s+/g, " "));
    if (list.length > 0) found.add(`${here.slice(0, -1)}(${list.join(", ")})`);
    node.forEachChild((child) => visit(child, here));
  };
  visit(program.getSourceFile(join(folder, name)), "");
  return [`# ${name}`, ...found];
}

test("every parameter has the name that it had", () => {
  expectTranscript("parameters", `${names.flatMap(signatures).join("\n")}\n`);
});
