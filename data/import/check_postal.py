"""Compares every mask of data/postal-codes.csv with the regular expression it was made from, and writes what the
latter says of some of the texts to tests/vectors/data/postal-samples.csv, for the matcher's own test.

Texts are the source's examples, others made from the expression, and both with characters changed, left out and
added. A difference is an error unless the row's `change` tells that it is wanted.

    python3 data/import/check_postal.py
"""

import csv
import random
import re
import string

import google
import packages
from postal import ops, parser

random.seed(3166)
CHARACTERS = string.digits + string.ascii_uppercase


def without_separators(text):
    return re.sub("[ -]", "", text).upper()


def mask_expression(mask):
    """Returns the mask as a regular expression. Only `#`, `@` and `*` have another meaning; separators are left out."""
    kinds = {"#": "[0-9]", "@": "[A-Z]", "*": "[A-Z0-9]", " ": "", "-": ""}
    parts = re.findall(r"\[[^]]*\]|.", mask)
    return re.compile("".join(kinds.get(part, part) for part in parts))


def source_expression(pattern):
    """The source's expression without separators, made by replacing text, unlike the mask."""
    parts = re.findall(r"\[ \\-\]|\[[^]]*\]\??|[ -]\??|\\.|.", pattern)
    return re.compile("".join(part for part in parts if part[0] not in " -" and part != r"[ \-]"), re.ASCII)


def made_from(items):
    """Returns a string that the parsed expression matches."""
    text = ""
    for op, value in items:
        if op is ops.LITERAL:
            text += chr(value)
        elif op is ops.IN:
            text += random.choice(list(of_set(value)))
        elif op is ops.SUBPATTERN:
            text += made_from(value[-1])
        elif op is ops.BRANCH:
            text += made_from(random.choice(value[1]))
        elif op is ops.MAX_REPEAT:
            text += "".join(made_from(value[2]) for _ in range(random.randint(value[0], value[1])))
    return text


def of_set(items):
    for op, value in items:
        if op is ops.LITERAL:
            yield chr(value)
        elif op is ops.RANGE:
            yield from map(chr, range(value[0], value[1] + 1))
        else:
            yield from string.digits


def damaged(text):
    at, other = random.randrange(len(text)), random.choice(CHARACTERS)
    return random.choice((text[:at] + other + text[at + 1 :], text[:at] + text[at + 1 :], text[:at] + other + text[at:]))


with open(packages.ROOT / "data/postal-codes.csv", newline="") as file:
    masks = {row["country"]: row for row in csv.DictReader(file)}
compared, wanted, samples = 0, {}, {}
for country, rules in google.regions():
    if "zip" not in rules:
        continue
    row = masks.pop(country)
    mask, source = mask_expression(row["mask"]), source_expression(rules["zip"])
    parsed, given = parser.parse(rules["zip"]), re.compile(rules["zip"], re.ASCII)
    good = {*rules["zipex"].split(","), *(made_from(parsed) for _ in range(300))}
    assert all(given.fullmatch(text) for text in good), f"{country}: not made from {rules['zip']}"
    texts = good | {damaged(without_separators(text)) for text in sorted(good) for _ in range(8)}
    texts |= {"".join(random.choices(string.digits, k=length)) for length in range(1, 11) for _ in range(100)}
    texts |= {rules.get("postprefix", "") + text for text in good}
    for text in sorted(filter(None, texts)):
        bare, compared = without_separators(text), compared + 1
        accepts, expected = (bool(e.fullmatch(bare)) for e in (mask, source))
        if accepts != expected:
            assert accepts and row["change"], f"{country}: the mask is wrong about {text}"
            wanted.setdefault(country, []).append(text)
    for text in random.sample(sorted(good), min(6, len(good))) + random.sample(sorted(texts - good), 12):
        if text and text not in wanted.get(country, ()):
            fits, other = samples.setdefault(country, ([], []))
            (fits if source.fullmatch(without_separators(text)) else other).append(text)
assert not masks, f"no expression for {', '.join(masks)}"
print(f"{compared} texts compared; accepted against the source, as data/postal-codes.csv tells:")
for country, texts in wanted.items():
    print(f"  {country}: {len(texts)}, such as {texts[0]}")
packages.write_csv(
    "tests/vectors/data/postal-samples.csv",
    ("country", "fits", "other"),
    [(country, ";".join(fits), ";".join(other)) for country, (fits, other) in samples.items()],
)
