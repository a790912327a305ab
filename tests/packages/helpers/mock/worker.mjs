/** The cases in a Worker. */

import * as kyclink from "kyclink";
import { runCases } from "./run.mjs";

export default {
  async fetch(request) {
    const { cases, origin } = await request.json();
    return Response.json(await runCases(kyclink, cases, origin));
  },
};
