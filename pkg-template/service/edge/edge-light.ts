import "../entry/edge-light.ts";

export * from "./api.ts";
