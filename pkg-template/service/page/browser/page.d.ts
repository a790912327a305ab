/** What the parts of the web page's script share. */

import type { Channel, OnboardingClient } from "../../../types/page-client.js";
import type { ContactView, Site, StatusView } from "../views/view.js";

/** What all parts of the web page share. */
export interface Page extends Site {
  client: OnboardingClient;
  /** The beginning of the URLs of the countries' data. */
  data: string;
  /** Whether the handler has known this browser: it does not if the browser keeps no cookies. */
  isKnown: boolean;
  /** The contacts as the person has typed them in this document. */
  contacts: Partial<Record<Channel, string>>;
  /** When the last code was sent, as `performance.now` counts. */
  sentAt: number;
  /**
   * Replaces the current view, and sets the URL to one that shows the new view again. A view that the person did not
   * request must not move the focus: it is announced instead. If the focus was in the view before, which is gone, it is
   * at the heading then.
   */
  show(view: ContactView | StatusView, focus?: "move" | "keep"): void;
  /**
   * Opens the hosted page in this tab, where the Back button then leads to the status, or shows a link that opens a new
   * one, until it is used if it works once.
   *
   * @param onStay called if the page is still there after a while, or again: the person may stop the navigation
   */
  follow(link: { kycUrl: string; expiresAt?: string | undefined; once?: true | undefined }, onStay?: () => void): void;
  /** Ends the updates of the view that is shown. */
  stopUpdates(): void;
  /** Tells screen readers what has changed, which does not get the focus. */
  announce(text: string): void;
  /** Shows the terms that the person has to accept. */
  accept(termsUrl: string): void;
  /**
   * Leaves for the response to a renewal: the page that frames what comes next, because only the policy of that page
   * allows the frame, or whatever a hook responds with.
   */
  postRenewal(onStay?: () => void): void;
  /** Leaves for the response to a form, as without this script. */
  submitNatively(form: HTMLFormElement, onStay?: () => void): void;
}
