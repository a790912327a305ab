/** The sandbox in a Worker, created outside of a request, where a Worker has no asynchronous I/O and no random numbers. */

import { createSandbox } from "kyclink/testing";
import { live } from "./life.mjs";

const sandbox = createSandbox();

export default { fetch: async () => Response.json(await live(sandbox)) };
