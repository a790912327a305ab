import type { Applicant } from "../../../module/applicant.ts";
import type { AnyProviderName } from "../../../module/call/client.ts";
import type { ProviderName } from "../../../module/codes.ts";
import type { ProviderTypes } from "../../../module/providers.js";
import type { OwnProvider } from "../../provider/define.ts";
import type { Gates } from "./gates.ts";
import type { HandlerOptions } from "./options.ts";

/** A provider's client options and webhook keys. Without a webhook key, the provider has no webhook route. */
export type ProviderConfig<Name extends ProviderName> = ProviderTypes[Name]["handler"];

/** The provider, with its credentials. */
export type Chosen =
  | {
      [Name in ProviderName]: {
        /** The provider. */
        provider: Name;
      } & Configured<Name>;
    }[ProviderName]
  | ({
      /** A provider of your own: what `defineProvider` of `kyclink/provider` has returned. */
      provider: OwnProvider;
    } & Others)
  | ({
      /**
       * Chooses the provider, by its name or as one of `providers`. Called only with a body that is valid for at least
       * one of the configured providers; values are normalized, and countries are alpha-2 codes.
       */
      provider: (applicant: Applicant) => AnyProviderName | OwnProvider | Promise<AnyProviderName | OwnProvider>;
    } & Others);

/** What a configuration may have beside its provider. */
type Others = { [Other in ProviderName]?: ProviderConfig<Other> | undefined } & {
  /** The providers of your own from which a function `provider` chooses. One that is not listed cannot be chosen. */
  providers?: readonly OwnProvider[] | undefined;
};

/** The configuration of {@link createHandler}. */
export type Config = HandlerOptions & Gates & Chosen;

/** The credentials of this provider, and perhaps of others. */
type Configured<Name extends ProviderName> = { [Own in Name]: ProviderConfig<Own> } & Others;
