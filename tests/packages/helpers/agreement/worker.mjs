/** Makes the calls in a Worker that imports `kyclink`. */

import * as kyclink from "kyclink";
import { result } from "./answer.mjs";

export default {
  async fetch(request) {
    return Response.json(result(kyclink, await request.json()));
  },
};
