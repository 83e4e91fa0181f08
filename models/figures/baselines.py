"""Baselines on the windows of `names.windows`: majority, term counts, scikit-learn, fastText.

None of them was tuned. A row whose faction the compact matcher does not find counts as neutral, as
Nabra's do.
"""

import collections
import pathlib
import subprocess
import tempfile

import numpy

import names
from measure import CLASSES, NUMBER, Predictions


def windowed(rows, lexicon):
    """(texts, framings, where) of the labels whose faction the compact matcher finds."""
    return [(text, label["framing"], row) for row, label, text in names.windows(rows, lexicon)]


def majority(train, count):
    most = collections.Counter(framing for _, framing, _ in train).most_common(1)[0][0]
    return Predictions([most] * count)


def reader(path, rows):
    """What another reader said of the rows, from lines of id, faction, framing and confidence; None where one is missing."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    said = {(key, faction): framing for key, faction, framing, _ in lines}
    framings = [said.get((row["id"], label["faction"])) for row, label in rows]
    return None if None in framings else Predictions(framings)


def filled(texts, framings, probabilities):
    """Predictions for all windows from those for the windows that are there."""
    there = [number for number, text in enumerate(texts) if text is not None]
    every = numpy.full((len(texts), 3), numpy.nan)
    every[there] = probabilities
    named = ["neutral"] * len(texts)
    for number, framing in zip(there, framings):
        named[number] = framing
    return Predictions(named, every)


def sklearn_fit(texts, framings):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    union = make_union(TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", min_df=2, sublinear_tf=True),
                       TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True))
    model = make_pipeline(union, LogisticRegression(C=4, class_weight="balanced", max_iter=300, tol=1e-3))
    return model.fit(texts, [NUMBER[framing] for framing in framings])


def sklearn_predict(model, texts):
    probabilities = model.predict_proba([text for text in texts if text is not None])
    return filled(texts, [CLASSES[i] for i in probabilities.argmax(axis=1)], probabilities)


def sklearn(train, texts):
    there = [(text, framing) for text, framing, _ in train if text is not None]
    return sklearn_predict(sklearn_fit(*zip(*there)), texts)


def sklearn_folds(train, same_source, count=5):
    """Predictions of all rows, each by a model that saw nothing of its outlet."""
    from sklearn.model_selection import GroupKFold

    outlet = {source: name for name, sources in same_source.items() for source in sources}
    there = [(text, framing, outlet.get(row["source"], row["source"])) for text, framing, row in train if text is not None]
    texts, framings, groups = map(numpy.array, zip(*there))
    out = numpy.zeros(len(texts), dtype=int)
    for taught, asked in GroupKFold(count).split(texts, groups=groups):
        model = sklearn_fit(texts[taught], framings[taught])
        out[asked] = model.predict(texts[asked])
    return numpy.array([NUMBER[f] for f in framings]), out


def fasttext(train, texts, program="fasttext"):
    """Words and bigrams, 25 epochs at rate 0.5, one thread, so that it comes out the same each time."""
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        lines = [f"__label__{framing} {text}\n" for text, framing, _ in train if text is not None]
        (folder / "train").write_text("".join(lines), encoding="utf-8")
        settings = "-wordNgrams 2 -epoch 25 -lr 0.5 -dim 50 -bucket 200000 -thread 1 -seed 1 -verbose 0"
        subprocess.run([program, "supervised", "-input", folder / "train", "-output", folder / "model",
                        *settings.split()], check=True, capture_output=True)
        asked = "".join(f"{text}\n" for text in texts if text is not None)
        out = subprocess.run([program, "predict-prob", folder / "model.bin", "-", "3"], input=asked, text=True,
                             check=True, capture_output=True).stdout
    rows = []
    for line in out.splitlines():
        parts = line.split()
        said = {name.removeprefix("__label__"): float(p) for name, p in zip(parts[::2], parts[1::2])}
        total = sum(said.values()) or 1.0
        rows.append([said.get(name, 0.0) / total for name in CLASSES])
    probabilities = numpy.array(rows)
    return filled(texts, [CLASSES[i] for i in probabilities.argmax(axis=1)], probabilities)


def term_counts(rows, lexicon, terms):
    return Predictions([names.term_framing(row, label["faction"], lexicon, terms) for row, label in rows])
