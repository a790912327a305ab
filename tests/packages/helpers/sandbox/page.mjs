/** The sandbox in a web page. */

import { createSandbox } from "kyclink/testing";
import { live } from "./life.mjs";

globalThis.outcome = live(createSandbox());
