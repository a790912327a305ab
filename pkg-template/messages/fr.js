import { localized } from "./localized.js";
import texts from "./texts/fr.js";

export default /* @__PURE__ */ localized(texts);
