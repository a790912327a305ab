/** Makes the calls in a Worker that imports `kyclink/form`. */

import * as form from "kyclink/form";
import { result } from "./answer.mjs";

export default {
  async fetch(request) {
    return Response.json(result(form, await request.json()));
  },
};
