import "../entry/edge-light.ts";

export * from "./server/index.ts";
