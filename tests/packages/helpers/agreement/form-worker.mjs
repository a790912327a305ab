/** Makes the calls in a Worker that imports `kyclink/form`. */

import * as form from "kyclink/form";
import { answer } from "./answer.mjs";

export default {
  async fetch(request) {
    return Response.json(answer(form, await request.json()));
  },
};
