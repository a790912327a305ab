import "../entry/inline.ts";

export * from "./api.ts";
