/** What has happened, and which promise it violates. Traces have numbers of onboardings, and no personal data. */

const CREATED = /"line1":"(\w+) Marker Street"/;

export class Ledger {
  violations = [];
  /** The customers that each onboarding has had created. */
  #created = new Map();
  /** The onboarding that each customer was given to. */
  #holders = new Map();
  #events = new Map();
  #secrets = new Set();

  /** How many onboardings stayed `outcome_unknown`, as they may: see `confusable`. */
  undecided = 0;
  /** How many people gave up because a limit asked for too long a wait. */
  givenUp = 0;
  /** How many links for another device were opened. */
  handedOver = 0;
  #confusable = new Set();
  /** How many deliveries the handler was still working on at the end of a short run. */
  inWork = 0;

  constructor({ isShort = false } = {}) {
    this.isShort = isShort;
  }

  violation(text) {
    this.violations.push(text);
  }

  /** Texts that nobody may see. */
  keepSecret(...texts) {
    for (const text of texts) this.#secrets.add(text);
  }

  /** A response of the provider: if it is about a create, whose customer it is. */
  provided(method, url, body, response) {
    const [, onboarding] = method === "POST" ? (CREATED.exec(String(body)) ?? []) : [];
    if (!onboarding || !response.ok) return;
    const made = this.#created.get(onboarding) ?? new Set();
    this.#created.set(onboarding, made);
    made.add(`${new URL(url).pathname} ${made.size}`);
    if (made.size > 1) this.violation(`onboarding ${onboarding} has ${made.size} customers`);
  }

  /** An onboarding was given a link, a status or a session of this customer. */
  holds(onboarding, customerId) {
    if (!customerId) return this.violation(`onboarding ${onboarding} was given a link that no provider knows`);
    this.keepSecret(customerId);
    const holder = this.#holders.get(customerId) ?? onboarding;
    this.#holders.set(customerId, holder);
    if (holder !== onboarding) this.violation(`onboarding ${onboarding} was given the customer of ${holder}`);
    return undefined;
  }

  /**
   * Onboardings with the same contacts, at a provider that keeps no reference of ours. When the response to a create is
   * lost, nobody can tell whose the customer is: the onboarding stays `outcome_unknown` rather than have a second one
   * created, or goes on with the customer that the other one has had created and never heard of.
   */
  confusable(...onboardings) {
    for (const onboarding of onboardings) this.#confusable.add(onboarding);
  }

  unsettled(onboarding, how) {
    if (this.#confusable.has(onboarding) && how === "503 outcome_unknown") this.undecided++;
    else this.violation(`onboarding ${onboarding} does not settle: ${how}`);
  }

  settled(onboarding) {
    const count = this.#created.get(onboarding)?.size ?? 0;
    if (count === 0 && this.#confusable.has(onboarding)) this.undecided++;
    else if (count !== 1) this.violation(`onboarding ${onboarding} ends with ${count} customers`);
  }

  /** `onEvent` was called. */
  received(id) {
    this.#events.set(id, (this.#events.get(id) ?? 0) + 1);
  }

  /**
   * A delivery was not accepted in time. After a process died, an event is in work for five more minutes: a short run
   * ends before.
   */
  untaken(status) {
    if (this.isShort && status === 503) this.inWork++;
    else this.violation(`a webhook is never taken: ${status}`);
  }

  /** The handler has accepted a delivery. */
  accepted(id) {
    if (!this.#events.has(id)) this.violation("an event was accepted, and onEvent was not called");
  }

  get events() {
    return this.#events.size;
  }

  /** Something that others see: a response, its headers, what a hook hears, a log. */
  seen(where, text) {
    for (const secret of this.#secrets) if (text.includes(secret)) return this.violation(`${where} contains a secret`);
    return undefined;
  }
}
