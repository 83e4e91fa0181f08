#!/usr/bin/env python3
"""Time and memory of training on whole documents as the training set grows.

    benches/peers/scaling.py TRAIN.jsonl[.gz] [--sizes 10 100 1000] [--runs 1] [--out TABLE.md]

Each size is in MB of JSON lines. A set smaller than the corpus is the first part of it, shuffled.
A larger one goes on with copies that are changed so that words and n-grams go on growing: in each
document every fifth word, drawn at random, gives way to a word drawn from a document drawn from
the whole corpus (so words keep their frequencies and phrases are new), and one word in a hundred
has one of its letters changed (so that new words come up as names and slips do). The label stays.
The numbers of rows and of distinct words are in the table.

What runs is `nabra train --quiet --unit document --no-cv` of target/release (NABRA names another
one), with two recipes: the default one, and one with `document.large = 0`, which treats small sets
as large ones (no letters within words, a rough fit), so that all sizes are the same work.
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from run import NABRA, plain, rows, timed

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
REPLACED, CHANGED = 0.2, 0.01


def changed(words, others, draw):
    """The words with some replaced and some misspelt."""
    words = list(words)
    for _ in range(int(len(words) * REPLACED)):
        words[int(draw() * len(words))] = others[int(draw() * len(others))]
    for _ in range(max(1, int(len(words) * CHANGED))):
        at = int(draw() * len(words))
        letter = int(draw() * len(words[at]))
        words[at] = words[at][:letter] + LETTERS[int(draw() * len(LETTERS))] + words[at][letter + 1:]
    return words


def make(corpus, size, out):
    """Writes `size` MB of rows; their number and that of distinct words."""
    number, written, seen = 0, 0, set()
    draw = random.Random(1).random
    texts = [row["text"].split(" ") for row in corpus]
    with open(out, "w", encoding="utf-8") as target:
        while written < size * 1e6:
            words, row = texts[number % len(corpus)], corpus[number % len(corpus)]
            if number >= len(corpus):
                words = changed(words, texts[int(draw() * len(corpus))], draw)
            seen.update(words)
            line = json.dumps({"id": str(number), "text": " ".join(words), "label": row["label"]},
                              ensure_ascii=False) + "\n"
            target.write(line)
            written += len(line.encode())
            number += 1
    return number, len(seen)


def train(data, folder, recipe, runs):
    """Medians of wall seconds, CPU seconds and peak MB; the model's columns."""
    model = folder / "model.nabra"
    command = f"{NABRA} train --quiet --unit document --no-cv --recipe {recipe} {data} -o {model} > /dev/null"
    results = [timed(command, good=(0, 2)) for _ in range(runs)]
    inspected = subprocess.run([NABRA, "inspect", model], check=True, capture_output=True, text=True).stdout
    columns = sum(int(count) for count in re.findall(r"^  (?:words|letters): (\d+)$", inspected, re.M))
    return [statistics.median(run[i] for run in results) for i in range(3)] + [columns]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    lines = ["| recipe | MB | rows | distinct words | columns | s | CPU s | peak MB | CPU s/100 MB | peak MB/MB |",
             "|" + " --- |" * 10]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = [row for row in rows(plain(arguments.train, folder)) if row["text"].strip()]
        random.Random(0).shuffle(corpus)
        recipes = {"default": "", "`large = 0`": "[document]\nlarge = 0\n"}
        for size in arguments.sizes:
            data = folder / "data.jsonl"
            count, words = make(corpus, size, data)
            for kind, text in recipes.items():
                if kind != "default" and count >= 10_000:
                    continue  # the same as the default
                recipe = folder / "recipe.toml"
                recipe.write_text(text, encoding="utf-8")
                wall, cpu, memory, columns = train(data, folder, recipe, arguments.runs)
                lines.append(f"| {kind} | {size} | {count:,} | {words:,} | {columns:,} | {wall:.2f} | {cpu:.2f} | "
                             f"{memory:.0f} | {100 * cpu / size:.2f} | {memory / size:.1f} |")
                print(lines[-1], file=sys.stderr, flush=True)
    written = "\n".join(lines) + "\n"
    print(written, end="")
    if arguments.out:
        arguments.out.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
