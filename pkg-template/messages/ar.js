import { localized } from "./localized.js";
import texts from "./texts/ar.js";

export default /* @__PURE__ */ localized(texts);
