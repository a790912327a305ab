/** All that the page says, in English; what is wrong with an answer is worded by `kyclink`, with few exceptions. */

/** What is better said in the words of this form than in those of the rules. */
const REWORDED: Record<string, string> = {
  country_unknown: "Choose a country from the list.",
  state_required: "Fill in this field.",
  state_not_code: "Choose it from the list, or enter its short official code.",
  postal_code_required: "Fill in this field.",
  date_format: "Enter the whole date.",
  unknown_value: "Choose one of the answers.",
};

export const en = {
  locale: "en",
  dir: "ltr",

  form: {
    documentTitle: "Verify your identity",
    title: "Let’s verify your identity",
    lead: (partner: string) =>
      `Tell us who you are. After that, our partner ${partner} checks your identity on a page of its own. It takes a few minutes.`,
    who: "Who is this for?",
    individual: "Myself",
    business: "A business",
    contact: "How to reach you",
    address: "Address",
    addressHint: "Where you live, or where your business is registered.",
    aboutBusiness: "Your business",
    optional: "optional",
    ifCountryHas: "if your country uses it",
    chooseCountry: "Choose a country",
    choose: "Choose",
    submit: "Continue",
    sending: "One moment…",
    again: "Try again",
  },

  /** By the name of the control; those of an address by what the country calls them. */
  labels: {
    type: "Who is this for?",
    email: "Email",
    phone: "Phone number",
    "business.legalName": "Legal name",
    "business.country": "Country of registration",
    "business.taxId": "Tax number",
    "business.incorporatedOn": "Date of registration",
    "address.country": "Country",
    line1: "Street and number",
    line2: "Apartment, building or floor",
    city: "City or town",
    district: "District",
    post_town: "Town",
    suburb: "Suburb",
    postalCode: "Postal code",
    postcode: "Postcode",
    zip: "ZIP code",
    pin: "PIN code",
    eircode: "Eircode",
    anyState: "State, province or region",
    state: "State",
    province: "Province",
    prefecture: "Prefecture",
    county: "County",
    emirate: "Emirate",
    area: "Area",
    department: "Department",
    do_si: "Do or si",
    island: "Island",
    oblast: "Oblast",
    parish: "Parish",
  } as Record<string, string>,

  hints: {
    phone: "With + and the country code, such as +1 415 555 0123",
  } as Record<string, string>,

  summary: "Please check these answers",

  /** A finding in the page's own words. */
  word: ({ code, message }: { code: string; message: string }): string => REWORDED[code] ?? message,

  /** Why something could not be done, and that nothing is lost. */
  faults: {
    offline: "You seem to be offline. What you have entered is still here: try again once you are connected.",
    unreachable: "We could not be reached. What you have entered is still here: please try again.",
    away: "Our partner cannot be reached right now. What you have entered is still here: please try again in a minute.",
    busy: "That was a little too often. Please wait a few minutes and try again.",
    refused: "Our partner did not accept these details. Please check them and try again.",
    ours: "Something is wrong on our side. Please try again later.",
  },

  contact: {
    title: "Confirm how to reach you",
    lead: (partner: string) => `Before the identity check, our partner ${partner} makes sure that messages reach you.`,
    email: {
      title: "Your email address",
      send: "Email me a code",
      sendThere: "Send a code there",
      code: "Code from the email",
      correct: "Use another email address",
      value: "New email address",
      confirm: "Confirm email",
    },
    phone: {
      title: "Your phone number",
      send: "Text me a code",
      sendThere: "Send a code there",
      code: "Code from the text message",
      correct: "Use another phone number",
      value: "New phone number",
      confirm: "Confirm phone",
    },
    sent: "A code is on its way. It can take a minute to arrive.",
    wrong: "This is not the code that was sent. Check it, or have a new one sent.",
    done: "That is confirmed. Now to the identity check.",
    continue: "Continue to the identity check",
  },

  /** By the status of a customer; `waits` when it changes by itself. */
  status: {
    none: {
      title: "Nothing has been started here",
      text: "There is no verification in this browser yet. If you began in another one, go on there.",
    },
    incomplete: {
      title: "You are almost there",
      text: "The identity check is not finished yet. If its page is closed or its link no longer works, continue here with a new one.",
    },
    pending: {
      title: "Your details are being checked",
      text: "This usually takes a few minutes. You can close this page and come back later in this browser.",
    },
    approved: { title: "You are verified", text: "Your identity is confirmed. There is nothing more to do." },
    rejected: {
      title: "We could not verify you",
      text: "Our partner could not confirm your identity. If you think that this is a mistake, please contact us.",
    },
    on_hold: {
      title: "One more look is needed",
      text: "Our partner needs something more from you, or is taking another look. Open the identity check to see what is missing.",
    },
    unknown: {
      title: "We are waiting for an answer",
      text: "Your details have arrived. What comes next is not known yet; please come back later in this browser.",
    },
  } as Record<string, { title: string; text: string }>,
  statusActions: {
    renew: "Continue the check",
    start: "Start",
    restart: "Start again with new details",
    look: "Look again",
    updates: "This page updates by itself.",
    stale: "We cannot look right now and will try again.",
  },

  /** By the code or the status of a problem. */
  errors: {
    title: "This did not work",
    malformed: "What was sent cannot be read.",
    forbidden: "This can only be sent from our own page.",
    missing: "There is nothing at this address.",
    reused: "Different details were sent from this form before. Please start again to send new ones.",
    reload: "Our partner cannot be reached right now. Nothing is lost: reload this page in a minute to try again. Nobody is entered twice.",
    back: "Go to the start",
  },
};

export type Texts = typeof en;
