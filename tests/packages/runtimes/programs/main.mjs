// A program for a terminal.
import { check } from "./all.mjs";

check().then((results) => console.log(JSON.stringify(results)));
