export * from "./common.js";
export * from "./form-rules.js";
export * from "./inputs.js";
export type { Operations } from "./providers.js";
