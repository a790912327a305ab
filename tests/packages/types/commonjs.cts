// `require` from TypeScript: the same declarations, as CommonJS.
import kyclink = require("kyclink");
import type { KycLink } from "kyclink";

const client: kyclink.Client<"spherepay"> = kyclink.spherepay({ apiKey: "key", environment: "production" });
export const link: Promise<KycLink> = client.createKycLink({ customerId: "customer_1" });
// @ts-expect-error: the id is missing
void client.createKycLink({});

import form = require("kyclink/form");
export const fields: form.AddressField[] = form.addressFields("US");
// @ts-expect-error: the form entry has no clients
void form.spherepay;
