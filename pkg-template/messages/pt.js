import { localized } from "./localized.js";
import texts from "./texts/pt.js";

export default /* @__PURE__ */ localized(texts);
