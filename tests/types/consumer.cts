// The same for `require`, whose declarations are the .d.cts files.
import kyclink = require("kyclink");

const verdict = kyclink.validate("grid.createKycLink", { customerId: "Customer:0" });
export const customerId: string | undefined = verdict.ok ? verdict.value.customerId : undefined;
// @ts-expect-error: there is no such export
void kyclink.createKycLink;
