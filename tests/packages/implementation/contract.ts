/** The modules of a language, which packing writes, are what the declarations of all languages promise, and nothing else. */

import * as messages from "../../../target/parts/dist/module/messages/de.ts";
import * as localNames from "../../../target/parts/dist/module/names/de.ts";
import * as names from "../../../target/parts/dist/module/names/en.ts";

names satisfies typeof import("../../../pkg-template/types/names.js");
localNames satisfies typeof import("../../../pkg-template/types/names-local.js");
messages satisfies typeof import("../../../pkg-template/types/messages.js");

type Undeclared<Actual, Declared> = Exclude<keyof Actual, keyof Declared>;

const undeclared: Extra[number][] = [];
undeclared satisfies never[];

type Extra = [
  Undeclared<typeof names, typeof import("../../../pkg-template/types/names.js")>,
  Undeclared<typeof localNames, typeof import("../../../pkg-template/types/names-local.js")>,
  Undeclared<typeof messages, typeof import("../../../pkg-template/types/messages.js")>,
];
