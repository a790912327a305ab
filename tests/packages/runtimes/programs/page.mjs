// What a page with a form has of the package.
import { before } from "./before.mjs";
import * as form from "kyclink/form";
import { run } from "./checks.mjs";
import { show } from "./show.mjs";

show(run({ before, form }));
