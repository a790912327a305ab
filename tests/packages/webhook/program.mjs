/** Everything that a runtime without modules needs to be asked. */

export * from "kyclink";
export { deliverAll } from "./deliver.mjs";
