// A page that has everything, as a test of one's own code has.
import { check } from "./all.mjs";
import { show } from "./show.mjs";

show(check());
