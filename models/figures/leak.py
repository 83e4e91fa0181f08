"""How much of the terms' worth on an outlet comes from terms mined there.

Counts hostile and favourable terms near each faction, no weight learned, on all labels: once with every
form, once without the forms that, among all evidence, stand in that of the row's own outlet alone. The
difference is what mining from the outlet itself gives to counts.
"""

import numpy

import names
from measure import NUMBER


def outlet(row):
    return "fignews" if row["source"].startswith("fignews") else row["source"]


def balance(fields, mentions, found, faction, reach=9):
    total = 0
    for number in range(len(fields)):
        spans = [(a, b) for f, a, b, who in mentions if f == number and who == faction]
        total += sum((lean == "favourable") - (lean == "hostile") for first, last, lean in found[number]
                     if any(first < b + reach and a - reach < last for a, b in spans))
    return NUMBER["hostile" if total < 0 else "favourable" if total > 0 else "neutral"]


def counted(rows, who, terms):
    """(what the evidence holds, gold, framing by every form, framing without the outlet's own forms)."""
    seen = {}
    for row in rows:
        for label in row["labels"]:
            for piece in label["evidence"]:
                if isinstance(piece, dict):
                    piece = (row["title"] if piece["field"] == "title" else row["text"])[piece["start"]: piece["end"]]
                for spelling in terms.spellings(names.words(piece)):
                    seen.setdefault(spelling, set()).add(outlet(row))
    every = {spelling for spellings in terms.spelling.values() for spelling in spellings}
    outlets = numpy.bincount([min(len(seen.get(spelling, ())), 2) for spelling in every], minlength=3)
    forms = terms.forms
    out = []
    for name in sorted({outlet(row) for row in rows}):
        own = {spelling for spelling, where in seen.items() if where == {name}}
        without = {form: lean for form, lean in forms.items() if not terms.spelling[form] <= own}
        for row in (row for row in rows if outlet(row) == name):
            fields = [names.words(row["title"]), names.words(row["text"])]
            mentions, found = who.mentions(fields), []
            for terms.forms in [forms, without]:
                found.append([terms.find(field) for field in fields])
            out += [(NUMBER[label["framing"]], *[balance(fields, mentions, f, label["faction"]) for f in found])
                    for label in row["labels"]]
    terms.forms = forms
    told = (f"Of {len(every):,} forms in the term lexicon {outlets[0]:,} stand in no evidence, {outlets[1]:,} in that of one "
            f"outlet, {outlets[2]:,} in that of more.")
    return told, *map(numpy.array, zip(*out))
