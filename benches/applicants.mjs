// The applicants of the benches: 136 different ones of `spherepay.onboard`, a quarter of them invalid. One object over
// and over would measure the caches of the processor and of the JavaScript engine, which no real form meets.

// Country, state, postal code, city, street, phone number: a third of the addresses are not in ASCII.
const PLACES = `
USA|IL|60606|Chicago|South Wacker Drive|+131255501##
CAN|ON|M5V 2T6|Toronto|Front Street West|+141655501##
DEU||10117|Berlin|Friedrichstraße|+49301234####
BRA|SP|01310-100|São Paulo|Avenida Paulista|+55119876543##
GBR||SW1A 2AA|London|Whitehall|+44207946####
JPN|13|100-0005|東京都千代田区|丸の内|+81312345###
FRA||75001|Paris|Rue de Rivoli|+3314278####
USA|CA|94103|San Francisco|Market Street|+141555501##
IND|MH|400001|Mumbai|Marine Drive|+9198200#####
NGA|LA|100001|Lagos|Broad Street|+23480312#####
MEX|CMX|06600|Ciudad de México|Paseo de la Reforma|+52551234####
ARE|DU||دبي|شارع الشيخ زايد|+9715012#####
ESP|M|28013|Madrid|Calle Mayor|+34912345###
NLD||1012 JS|Amsterdam|Damrak|+31201234###
CHN|BJ|100006|北京市|王府井大街|+8613800####00
AUS|NSW|2000|Sydney|George Street|+6129876####
USA|NY|11201|Brooklyn|Court Street|+171855501##
POL||00-950|Warszawa|Ulica Świętokrzyska|+4822123####
SGP||048623|Singapore|Raffles Place|+656123####
ZAF||8001|Cape Town|Long Street|+2721123####
KOR|11|04524|서울특별시|세종대로|+8221234####
CHE||8001|Zürich|Bahnhofstrasse|+4144123####
ITA|RM|00187|Roma|Via del Corso|+390612345###
COL|DC|110111|Bogotá|Carrera Séptima|+5760123####0
SAU||11564|الرياض|شارع العليا|+9665012#####
KEN||00100|Nairobi|Kenyatta Avenue|+2547123#####
CAN|QC|H2Y 1C6|Montréal|Rue Saint-Paul Ouest|+151455501##
SWE||111 45|Stockholm|Drottninggatan|+468123####
TUR||34433|İstanbul|İstiklal Caddesi|+90212123####
ARG||C1043AAZ|Buenos Aires|Avenida Corrientes|+54111234####
USA|TX|78701|Austin|Congress Avenue|+151255501##
LUX||1855|Luxembourg|Avenue Monterey|+35226123###
PRT||1100-148|Lisboa|Rua Augusta|+35121123####
IDN|JK|10110|Jakarta|Jalan Medan Merdeka|+62811123####
GRC||105 57|Αθήνα|Ερμού|+30210123####
NZL||6011|Wellington|Lambton Quay|+644123####
PHL||1200|Makati|Ayala Avenue|+63917123####
UKR||01001|Київ|вулиця Хрещатик|+38044123####
IRL||D02 AF30|Dublin|Grafton Street|+3531123####
VNM|SG|700000|Thành phố Hồ Chí Minh|Đường Lê Lợi|+8491123####
AUT||1010|Wien|Am Graben|+431123####
TWN|TPE|110|台北市|信義路五段|+886212345###
MYS||50088|Kuala Lumpur|Jalan Ampang|+60312345###
CHL||8320000|Santiago|Calle Huérfanos|+56221234###
NOR||0159|Oslo|Karl Johans gate|+4721123###
EGY||11511|Cairo|Talaat Harb|+2021234####
THA||10330|กรุงเทพมหานคร|ถนนพระรามที่ 1|+6621234###
DNK||1050|Copenhagen|Kongens Nytorv|+453312####
BRA|RJ|20040-002|Rio de Janeiro|Avenida Rio Branco|+55219876543##
ISR||6688101|Tel Aviv|Rothschild Boulevard|+97231234###
CZE||110 00|Praha|Václavské náměstí|+420221123###
`
  .trim()
  .split("\n")
  .map((row) => row.split("|"));

const PEOPLE =
  "Jane Smith,Ada Okafor,Li Wei,Maria García,Yuki Tanaka,Omar Haddad,Sofia Rossi,Jürgen Müller,Anna Nowak,Priya Sharma,Lucas Silva,Chloé Dubois," +
  "John Doe,Minh Nguyen,Fatima Zahra,Erik Lindqvist,Siobhán Murphy,Kwame Mensah,Elena Popescu,Noah Cohen,Mei Lin,Ivan Horvat,Zoë de Vries";
const NAMES = PEOPLE.split(",").map((name) => name.split(" "));

const EMAILS = [
  (first, last) => `${first}.${last}@example.com`,
  (first) => `${first}@x.io`,
  (first, last) => `${last}.${first}@mail.example.co.uk`,
  (first, last, i) => `${first}_${last}${1950 + i}@example.org`,
  (first, last, i) => `${first}.${last}+onboarding-${i}@payments.finance-department.subsidiary.example-corporation.com`,
  (first, last) => `${first[0]}${last}@students.university.example.edu`,
  (first, last) => `${first}-${last}@example.de`,
];

const LINES = [undefined, "Suite 4700", undefined, "3. Obergeschoss", undefined, undefined, "Apt 12B, c/o Front Desk", "Piso 2"];

/** Real clients write the fields in different orders. */
const ORDERS = [
  (names) => names,
  (names) => names,
  (names) => names.toSorted(),
  (names) => names.toReversed(),
  (names) => [...names.slice(2), ...names.slice(0, 2)],
];

function applicant(i) {
  const [country, state, postalCode, city, street, phone] = PLACES[i % PLACES.length];
  const [firstName, lastName] = NAMES[i % NAMES.length];
  const [first, last] = [firstName, lastName].map((name) =>
    name
      .normalize("NFD")
      .toLowerCase()
      .replace(/[^a-z]/g, ""),
  );
  const day = `${1950 + (i % 50)}-0${1 + (i % 9)}-${10 + (i % 19)}`;
  const isBusiness = i % 4 === 3;
  return {
    type: isBusiness ? "business" : "individual",
    email: EMAILS[i % EMAILS.length](first, last, i),
    phone: phone.replaceAll("#", (_, at) => (i * 7 + at) % 10),
    address: { line1: `${1 + ((i * 37) % 997)} ${street}`, line2: LINES[i % LINES.length], city, state, postalCode, country },
    ...(i % 3 === 0 && { firstName, lastName, birthDate: day, nationality: country }),
    ...(isBusiness && { business: { legalName: `${lastName} & Co. ${i}`, country, taxId: `47-${1234567 + i}`, incorporatedOn: day } }),
    ...(i % 5 === 0 && { reference: `user-${i}` }),
    ...(i % 10 === 0 && { redirectUri: `https://app.example.com/onboarding/${i}/done` }),
  };
}

/** Orders the fields as this client does. One in four clients sends blank fields as "", the others omit them. */
function asSent(object, i) {
  const names = ORDERS[i % ORDERS.length](Object.keys(object));
  const entries = names.map((name) => {
    const value = object[name];
    if (typeof value === "object" && value !== null) return [name, asSent(value, i)];
    return [name, value || (i % 4 === 1 ? "" : undefined)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

// What people and programs get wrong.
const MISTAKES = {
  emailDomain: (applicant) => (applicant.email = applicant.email.replace(/@.*/, "@")),
  emailSpace: (applicant) => (applicant.email = applicant.email.replace("@", " @")),
  emailSign: (applicant) => (applicant.email = applicant.email.replace("@", "")),
  emailLong: (applicant) => (applicant.email = `${"a".repeat(60)}@${"long-domain.".repeat(20)}com`),
  emailBlank: (applicant) => (applicant.email = ""),
  emailMissing: (applicant) => delete applicant.email,
  phoneNational: (applicant) => (applicant.phone = "(415) 555-0123"),
  phoneSpaces: (applicant) => (applicant.phone = `${applicant.phone.slice(0, 3)} ${applicant.phone.slice(3)}`),
  phoneLong: (applicant) => (applicant.phone += "123456789"),
  phoneNumber: (applicant) => (applicant.phone = 14155550123),
  phoneMissing: (applicant) => delete applicant.phone,
  typePerson: (applicant) => (applicant.type = "person"),
  typeMissing: (applicant) => delete applicant.type,
  addressText: (applicant) => (applicant.address = `${applicant.address.line1}, ${applicant.address.city}`),
  addressMissing: (applicant) => delete applicant.address,
  countryName: ({ address }) => (address.country = "United States"),
  countryUnknown: ({ address }) => (address.country = "ZZZ"),
  countryMissing: ({ address }) => delete address.country,
  stateMissing: ({ address }) => Object.assign(address, { country: "USA", postalCode: "60606", state: undefined }),
  stateName: ({ address }) => Object.assign(address, { country: "USA", postalCode: "60606", state: "Illinois" }),
  stateElsewhere: ({ address }) => Object.assign(address, { country: "USA", postalCode: "60606", state: "CA-ON" }),
  postalCodeMissing: ({ address }) => Object.assign(address, { country: "DEU", postalCode: undefined, state: undefined }),
  postalCodeLong: ({ address }) => (address.postalCode = "1010 Wien, Österreich"),
  line1Long: ({ address }) => (address.line1 += ", left at the blue door".repeat(12)),
  line1Missing: ({ address }) => delete address.line1,
  line2Break: ({ address }) => (address.line2 = "Suite 4700\nsecond door"),
  cityBlank: ({ address }) => (address.city = "  "),
  birthDateFuture: (applicant) => (applicant.birthDate = "2190-01-15"),
  birthDateFormat: (applicant) => (applicant.birthDate = "15.01.1990"),
  nationality: (applicant) => (applicant.nationality = "British"),
  redirectUri: (applicant) => (applicant.redirectUri = "javascript:alert(1)"),
  extra: (applicant) => (applicant.newsletter = "on"),
};

const INVALID = `
emailDomain
phoneNational
stateMissing
emailSpace phoneSpaces
countryName
typePerson emailDomain phoneNational cityBlank countryName
line1Missing cityBlank
postalCodeMissing
emailMissing
phoneLong countryUnknown
stateName
emailBlank phoneMissing line1Missing
addressMissing
typePerson
line1Long
extra emailSign
birthDateFuture
emailBlank phoneNational cityBlank countryMissing typeMissing
stateElsewhere emailDomain
phoneNumber extra
addressText emailSign
postalCodeLong phoneNational
redirectUri
emailLong
line2Break cityBlank phoneSpaces
nationality birthDateFormat
phoneSpaces
stateMissing emailSign phoneNational
countryUnknown line1Missing emailMissing phoneMissing
typeMissing
emailSign
postalCodeMissing phoneNational
line2Break
extra countryName phoneNational
`
  .trim()
  .split("\n")
  .map((mistakes) => mistakes.split(" "));

const VALID = 2 * PLACES.length;
const made = Array.from({ length: VALID + INVALID.length }, (_, i) => {
  const one = applicant(i);
  for (const mistake of INVALID[i - VALID] ?? []) MISTAKES[mistake](one);
  return asSent(one, i);
});

// As parsed from a request, and in an order in which nobody can guess who comes next.
const all = JSON.parse(JSON.stringify(made));
export const valid = all.slice(0, VALID);
export const invalid = all.slice(VALID);
export const applicants = all.map((_, i) => all[(i * 55) % all.length]);
