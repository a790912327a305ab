// Everything that a server has of the package, by name: what a bundler may leave out shows only then.
// biome-ignore-all assist/source/organizeImports: before.mjs has to be evaluated before the package
import { before } from "./before.mjs";
import {
  KycLinkError,
  buildRequest,
  grid,
  isExpired,
  isKycLinkError,
  normalize,
  onboard,
  parseResponse,
  spherepay,
  validate,
  verifyWebhook,
} from "kyclink";
import { createHandler, memoryStore } from "kyclink/edge";
import { CONTACT_CODE, createSandbox } from "kyclink/testing";
import { run } from "./checks.mjs";
import { form } from "./form.mjs";

const kyclink = {
  KycLinkError,
  buildRequest,
  grid,
  isExpired,
  isKycLinkError,
  normalize,
  onboard,
  parseResponse,
  spherepay,
  validate,
  verifyWebhook,
};

export const check = (more) =>
  run({ before, kyclink, form, edge: { createHandler, memoryStore }, testing: { CONTACT_CODE, createSandbox }, ...more });
