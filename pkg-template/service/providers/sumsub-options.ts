/** The options of {@link sumsub}. */
export interface SumsubOptions {
  /** The app token: it begins with `sbx:` in the sandbox; in production, it begins with `prd:` or has no prefix. */
  appToken: string;
  /** The secret key of the app token, which signs each request. */
  secretKey: string;
  /** The name of the level, in Sumsub's dashboard, at which people begin. */
  levelName: string;
  /**
   * The names of the levels at which an approval counts, if a workflow moves people to others. Default: `levelName` alone
   */
  levels?: readonly string[] | undefined;
  /** How long a link or a token lives, in seconds; a token lives 600 at least. Default: 1800 */
  ttlInSecs?: number | undefined;
  /** The language of Sumsub's page, such as `"de"`. */
  lang?: string | undefined;
  /** The hosts of the links, if they are on a domain of yours. Default: `["in.sumsub.com", "api.sumsub.com"]` */
  linkHosts?: readonly string[] | undefined;
  /**
   * The secret key of the webhook, which is not that of the app token: several while one is being replaced. Without it,
   * there are no webhooks.
   */
  webhookSecret?: string | readonly string[] | undefined;
  /** The signature algorithm of the webhook, as you chose it in Sumsub's dashboard. Default: `"HMAC_SHA256_HEX"` */
  webhookAlgorithm?: "HMAC_SHA256_HEX" | "HMAC_SHA512_HEX" | undefined;
  /** Replaces `https://api.sumsub.com`: an https URL without a path. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}
