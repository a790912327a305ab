// Everything that a server has of the package.
import { before } from "./before.mjs";
import * as kyclink from "kyclink";
import * as form from "kyclink/form";
import * as testing from "kyclink/testing";
import { run } from "./checks.mjs";

export const check = () => run({ before, kyclink, form, testing });
