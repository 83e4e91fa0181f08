"""Outlets held out altogether: models that never saw a label of some outlets, asked as a user asks the default model.

Figures out of fold are of layers that are taught with what others say of rows out of fold, and those others saw the
labels of the fold that is tested: a word that is evidence in the rows of one fold is said to be so in all folds but that
one. So a row's verdict tells, against the other rows with the word, what the label was not, and the article layer learns
from that what no new text repeats. Here nothing of the outlets that are tested is in any layer, nor in the calibration.
"""

import json

import numpy

from measure import CLASSES, NUMBER, Predictions, at_coverage, calibration_error, confusion, macro_f1, prf

PARTS = 5
GRAM = 8
NEARLY = 0.2


def outlet_parts(rows, merged):
    """Numbers of rows in so many parts of like size, outlets whole: the largest first, each to the smallest part."""
    of_source = {source: name for name, sources in merged.items() for source in sources}
    outlets = {}
    for number, row in enumerate(rows):
        outlets.setdefault(of_source.get(row["source"], row["source"]), []).append(number)
    labels = lambda numbers: sum(len(rows[number]["labels"]) for number in numbers)
    parts = [[] for _ in range(PARTS)]
    for _, numbers in sorted(outlets.items(), key=lambda outlet: (-labels(outlet[1]), str(outlet[0]))):
        min(parts, key=labels).extend(numbers)
    return parts


def grams(row):
    words = row["text"].split()
    return {" ".join(words[i: i + GRAM]) for i in range(max(1, len(words) - GRAM + 1))}


def splits(rows, merged):
    """For each part the rows that teach, without those of which a fifth stands in held ones, and the held rows."""
    each = [grams(row) for row in rows]
    for held in outlet_parts(rows, merged):
        seen, out = set().union(*(each[number] for number in held)), set(held)
        taught = [number for number in range(len(rows))
                  if number not in out and len(each[number] & seen) < NEARLY * len(each[number])]
        yield taught, held


def document(row):
    """A held row as a document of its own."""
    return {"id": f"{row['key']}:{row['start']}-{row['end']}", "title": row["title"], "text": row["text"]}


def labelled(labels, work):
    """(how the row was drawn, label's number, what the model of its part says or None) of every label of `labels`."""
    said = {}
    for path in sorted(work.glob("outlets-*.held.jsonl")):
        for line in path.open(encoding="utf-8"):
            scored = json.loads(line)
            said[scored["id"]] = {faction["faction"]: faction for faction in scored.get("factions", [])}
    for path in labels:
        for row in map(json.loads, path.open(encoding="utf-8")):
            scores = said[f"{row['key']}:{row['start']}-{row['end']}"]
            for label in row["labels"]:
                yield row.get("drawn"), NUMBER[label["framing"]], scores.get(label["faction"])


def lines(labels, work):
    """A line of figures for all labels, and one for each way in which they were drawn."""
    every = list(labelled(labels, work))
    kinds = {"all": lambda _: True, "picked by others as the gold was": lambda drawn: drawn is None,
             "chosen for being hard or rare": lambda drawn: drawn == "chosen", "drawn at random": lambda drawn: drawn == "random"}
    for name, wanted in kinds.items():
        _, gold, scores = zip(*(one for one in every if wanted(one[0])))
        gold, said = numpy.array(gold), Predictions.of_nabra(scores)
        spoken = numpy.array([bool(score) and score["abstained"] is None for score in scores])
        found, true = said.found, said.probabilities[numpy.arange(len(gold)), gold]
        yield [name, len(gold), macro_f1(gold, said.framing), *prf(confusion(gold, said.framing))[2],
               at_coverage(gold, said, 0.7, numpy.arange(len(gold))), found.mean(), macro_f1(gold[found], said.framing[found]),
               -numpy.log(true[found]).mean(), calibration_error(gold[found], said.probabilities[found]), spoken.mean(),
               macro_f1(gold[spoken], said.framing[spoken])]


HEAD = ["rows", "labels", "macro-F1", *[f"{c} F1" for c in CLASSES], "at 70 %", "found", "of these: macro-F1", "log loss", "ECE",
        "not abstained", "of these: macro-F1"]
