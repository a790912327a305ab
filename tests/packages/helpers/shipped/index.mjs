/** The JavaScript of the installed package, parsed: for tests that hold for every expression in it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { file, internal } from "../install/index.mjs";

const SCRIPT = /\.js$/;

/** Returns all scripts: the files of `dist`, and those that the page serves to browsers from strings. */
export async function shippedScripts() {
  const names = readdirSync(file("dist"), { recursive: true }).filter((name) => SCRIPT.test(name));
  const files = names.map((name) => ({ name, text: readFileSync(join(file("dist"), name), "utf8") }));
  const { assets } = await internal("service/page/assets.js");
  const served = Object.entries(assets).filter(([name]) => SCRIPT.test(name));
  if (served.length === 0) throw new Error("the page serves no script");
  return [...files, ...served.map(([name, text]) => ({ name: `asset ${name}`, text }))];
}

/** Yields every node of a script's syntax tree. */
export function* nodesOf({ text }) {
  const lang = "js";
  const pending = [parseAst(text, { lang, sourceType: "module" })];
  while (pending.length > 0) {
    const node = pending.pop();
    yield node;
    for (const child of Object.values(node)) {
      for (const each of Array.isArray(child) ? child : [child]) {
        if (typeof each?.type === "string") pending.push(each);
      }
    }
  }
}
