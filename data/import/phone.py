"""Writes data/calling-codes.csv and data/country-calling-codes.csv from libphonenumber's metadata, its example numbers
to tests/vectors/data/phone-examples.csv, and the ways in which people write them to phone-spellings.csv beside it.

A number may have every length that any kind of number of any region with its calling code may have: the lengths
change far less than the ranges, so that an old table still lets new numbers pass.

The column `zero` says where a 0 right after the calling code belongs to the number, as in Italy: `any` where fixed lines
or mobile phones have it and no region dials 0 as a prefix; else the digits that may follow such a 0 in a number of any
kind, as in Japan's toll-free 00777. Where neither is given, that 0 is dialled within the country only.

    python3 data/import/phone.py
"""

import re._constants as op
import re._parser as parser
import sys

import packages

VERSION = "9.0.43"
KINDS = (
    "fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan voicemail"
).split()


def metadata(phonenumbers):
    """Each calling code with the metadata of its regions; `001` stands for a code of no country."""
    load = phonenumbers.PhoneMetadata
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            whole = region == "001"
            yield code, region, load.metadata_for_nongeo_region(code) if whole else load.metadata_for_region(region)


def kinds(region):
    return ((kind, getattr(region, kind)) for kind in KINDS if getattr(region, kind) is not None)


def lengths(code, region):
    # E.164 allows 15 digits with the calling code; some plans reserve more for use inside the country.
    possible = {length for _, kind in kinds(region) for length in kind.possible_length if length > 0}
    return {length for length in possible if length + len(str(code)) <= 15}


def beginnings(pattern, count):
    """Returns the first digits of every match of a regular expression: `count` of them, or a whole shorter match."""

    def extend(ends, operations):
        for operation, argument in operations:
            ends = {end if len(end) == count else end + more for end in ends for more in single(operation, argument)}
            ends = {end[:count] for end in ends}
        return ends

    def single(operation, argument):
        if operation is op.LITERAL:
            return {chr(argument)}
        if operation is op.IN:
            return {digit for digit in "0123456789" if any(fits(digit, *part) for part in argument)}
        if operation is op.SUBPATTERN:
            return extend({""}, argument[3])
        if operation is op.BRANCH:
            return set().union(*(extend({""}, branch) for branch in argument[1]))
        if operation is op.MAX_REPEAT:
            least, most, inner = argument
            repeated = [{""}]
            for _ in range(min(most, least + count)):
                repeated.append(extend(repeated[-1], inner))
            return set().union(*repeated[min(least, len(repeated) - 1) :])
        raise ValueError(f"{operation} in {pattern}")

    def fits(digit, operation, argument):
        if operation is op.RANGE:
            return argument[0] <= ord(digit) <= argument[1]
        return operation is op.CATEGORY or operation is op.LITERAL and argument == ord(digit)

    return extend({""}, parser.parse(pattern))


def zeros(region, wanted=KINDS):
    """The digits that may follow a leading 0 in numbers of those kinds."""
    patterns = [kind.national_number_pattern for name, kind in kinds(region) if name in wanted]
    starts = set().union(*(beginnings(pattern, 2) for pattern in patterns if pattern not in (None, "NA")))
    return {start[1:] for start in starts if start.startswith("0")}


def zero(regions):
    """Returns the column `zero` of a calling code with these regions."""
    dialled = any(region.national_prefix == "0" for _, region in regions)
    # A code of no country has no prefix either, and one kind of numbers only.
    common = any(zeros(region, KINDS if name == "001" else ("fixed_line", "mobile")) for name, region in regions)
    if common and not dialled:
        return "any"
    return "".join(sorted(set().union(*(zeros(region) for _, region in regions))))


def spellings(phonenumbers, prefix, kind, number):
    """A number as it is printed, as a link has it, and with the prefix that is dialled within the country."""
    parsed = phonenumbers.parse(number)
    printed = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    yield kind, "international", printed, number
    yield kind, "rfc3966", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966), number
    if prefix == "0":
        code = f"+{parsed.country_code} "
        assert printed.startswith(code), printed
        yield kind, "zero", f"{code}(0){printed.removeprefix(code)}", number


def examples(phonenumbers, code, name, region):
    for kind, numbers in kinds(region):
        if numbers.example_number:
            national = numbers.example_number
            yield name, kind, f"+{code}{national}"


with packages.pypi("phonenumbers", VERSION) as package:
    sys.path.insert(0, str(package))
    import phonenumbers

    plans, regions_of, code_of, samples, written = {}, {}, {}, [], []
    for code, name, region in metadata(phonenumbers):
        plans.setdefault(code, set()).update(lengths(code, region))
        regions_of.setdefault(code, []).append((name, region))
        code_of[name] = code
        for example in examples(phonenumbers, code, name, region):
            samples.append(example)
            written += ((name, *row) for row in spellings(phonenumbers, region.national_prefix, *example[1:]))
    packages.write_csv(
        "data/calling-codes.csv",
        ("callingCode", "lengths", "zero"),
        [(code, " ".join(map(str, sorted(plan))), zero(regions_of[code])) for code, plan in plans.items()],
    )
    packages.write_csv(
        "data/country-calling-codes.csv",
        ("country", "callingCode"),
        [(country, code_of.get(country, "")) for country in packages.countries()],
    )
    packages.write_csv("tests/vectors/data/phone-examples.csv", ("region", "kind", "number"), sorted(samples))
    header = ("region", "kind", "spelling", "text", "number")
    packages.write_csv("tests/vectors/data/phone-spellings.csv", header, sorted(written))
