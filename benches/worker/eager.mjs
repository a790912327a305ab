// The same, with the wasm module compiled and called once before the first request.
import { validate } from "kyclink";

validate("spherepay.createCustomerViaLink", {});

export { default } from "./kyclink.mjs";
