/** The vectors in a Worker: takes the files, answers what failed. */

import * as kyclink from "kyclink";
import { runVectors } from "./run.mjs";

export default {
  async fetch(request) {
    return Response.json(runVectors(kyclink, await request.json()));
  },
};
