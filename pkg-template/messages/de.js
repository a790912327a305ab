import { localized } from "./localized.js";
import texts from "./texts/de.js";

export default /* @__PURE__ */ localized(texts);
