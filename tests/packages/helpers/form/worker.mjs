/** The validation vectors in a Worker that imports `kyclink/form`. */

import * as form from "kyclink/form";
import { runVectors } from "../vectors/run.mjs";

export default {
  async fetch(request) {
    return Response.json(runVectors(form, await request.json()));
  },
};
