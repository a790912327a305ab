import "../entry/inline.ts";

export * from "./server/index.ts";
