// What Harbor's operations take.

export interface HarborCreateSession {
  email: string;
  phone?: string | undefined;
}

/** `onboard` at Harbor: to be validated, not sent. */
export interface HarborApplicant extends HarborCreateSession {
  type: "individual";
}
