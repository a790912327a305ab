"""Writes tests/vectors/people/applicants.csv: 307 applicants of 168 countries at real addresses, as people type them.

`tests/vectors/people/places.csv` was written by hand: addresses of post offices, town halls, museums, parliaments and
stations, each with the institution that publishes it, and a name that is nobody's. Each place has one applicant who
fills in a form as it is meant, and, until there are 307, one who types: a state by its name, a postal code in lower case,
without its space or not at all where the country does not require one, a phone number as it is printed or pasted.

    python3 data/import/people.py
"""

import sys
import unicodedata

import packages

VERSION = "9.0.43"
COUNT = 307


def email(name, place):
    folded = unicodedata.normalize("NFKD", name.lower())
    local = ".".join("".join(c for c in word if c.isascii() and c.isalnum()) for word in folded.split())
    return f"{local.strip('.') or 'person'}.{place}@example.com"


def phone(phonenumbers, country, place, typed):
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    form = phonenumbers.PhoneNumberFormat
    if not typed:
        return phonenumbers.format_number(number, form.E164)
    printed = phonenumbers.format_number(number, form.INTERNATIONAL)
    code = f"+{number.country_code} "
    if phonenumbers.PhoneMetadata.metadata_for_region(country).national_prefix == "0":
        return f"{code}(0){printed.removeprefix(code)}"
    ways = (printed.replace(" ", "\u00a0"), f"\u202a{printed}\u202c", printed.replace("-", "\u2013").replace(" ", "."))
    return ways[place % len(ways)]


def postal_code(text, usage, place, typed):
    if typed and usage != "required" and place % 2:
        return ""
    if typed and place % 3 == 0:
        return text.lower()
    return text.replace(" ", "").replace("-", "") if typed and place % 3 == 1 else text


def applicant(phonenumbers, place, row, usage, typed):
    country, name = row["country"], row["name"]
    pad = "  " if typed and place % 5 == 0 else ""
    business = place % 9 == 4
    return (
        "typed" if typed else "form",
        "business" if business else "individual",
        name,
        email(name, place),
        phone(phonenumbers, country, place, typed),
        pad + row["line1"] + pad,
        row["city"],
        row["state"] if typed else row["stateCode"],
        postal_code(row["postalCode"], usage[country], place, typed),
        country.lower() if typed and place % 4 == 0 else country,
        row["source"],
    )


with packages.pypi("phonenumbers", VERSION) as package:
    sys.path.insert(0, str(package))
    import phonenumbers

    places = packages.rows("tests/vectors/people/places.csv")
    usage = {row["country"]: row["postalCode"] for row in packages.rows("data/address.csv")}
    people = [applicant(phonenumbers, at, row, usage, False) for at, row in enumerate(places)]
    # Where a country has several places, and where people write a state, there is more to type.
    order = sorted(range(len(places)), key=lambda at: (not places[at]["state"], at))[: COUNT - len(places)]
    people += [applicant(phonenumbers, at, places[at], usage, True) for at in order]
    header = ("way", "type", "name", "email", "phone", "line1", "city", "state", "postalCode", "country", "source")
    packages.write_csv("tests/vectors/people/applicants.csv", header, people)
    print(len({row["country"] for row in places}), "countries")
