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

import messages = require("kyclink/messages/de");
form.validate("spherepay.onboard", {}, { messages: messages.default });
import names = require("kyclink/names/de");
form.subdivisions("US", { names: names.default });
import english = require("kyclink/names/en");
export const code: string | undefined = english.subdivisionCode("US", "Illinois");
import cloudflare = require("kyclink/cloudflare");
export const Store: typeof cloudflare.KycLinkStore = cloudflare.KycLinkStore;
