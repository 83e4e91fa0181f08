#!/usr/bin/env python3
"""Agreement of the two annotators of training/labels/double.jsonl.

    python3 training/agreement.py [--check]

Prints Krippendorff's alpha of the framing, nominal and ordinal (hostile < neutral < favourable), each
class against the rest, with bootstrap intervals over excerpts, percent agreement and who said what;
the same for `quoted`, for single speakers (training/labels/speakers_double.tsv) and for labels of which both
were at least fairly sure. Then the same for labels of real.jsonl, another team's, that a reader of ours gave
again (real_double.tsv); they were drawn by framing, so F1 is of the framings as frequent as in all of
real.jsonl. Only numpy is needed.
--check compares alpha with the PyPI package `krippendorff` on random data instead.
"""

import collections
import json
import pathlib
import sys

import numpy

FRAMINGS = ["hostile", "neutral", "favourable"]
QUOTED = ["hostile", "neutral", "favourable", "mixed", "none"]
DOUBLE = pathlib.Path(__file__).parent / "labels" / "double.jsonl"
SPEAKERS = DOUBLE.with_name("speakers_double.tsv")
REAL, REAL_DOUBLE = DOUBLE.with_name("real.jsonl"), DOUBLE.with_name("real_double.tsv")
RESAMPLED = 2000


def alpha(pairs, count, ordinal=False):
    """Krippendorff's alpha of two annotators without gaps: 1 - observed / expected disagreement.

    `pairs` are (a, b) with values 0..count. Each pair enters the coincidence matrix both ways; the
    ordinal distance of c < k is the square of the values between them, the ends counted half.
    """
    coincidence = numpy.zeros((count, count))
    for a, b in pairs:
        coincidence[a, b] += 1
        coincidence[b, a] += 1
    return alpha_of(coincidence, ordinal)


def alpha_of(coincidence, ordinal):
    total = coincidence.sum(axis=1)
    n = total.sum()
    if ordinal:
        up = numpy.cumsum(total) - total / 2
        distance = (up[:, None] - up[None, :]) ** 2
    else:
        distance = 1 - numpy.eye(len(total))
    observed = (coincidence * distance).sum() / n
    expected = (numpy.outer(total, total) * distance).sum() / (n * (n - 1))
    return 1 - observed / expected if expected else float("nan")


def interval(groups, count, ordinal):
    """The middle 95 % of alpha when whole excerpts are drawn anew."""
    each = numpy.zeros((len(groups), count, count))
    for excerpt, pairs in enumerate(groups):
        for a, b in pairs:
            each[excerpt, a, b] += 1
            each[excerpt, b, a] += 1
    random = numpy.random.default_rng(1)
    draws = (each[random.integers(len(groups), size=len(groups))].sum(axis=0) for _ in range(RESAMPLED))
    return numpy.nanpercentile([alpha_of(draw, ordinal) for draw in draws], [2.5, 97.5])


def say(name, groups, count, ordinal=False):
    pairs = [pair for group in groups for pair in group]
    low, high = interval(groups, count, ordinal)
    same = sum(a == b for a, b in pairs) / len(pairs)
    value = alpha(pairs, count, ordinal)
    print(f"| {name} | {len(pairs)} | {value:.2f} | {low:.2f} to {high:.2f} | {100 * same:.0f} % |")


def confusion(pairs, names):
    counts = collections.Counter(pairs)
    print("\n| a \\ b | " + " | ".join(names) + " |\n| --- |" + " --- |" * len(names))
    for i, name in enumerate(names):
        print(f"| {name} | " + " | ".join(str(counts[i, j]) for j in range(len(names))) + " |")


def read():
    """For each excerpt the pairs of labels (a's, b's) of one faction; and how many only one gave."""
    excerpts, alone = [], 0
    for line in DOUBLE.open(encoding="utf-8"):
        by = collections.defaultdict(dict)
        for label in json.loads(line)["labels"]:
            by[label["faction"]][label["annotator"]] = label
        excerpts.append([(both["a"], both["b"]) for both in by.values() if len(both) == 2])
        alone += sum(len(both) == 1 for both in by.values())
    return excerpts, alone


def speakers():
    """For each excerpt the pairs of what the two said that single speakers say of a faction."""
    excerpts = collections.defaultdict(list)
    for line in SPEAKERS.read_text(encoding="utf-8").splitlines()[1:]:
        key, start, end, _, _, first, second = line.split("\t")
        excerpts[key, start, end].append((QUOTED.index(first), QUOTED.index(second)))
    return list(excerpts.values())


def other_team():
    """For each excerpt the pairs (theirs, ours) of framings; and what one label of each of theirs weighs."""
    excerpts = collections.defaultdict(list)
    for line in REAL_DOUBLE.read_text(encoding="utf-8").splitlines()[1:]:
        key, start, end, _, first, second, _ = line.split("\t")
        excerpts[key, start, end].append((FRAMINGS.index(first), FRAMINGS.index(second)))
    rows = map(json.loads, REAL.open(encoding="utf-8"))
    all_of = collections.Counter(FRAMINGS.index(label["framing"]) for row in rows for label in row["labels"])
    drawn = collections.Counter(first for pairs in excerpts.values() for first, _ in pairs)
    return list(excerpts.values()), [all_of[i] / drawn[i] for i in range(len(FRAMINGS))]


def f1(pairs, weights):
    """F1 of each framing of the second against the first, whose labels weigh `weights`."""
    table = numpy.zeros((len(weights), len(weights)))
    for first, second in pairs:
        table[first, second] += weights[first]
    return 2 * numpy.diag(table) / (table.sum(axis=0) + table.sum(axis=1))


def overlap(one, other):
    """Whether two pieces of evidence have a character in common."""
    return one["field"] == other["field"] and one["start"] < other["end"] and other["start"] < one["end"]


def main():
    excerpts, alone = read()

    def values(field, names, keep=lambda a, b: True):
        groups = [[(names.index(a[field]), names.index(b[field])) for a, b in group if keep(a, b)]
                  for group in excerpts]
        return [group for group in groups if group]

    framing = values("framing", FRAMINGS)
    print(f"{len(excerpts)} excerpts; {alone} labels that one annotator alone gave are left out\n")
    print("| | labels | alpha | 95 % | same |\n| --- | --- | --- | --- | --- |")
    say("framing, nominal", framing, 3)
    say("framing, ordinal", framing, 3, ordinal=True)
    for i, name in enumerate(FRAMINGS):
        say(f"{name} or not", [[(int(a == i), int(b == i)) for a, b in group] for group in framing], 2)
    sure = values("framing", FRAMINGS, lambda a, b: min(a["confidence"], b["confidence"]) >= 2)
    say("framing, ordinal, both fairly sure", sure, 3, ordinal=True)
    certain = values("framing", FRAMINGS, lambda a, b: min(a["confidence"], b["confidence"]) == 3)
    say("framing, ordinal, both sure", certain, 3, ordinal=True)
    quoted = values("quoted", QUOTED)
    say("quoted, nominal", quoted, 5)
    say("single speakers, nominal", speakers(), 5)
    theirs, weights = other_team()
    say("framing, nominal, another team and ours", theirs, 3)
    confusion([pair for group in framing for pair in group], FRAMINGS)
    both = [pair for group in theirs for pair in group]
    confusion(both, FRAMINGS)
    each = f1(both, weights)
    print("\nF1 of ours against the other team's: "
          + ", ".join(f"{name} {value:.2f}" for name, value in zip(FRAMINGS, each)) + f"; mean {each.mean():.2f}\n")
    confusion([pair for group in quoted for pair in group], QUOTED)
    same = [(a, b) for group in excerpts for a, b in group if a["framing"] == b["framing"] != "neutral"]
    shared = sum(any(overlap(x, y) for x in a["evidence"] for y in b["evidence"]) for a, b in same)
    print(f"\nof {len(same)} labels that both called loaded the same way, {shared} share evidence")


def check():
    import krippendorff

    random = numpy.random.default_rng(7)
    for level in ["nominal", "ordinal"]:
        for _ in range(200):
            count = int(random.integers(2, 6))
            a = random.integers(count, size=60)
            b = numpy.where(random.random(60) < 0.6, a, random.integers(count, size=60))
            ours = alpha(list(zip(a, b)), count, level == "ordinal")
            theirs = krippendorff.alpha(numpy.array([a, b]), value_domain=list(range(count)),
                                        level_of_measurement=level)
            assert abs(ours - theirs) < 1e-9, (level, ours, theirs)
    print("400 random tables: the same alpha")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else main()
