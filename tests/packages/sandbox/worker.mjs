/** The sandbox in a Worker, made where a Worker may neither wait nor have random numbers: outside of a request. */

import { createSandbox } from "kyclink/testing";
import { live } from "./life.mjs";

const sandbox = createSandbox();

export default { fetch: async () => Response.json(await live(sandbox)) };
