// Imports everything that a server uses by name, because only then a bundler may remove the rest.
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
