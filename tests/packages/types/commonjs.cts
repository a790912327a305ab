// `require` from TypeScript: the same declarations, as CommonJS.
import kyclink = require("kyclink");
import type { KycLink } from "kyclink";

const client: kyclink.Client<"spherepay"> = kyclink.spherepay({ apiKey: "key", environment: "production" });
export const link: Promise<KycLink> = client.createKycLink({ customerId: "customer_1" });
// @ts-expect-error: the id is missing
void client.createKycLink({});
