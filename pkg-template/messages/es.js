import { localized } from "./localized.js";
import texts from "./texts/es.js";

export default /* @__PURE__ */ localized(texts);
