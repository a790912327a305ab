// A Worker.
import { check } from "./all.mjs";

export default { fetch: async () => Response.json(await check()) };
