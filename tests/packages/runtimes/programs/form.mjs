// Imports everything that a form uses by name.
import { addressFields, countries, fieldProps, isKycLinkError, KycLinkError, normalize, validate } from "kyclink/form";

export const form = { KycLinkError, addressFields, countries, fieldProps, isKycLinkError, normalize, validate };
