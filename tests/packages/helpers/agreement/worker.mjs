/** Makes the calls in a Worker that imports `kyclink`. */

import * as kyclink from "kyclink";
import { answer } from "./answer.mjs";

export default {
  async fetch(request) {
    return Response.json(answer(kyclink, await request.json()));
  },
};
