// A page that imports everything, as users' tests do.
import { check } from "./all.mjs";
import { show } from "./show.mjs";

show(check());
