// A page with the main entry: it imports it and uses it synchronously.
import * as kyclink from "kyclink";
import { runVectors } from "./run.mjs";

window.kyclink = kyclink;
window.runVectors = runVectors;
