/** All texts of the page in English. Messages about fields come from `kyclink`, with a few exceptions. */

/** Messages that suit this form better than those of `kyclink`, by issue code. */
const REWORDED: Record<string, string> = {
  country_unknown: "Choose a country from the list.",
  state_required: "Fill in this field.",
  state_not_code: "Choose from the list, or enter the official code.",
  postal_code_required: "Fill in this field.",
  date_format: "Enter a complete date.",
  unknown_value: "Choose one of the options.",
};

export const en = {
  locale: "en",
  dir: "ltr",

  form: {
    documentTitle: "Verify your identity",
    title: "Let’s verify your identity",
    lead: (partner: string) =>
      `Tell us who you are. Our partner ${partner} then checks your identity on its own page. This takes a few minutes.`,
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

  /** Labels by field name. Fields of an address use the `label` from `addressFields`. */
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

  /** Returns the message of an issue. */
  word: ({ code, message }: { code: string; message: string }): string => REWORDED[code] ?? message,

  /** Messages for failed requests: the cause, that nothing is lost, and what to do. */
  failures: {
    offline: "You seem to be offline. What you have entered is still here: try again once you are connected.",
    unreachable: "We could not be reached. What you have entered is still here: please try again.",
    away: "Our partner cannot be reached right now. What you have entered is still here: please try again in a minute.",
    busy: "Too many attempts. Please wait a few minutes and try again.",
    refused: "Our partner did not accept these details. Please check them and try again.",
    ours: "Something went wrong on our side. Please try again later.",
  },

  contact: {
    title: "Confirm how to reach you",
    lead: (partner: string) => `Before the identity check, our partner ${partner} needs to confirm your contact details.`,
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
    wrong: "This is not the code that was sent. Check it, or request a new one.",
    done: "Confirmed. You can continue to the identity check.",
    continue: "Continue to the identity check",
  },

  /** By verification status. */
  status: {
    none: {
      title: "Nothing has been started here",
      text: "There is no verification in this browser yet. If you started in another browser, continue there.",
    },
    incomplete: {
      title: "You are almost there",
      text: "The identity check is not finished yet. If you closed its page or its link no longer works, continue here with a new link.",
    },
    pending: {
      title: "Your details are being checked",
      text: "This usually takes a few minutes. You can close this page and come back later in this browser.",
    },
    approved: { title: "You are verified", text: "Your identity is confirmed. There is nothing more to do." },
    rejected: {
      title: "We could not verify you",
      text: "Our partner could not confirm your identity. If you think this is a mistake, please contact us.",
    },
    on_hold: {
      title: "One more look is needed",
      text: "Our partner needs more information or is reviewing your details again. Open the identity check to see what is missing.",
    },
    unknown: {
      title: "We are waiting for a result",
      text: "We have received your details, but there is no result yet. Please come back later in this browser.",
    },
  } as Record<string, { title: string; text: string }>,
  statusActions: {
    renew: "Continue the check",
    start: "Start",
    restart: "Start again with new details",
    look: "Look again",
    updates: "This page updates by itself.",
    stale: "We cannot update the status right now. We will try again.",
  },

  /** Error pages, by the code or the status of the problem. */
  errors: {
    title: "This did not work",
    malformed: "The form could not be read. Please try again.",
    forbidden: "This form can only be submitted from our own page.",
    missing: "This page does not exist.",
    reused: "This form was already submitted with different details. Please start again to submit new ones.",
    reload: "Our partner cannot be reached right now. Nothing is lost: reload this page in a minute. You will not be registered twice.",
    back: "Back to the start",
  },
};

export type Texts = typeof en;
