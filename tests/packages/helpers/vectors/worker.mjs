/** The vectors in a Worker: receives the files, responds with the failures. */

import * as kyclink from "kyclink";
import { runVectors } from "./run.mjs";

export default {
  async fetch(request) {
    return Response.json(runVectors(kyclink, await request.json()));
  },
};
