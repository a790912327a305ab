/** The next actions after which a status no longer changes by itself: it is the last one that is watched. */
export const LAST_ACTIONS = ["none", "contact_support"];
