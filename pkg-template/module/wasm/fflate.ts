// The library is bundled into this file, because the package depends on nothing.
export { inflateSync } from "fflate";
