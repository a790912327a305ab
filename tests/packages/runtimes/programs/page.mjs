// A page with a form.
import { before } from "./before.mjs";
import { run } from "./checks.mjs";
import { form } from "./form.mjs";
import { show } from "./show.mjs";

show(run({ before, form }));
