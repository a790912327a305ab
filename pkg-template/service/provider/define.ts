// Defines a provider of one's own: checks the definition, and hides it behind the object that handlers and clients take.

import { copyOptions } from "../../module/copy-options.ts";
import { misuse } from "../../module/error.ts";
import type { ApplicantFields, OwnOperation } from "../../module/form/applicant.ts";
import type { Preparation } from "../../module/form/preparation.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import { PROVIDER_OPTIONS } from "../../module/tables.js";
import { isAsCopied } from "../as-copied.ts";
import { sender, verifier } from "./call.ts";
import type {
  CreateCall,
  CreatedLink,
  CreatedStatus,
  Delivery,
  FindCall,
  FoundCustomer,
  LinkCall,
  ProviderEvent,
  ProviderLink,
  ProviderStatus,
  ProviderToken,
  StatusCall,
  TokenCall,
} from "./functions.ts";
import { namedOptions } from "./named-options.ts";
import { defineOperation } from "./operation.ts";
import type { OwnOperation as OperationWithFields } from "./own-operation.ts";
import { hideBehind, isOwnName } from "./own-provider.ts";
import { checkPreparations } from "./preparation.ts";

/** A provider of your own, as `defineProvider` returns it. What you have defined is hidden. */
export interface OwnProvider {
  /** Its name. */
  readonly name: string;
  /** Its name for people. */
  readonly label: string;
  /** The fields of its applicants, for `validate` and the other functions of a form. */
  readonly operation: OwnOperation;
  /** Only `defineProvider` makes one. */
  readonly [own]: true;
}

declare const own: unique symbol;

/** What you define of a provider. */
export interface ProviderDefinition {
  /** Its name in results, paths and records: 2 to 31 lower-case letters, digits and dashes. Never change it. */
  name: string;
  /** Its name for people. */
  label: string;
  /**
   * The fields that it takes of a person, and of a business. The rules, the JSON Schema and the page's form follow from
   * these lists.
   */
  applicant: ApplicantFields;
  /**
   * The hosts that its links may have: `"verify.example.com"`, or `".example.com"` for all subdomains. The option
   * `allowHosts` of a handler is for built-in providers.
   */
  hosts: readonly string[];
  /**
   * What tells this account apart from others of the provider, such as its API key: handlers of two accounts over one
   * store have no record in common. It is hashed, and never shown.
   *
   * Default: the handler's `id`
   */
  account?: string | undefined;
  /**
   * The settings on which a status depends, such as a level or a workflow, or the sandbox: what was learned under others
   * counts for nothing. People who were approved under one must pass the check of the other.
   */
  scope?: string | undefined;
  /**
   * Whether the provider can take an approval back: then `refresh` of an operator also asks about approved customers,
   * once a week for a year.
   *
   * @default false
   */
  revocable?: boolean | undefined;
  /**
   * What makes it safe to call `create` a second time, because it then returns the same customer: the same
   * `reference`, the same `idempotencyKey`, or nothing.
   */
  repeat: "reference" | "key" | "never";
  /**
   * `"itself"` if `create` works without the given `fetch`, such as with an SDK or a database: nobody sees then whether it
   * has sent something, and what it throws leaves the outcome unknown, unless it is a {@link providerError}.
   */
  sends?: "itself" | undefined;
  /** Creates a customer, and a link for it. */
  create(call: CreateCall): CreatedLink | CreatedStatus | Promise<CreatedLink | CreatedStatus>;
  /**
   * Makes another link for a customer. Without it, `create` is called again where `repeat` is `"reference"`; otherwise
   * there is no other link, and a person who needs one is told to contact you.
   */
  link?: ((call: LinkCall) => ProviderLink | ProviderStatus | Promise<ProviderLink | ProviderStatus>) | undefined;
  /**
   * Makes a token with which an app opens the check of a customer in the provider's own SDK. Without it, the handler's
   * route for apps responds `not_supported`.
   */
  token?: ((call: TokenCall) => ProviderToken | ProviderStatus | Promise<ProviderToken | ProviderStatus>) | undefined;
  /** Returns the status of a customer. */
  status(call: StatusCall): ProviderStatus | Promise<ProviderStatus>;
  /**
   * Finds the customer of a `create` whose outcome is unknown, where `repeat` is `"never"`: the customer, all that it
   * may be, or `null` if it is certain that there is none. Then `create` is called again. Only one with the same `reference`
   * is the person's; one without any is a `conflict`, because everybody can give its email address.
   */
  find?:
    | ((call: FindCall) => FoundCustomer | readonly FoundCustomer[] | null | Promise<FoundCustomer | readonly FoundCustomer[] | null>)
    | undefined;
  /** Its webhooks. */
  webhook?:
    | {
        /** Verifies a delivery, and says what it means; `undefined` if it does not matter. */
        verify(delivery: Delivery): ProviderEvent | undefined | Promise<ProviderEvent | undefined>;
      }
    | undefined;
  /** What the page says that people should have at hand, as `preparation` returns it for a built-in provider. */
  preparation?:
    | {
        /** For a person. */
        individual?: Preparation | undefined;
        /** For a business. */
        business?: Preparation | undefined;
      }
    | undefined;
}

const OPTIONS = {
  name: 1,
  label: 1,
  applicant: 1,
  hosts: 1,
  account: 1,
  scope: 1,
  revocable: 1,
  repeat: 1,
  sends: 1,
  create: 1,
  link: 1,
  token: 1,
  status: 1,
  find: 1,
  webhook: 1,
  preparation: 1,
} satisfies Record<keyof ProviderDefinition, 1>;
const REPEATS = ["reference", "key", "never"];
const MAX_LABEL = 60;
const AS_COPIED = "without quotes or blanks around it or invisible characters";
/** A host whose links are http. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
/** A domain, those below a domain, or an IPv6 address. A domain of one label has nobody's subdomains. */
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|(?:\.[a-z0-9-]+){2,}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
/** A label neither begins nor ends with a hyphen. */
const HYPHEN = /(?:^|\.)-|-(?:[.:]|$)/;

const isHost = (host: unknown) => typeof host === "string" && HOST.test(host) && !HYPHEN.test(host);

/**
 * Defines a provider of your own.
 *
 * @param definition What the provider is called, what it takes, and its functions.
 * @returns The provider, for `createHandler({ provider })` and `client`.
 * @throws {KycLinkError} `invalid_config` if the definition is wrong
 * @example
 * const acme = defineProvider({
 *   name: "acme",
 *   label: "Acme",
 *   applicant: { individual: ["email"] },
 *   hosts: ["verify.acme.example"],
 *   repeat: "never",
 *   create: ({ reference }) => ({ customerId: reference, kycUrl: `https://verify.acme.example/?user=${reference}` }),
 *   status: () => ({ status: "pending" }),
 * });
 */
export function defineProvider(definition: ProviderDefinition): OwnProvider {
  const checked = knownOptions(definition, OPTIONS) as ProviderDefinition;
  const { name, label, applicant, hosts, account, scope, revocable, repeat, sends, link, token, find, webhook, preparation } = checked;
  if (!isOwnName(name)) {
    throw misuse("name must have 2 to 31 lower-case letters, digits and dashes, and begin with a letter.");
  }
  if (Object.hasOwn(PROVIDER_OPTIONS, name))
    throw misuse(`name must not be ${name}, which is a provider of kyclink: its handler needs no definition.`);
  if (typeof label !== "string" || label.trim() === "" || label.length > MAX_LABEL) {
    throw misuse(`label must be the provider's name for people, with at most ${MAX_LABEL} characters.`);
  }
  if (!Array.isArray(hosts) || hosts.length === 0 || !hosts.every(isHost)) {
    throw misuse('hosts must list the hosts of the links, such as "verify.example.com" or ".example.com", without a scheme.');
  }
  if (account !== undefined && !isAsCopied(account)) {
    throw misuse(`account must be what tells this account apart from others of the provider, such as its API key, ${AS_COPIED}.`);
  }
  if (scope !== undefined && !isAsCopied(scope)) {
    throw misuse(`scope must be a text: the settings on which a status depends, such as the name of a level, ${AS_COPIED}.`);
  }
  if (revocable !== undefined && typeof revocable !== "boolean") {
    throw misuse("revocable must be true or false: whether an approval can be taken back.");
  }
  if (!REPEATS.includes(repeat)) throw misuse('repeat must be "reference", "key" or "never": what makes a second create safe.');
  if (sends !== undefined && sends !== "itself") throw misuse('sends must be "itself", or be left out: create then uses the given fetch.');
  const verify = webhook && namedOptions(webhook, "webhook", { verify: 1 });
  const copy = copyOptions({ ...checked, webhook: verify as ProviderDefinition["webhook"] });
  refuseMissing(copy);
  const operation = defineOperation(applicant);
  const provider = Object.freeze({ name, label, operation });
  const own = operation as OperationWithFields;
  const local = hosts.find((host) => LOOPBACK.test(host));
  const connection = {
    // As src/provider/own reads it.
    definition: JSON.stringify({
      name,
      repeat,
      hasLink: link !== undefined,
      hasToken: token !== undefined,
      isRevocable: revocable,
      applicant: own.name,
    }),
    allowHosts: [...hosts],
    baseUrl: local && `http://${local}`,
    webhook: verify && true,
  };
  hideBehind(provider, {
    name,
    label,
    account,
    scope,
    connection,
    operation: own,
    traits: {
      repeat,
      hasLink: link !== undefined,
      hasToken: token !== undefined,
      hasFind: find !== undefined,
      sendsItself: sends !== undefined,
    },
    preparation: checkPreparations(preparation, own.types),
    send: sender(copy, own),
    verify: verifier(copy),
  });
  return provider as OwnProvider;
}

function refuseMissing({ create, status, link, token, find, webhook }: ProviderDefinition) {
  const wrong = [
    typeof create !== "function" && "create",
    typeof status !== "function" && "status",
    link !== undefined && typeof link !== "function" && "link",
    token !== undefined && typeof token !== "function" && "token",
    find !== undefined && typeof find !== "function" && "find",
    webhook !== undefined && typeof webhook?.verify !== "function" && "webhook.verify",
  ].filter(Boolean);
  if (wrong.length > 0) throw misuse(`These must be functions: ${wrong.join(", ")}.`);
}
