#!/usr/bin/env python3
"""Nabra beside a scikit-learn reference on public Arabic sets, both trained on the same rows.

    benches/peers/public.py FOLDER [--out TABLE.md]

FOLDER holds the files named below (their licences forbid passing them on). The reference is
TF-IDF of words 1-2 and of letters within words 2-5, logistic regression with C=4 and balanced
classes. Nabra trains with its defaults, whatever the set. Folds are stratified, the same for
both. Macro-F1, except Mawqif: a model for each target, mean F1 of Favor and Against over targets.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from run import NABRA, PREDICT, labels, python
import os
import shlex

TRAIN = os.environ.get("NABRA_TRAIN", NABRA + " train --quiet --unit document {train} -o {model} > /dev/null")


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def pairs(rows, text, label):
    return [(row[text], str(row[label])) for row in rows]


def mawqif(path):
    """(text, stance) by target."""
    found = {}
    for row in csv.DictReader(open(path, encoding="utf-8-sig")):
        found.setdefault(row["target"], []).append((row["text"], row["stance"] or "None"))
    return found


def reference(train, test):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    features = make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)))
    model = make_pipeline(features, LogisticRegression(C=4, class_weight="balanced", max_iter=2000))
    model.fit([text for text, _ in train], [label for _, label in train])
    return list(model.predict([text for text, _ in test]))


def nabra(train, test):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, rows in (("train", train), ("test", test)):
            with open(folder / f"{part}.jsonl", "w", encoding="utf-8") as out:
                for number, (text, label) in enumerate(rows):
                    out.write(json.dumps({"id": str(number), "text": text, "label": label}, ensure_ascii=False) + "\n")
        paths = {key: shlex.quote(str(folder / file)) for key, file in
                 (("model", "m.nabra"), ("train", "train.jsonl"), ("test", "test.jsonl"), ("out", "labels"))}
        for command in (TRAIN, PREDICT):
            done = subprocess.run(["bash", "-c", command.format(**paths)], stderr=subprocess.DEVNULL)
            if done.returncode not in (0, 2):  # 2: single rows could not be read
                sys.exit(f"failed with {done.returncode}: {command}")
        return labels(folder / "labels", test)


def folds(rows):
    """Predictions out of fold, by both."""
    from sklearn.model_selection import StratifiedKFold

    own, other = [None] * len(rows), [None] * len(rows)
    cut = StratifiedKFold(5, shuffle=True, random_state=0)
    for taught, asked in cut.split(rows, [label for _, label in rows]):
        train, test = [rows[i] for i in taught], [rows[i] for i in asked]
        for i, a, b in zip(asked, nabra(train, test), reference(train, test)):
            own[i], other[i] = a, b
    return own, other


def f1(truth, found, only=None):
    from sklearn.metrics import f1_score

    return f1_score(truth, found, average="macro", labels=only)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    folder, results = arguments.folder, []

    def note(name, rows, own, other):
        results.append(f"| {name} | {rows} | {own:.3f} | {other:.3f} |")
        print(results[-1], file=sys.stderr, flush=True)

    train, dev = (pairs(lines(folder / f"araieval23_1a_{part}.jsonl"), "text", "label") for part in ("train", "dev"))
    truth = [label for _, label in dev]
    note("ArAIEval 2023 1A, dev", len(dev), f1(truth, nabra(train, dev)), f1(truth, reference(train, dev)))
    for name, file, text, label in (("FIGNEWS dev, 5 folds", "fignews_dev.jsonl", "text", "label"),
                                    ("ArMPro binary dev, 5 folds", "armpro_binary_dev.jsonl", "paragraph", "label")):
        rows = pairs(lines(folder / file), text, label)
        own, other = folds(rows)
        truth = [label for _, label in rows]
        note(name, len(rows), f1(truth, own), f1(truth, other))
    scores = []
    targets = mawqif(folder / "mawqif_train.csv")
    for rows in targets.values():
        truth, only = [label for _, label in rows], ["Favor", "Against"]
        scores.append([f1(truth, found, only) for found in folds(rows)])
    own, other = (sum(score) / len(scores) for score in zip(*scores))
    note("Mawqif, 5 folds", sum(map(len, targets.values())), own, other)
    written = "| set | rows tested | Nabra | reference |\n| --- | --- | --- | --- |\n" + "\n".join(results) + "\n"
    print(written, end="")
    if arguments.out:
        arguments.out.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    if Path(sys.prefix) != Path(python()).parent.parent:
        os.execv(python(), [python(), *sys.argv])
    warnings.filterwarnings("ignore")
    main()
