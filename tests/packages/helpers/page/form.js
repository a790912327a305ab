// A page with a form: it imports the small entry and uses it synchronously.
import * as kyclink from "kyclink/form";
import names from "kyclink/names/en";
import { runVectors } from "./run.mjs";

Object.assign(window, { kyclink, names, runVectors });
