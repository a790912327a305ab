// The races that run in Node and in Chromium. benches/run.mjs bundles this file for both.
import { applicants, valid } from "./applicants.mjs";
import { measure as onboard } from "./onboard.mjs";
import { agreed, measure as validate } from "./validate.mjs";

export const counts = { applicants: applicants.length, valid: valid.length, agreed: agreed.length };
export { parts } from "./parts.mjs";
export const measure = () => [...validate(), ...onboard()];
