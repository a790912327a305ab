/** What the form of somebody in Germany posts, who writes the phone number as it is dialled there. */
export const GERMAN = {
  type: "individual",
  email: "jane@example.com",
  phone: "030 123456",
  "address.line1": "Hauptstraße 1",
  "address.city": "Berlin",
  "address.postalCode": "10115",
  "address.country": "DE",
};
