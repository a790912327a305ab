// What a page does with the main entry: import it and use it, at once.
import * as kyclink from "kyclink";
import { runVectors } from "./run.mjs";

window.kyclink = kyclink;
window.runVectors = runVectors;
