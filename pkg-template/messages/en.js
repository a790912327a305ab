import { localized } from "./localized.js";
import texts from "./texts/en.js";

export default /* @__PURE__ */ localized(texts);
