/**
 * The modules of `kyclink/form`. Its functions are those of `module`, for fewer operations: only where a declaration
 * names them is it another one.
 */

/** The names of all operations, and those of the operations that the form has. */
const [ALL, FORM] = ["OperationName", "FormOperationName"];

/** @import { Module, Statement } from "./read.mjs" */

/**
 * Adds a module below `form` for each one of `module`.
 *
 * @param {Map<string, Module>} modules
 */
export function addForm(modules) {
  for (const [path, module] of [...modules]) {
    if (path.startsWith("module/")) modules.set(pathOf(path), ofForm(path, module));
  }
}

/** Returns the path of a module's other edition. Packing gives two files of the form another name. */
function pathOf(path) {
  const name = path.replace("module/", "form/");
  return { "form/form": "form/api", "form/entry/inline-form": "form/entry/inline" }[name] ?? name;
}

/** Returns the other edition of a module: all that does not name the operations is that of the module itself. */
function ofForm(path, module) {
  const own = [...module.own].filter(([, { parts }]) => parts.some(isLimited));
  const statements = own.map(([name, one]) => [name, { ...one, module: pathOf(path) }]);
  const limited = new Set(own.map(([name]) => name));
  const exports = [...module.exports].map(([name, one]) => {
    const isOther = one.module !== path ? one.module.startsWith("module/") : limited.has(one.name);
    return [name, isOther ? { ...one, module: pathOf(one.module) } : one];
  });
  const imports = [...module.imports].map(([name, one]) => [name, one.name === ALL ? { ...one, name: FORM } : one]);
  return {
    ...{ head: undefined, globals: [], base: path },
    ...{ own: new Map(statements), imports: new Map(imports), exports: new Map(exports) },
    stars: module.stars.map((star) => (star.startsWith("module/") ? pathOf(star) : star)),
  };
}

/** Whether a part of a declaration is a function of operations. */
const isLimited = ({ text, uses }) => /^(?:\/\*\*[\s\S]*?\*\/\s*)?declare function /.test(text) && uses.some(({ name }) => name === ALL);
