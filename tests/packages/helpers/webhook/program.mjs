/** Everything that a runtime without modules needs. */

export * from "kyclink";
export { deliverAll } from "./deliver.mjs";
