// What a form has of the package, by name too.
import { KycLinkError, addressFields, countries, fieldProps, isKycLinkError, normalize, validate } from "kyclink/form";

export const form = { KycLinkError, addressFields, countries, fieldProps, isKycLinkError, normalize, validate };
