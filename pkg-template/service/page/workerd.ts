import "../entry/workerd.ts";

export * from "./server/index.ts";
