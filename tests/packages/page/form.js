// What a page does that shows a form: import the small entry and use it, at once.
import * as kyclink from "kyclink/form";
import names from "kyclink/names/en";
import { runVectors } from "./run.mjs";

Object.assign(window, { kyclink, names, runVectors });
