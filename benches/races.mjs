// The races that run in Node and in Chromium. benches/run.mjs bundles this file for both.
import { measure as onboard } from "./onboard.mjs";
import { measure as validate } from "./validate.mjs";

export const measure = () => [...validate(), ...onboard()];
