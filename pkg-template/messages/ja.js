import { localized } from "./localized.js";
import texts from "./texts/ja.js";

export default /* @__PURE__ */ localized(texts);
