// A page with a form.
// biome-ignore-all assist/source/organizeImports: before.mjs has to be evaluated before the package
import { before } from "./before.mjs";
import { run } from "./checks.mjs";
import { form } from "./form.mjs";
import { show } from "./show.mjs";

show(run({ before, form }));
