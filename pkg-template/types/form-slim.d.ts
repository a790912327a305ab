export * from "./form.js";
export * from "./init.js";
