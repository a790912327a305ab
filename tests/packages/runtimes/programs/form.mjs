// What a form has of the package, by name too.
import { addressFields, countries, fieldProps, isKycLinkError, KycLinkError, normalize, validate } from "kyclink/form";

export const form = { KycLinkError, addressFields, countries, fieldProps, isKycLinkError, normalize, validate };
