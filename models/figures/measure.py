"""Figures of predictions on labelled rows, and their intervals. Needs numpy."""

import json
import subprocess

import numpy

CLASSES = ["hostile", "neutral", "favourable"]
NUMBER = {name: number for number, name in enumerate(CLASSES)}
DRAWS, SEED, BINS = 1000, 1, 15


def gold_rows(path):
    """(row, label) of each label of a gold file."""
    rows = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    return [(row, label) for row in rows for label in row["labels"]]


def documents(rows):
    """What is drawn whole, for each row: the article, and with it articles that are nearly the same (a
    fifth of the eight-word sequences of the shorter one shared: agency texts printed by several outlets).
    Ids of the gold are the article's key, a hyphen, the faction."""
    parts = {}
    for row, _ in rows:
        words = row["text"].split()
        grams = {tuple(words[i: i + 8]) for i in range(max(1, len(words) - 7))}
        parts.setdefault(row["id"].split("-")[0], set()).update(grams)
    names, same = sorted(parts), {}
    for place, name in enumerate(names):
        others = [n for n in names[:place] if len(parts[n] & parts[name]) >= 0.2 * min(len(parts[n]), len(parts[name]))]
        roots = {same[other] for other in others}
        same[name] = min(roots, default=name)
        same.update({n: same[name] for n in same if same[n] in roots})
    return [same[row["id"].split("-")[0]] for row, _ in rows]


def read_scores(lines, rows):
    """What a file of scores says of each row: the faction's object, or None where it was not found."""
    by_id = {}
    for line in lines:
        scored = json.loads(line)
        by_id[scored["id"]] = {faction["faction"]: faction for faction in scored.get("factions", [])}
    return [by_id[row["id"]].get(label["faction"]) for row, label in rows]


def predict(nabra, gold, model=None):
    command = [str(nabra), "predict", str(gold), "--format", "jsonl", "-q"]
    command += ["--model", str(model)] if model else []
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


class Predictions:
    """Framings of rows, and where there are any their probabilities.

    A faction that was not found counts as predicted neutral, with the least confidence of all; it has
    no part in Brier score and calibration error.
    """

    def __init__(self, framings, probabilities=None):
        self.framing = numpy.array([NUMBER[framing] for framing in framings])
        self.probabilities = probabilities
        if probabilities is not None:
            self.found = ~numpy.isnan(probabilities[:, 0])
            self.confidence = numpy.where(self.found, probabilities.max(axis=1), 0.0)

    @classmethod
    def of_nabra(cls, scores):
        framings = [score["framing"] if score else "neutral" for score in scores]
        nothing = [numpy.nan] * len(CLASSES)
        rows = [[score["probabilities"][c] for c in CLASSES] if score else nothing for score in scores]
        return cls(framings, numpy.array(rows))


def confusion(gold, framing):
    return numpy.bincount(gold * 3 + framing, minlength=9).reshape(3, 3)


def prf(table):
    right, predicted, true = numpy.diag(table), table.sum(axis=0), table.sum(axis=1)
    return (right / numpy.maximum(predicted, 1), right / numpy.maximum(true, 1),
            2 * right / numpy.maximum(predicted + true, 1))


def macro_f1(gold, framing):
    return prf(confusion(gold, framing))[2].mean()


def present_f1(gold, framing):
    """Mean F1 of the classes that occur among the true ones."""
    return prf(confusion(gold, framing))[2][numpy.unique(gold)].mean()


def brier(gold, probabilities):
    """Mean squared distance from the true class, summed over the classes (0 to 2)."""
    return ((probabilities - numpy.eye(3)[gold]) ** 2).sum(axis=1).mean()


def calibration_error(gold, probabilities):
    """Over bins of equal mass of the top probability: |mean of it - share of top classes that are true|."""
    top, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == gold
    bins = numpy.array_split(numpy.argsort(top, kind="stable"), BINS)
    return sum(abs(top[b].mean() - right[b].mean()) * len(b) for b in bins if len(b)) / len(gold)


def chance_error(probabilities, count=DRAWS, seed=SEED):
    """The calibration error that probabilities would have if every one of them were true, since rows are few: mean and
    the middle 95 % of labels drawn from them (Broecker and Smith, Weather and Forecasting 22, 2007)."""
    random = numpy.random.default_rng(seed)
    edges = probabilities.cumsum(axis=1)[:, :-1]
    errors = [calibration_error((random.random((len(edges), 1)) > edges).sum(axis=1), probabilities) for _ in range(count)]
    return numpy.mean(errors), *numpy.percentile(errors, [2.5, 97.5])


def surest(predictions, share, rows):
    return rows[numpy.argsort(-predictions.confidence[rows], kind="stable")][: max(1, round(len(rows) * share))]


def at_coverage(gold, predictions, share, rows):
    kept = surest(predictions, share, rows)
    return macro_f1(gold[kept], predictions.framing[kept])


def draws(articles, seed=SEED, count=DRAWS):
    """Row numbers of `count` resamples of whole documents."""
    groups = {}
    for number, name in enumerate(articles):
        groups.setdefault(name, []).append(number)
    groups = [numpy.array(groups[name]) for name in groups]
    random = numpy.random.default_rng(seed)
    picked = random.integers(len(groups), size=(count, len(groups)))
    return [numpy.concatenate([groups[g] for g in draw]) for draw in picked]


class Sample:
    """Rows of the gold, some or all, with resamples for intervals."""

    def __init__(self, rows, keep=None):
        self.rows = rows
        self.gold = numpy.array([NUMBER[label["framing"]] for _, label in rows])
        self.all = numpy.array([i for i, row in enumerate(rows) if keep is None or keep(*row)])
        every = documents(rows)
        articles = [every[i] for i in self.all]
        self.documents = len(set(articles))
        self.draws = [self.all[draw] for draw in draws(articles)]

    def interval(self, figure):
        """(value, low, high) of a function of row numbers."""
        values = [figure(draw) for draw in self.draws]
        return (figure(self.all), *numpy.nanpercentile(values, [2.5, 97.5]))

    def macro(self, predictions):
        return self.interval(lambda rows: macro_f1(self.gold[rows], predictions.framing[rows]))

    def difference(self, ours, other):
        return self.interval(lambda rows: macro_f1(self.gold[rows], ours.framing[rows])
                             - macro_f1(self.gold[rows], other.framing[rows]))

    def figures(self, predictions):
        """Name -> (value, low, high)."""
        gold = self.gold
        found = predictions.found
        probable = lambda function: lambda rows: function(gold[rows[found[rows]]],
                                                          predictions.probabilities[rows[found[rows]]])
        out = {
            "macro-F1": self.macro(predictions),
            "accuracy": self.interval(lambda rows: (gold[rows] == predictions.framing[rows]).mean()),
            "Brier score": self.interval(probable(brier)),
            "ECE, 15 bins": self.interval(probable(calibration_error)),
            "factions found": self.interval(lambda rows: found[rows].mean()),
        }
        for number, name in enumerate(CLASSES):
            for which, part in enumerate(["precision", "recall", "F1"]):
                out[f"{name} {part}"] = self.interval(
                    lambda rows: prf(confusion(gold[rows], predictions.framing[rows]))[which][number])
        for share in [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]:
            out[f"accuracy at {share:.0%}"] = self.interval(
                lambda rows: (gold == predictions.framing)[surest(predictions, share, rows)].mean())
            out[f"coverage {share:.0%}"] = self.interval(lambda rows: at_coverage(gold, predictions, share, rows))
        return out
