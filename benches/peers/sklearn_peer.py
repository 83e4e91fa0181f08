"""scikit-learn as most people use it: TfidfVectorizer and LogisticRegression at their defaults.

    sklearn_peer.py train SOLVER MODEL TRAIN.jsonl
    sklearn_peer.py predict MODEL TEST.jsonl OUT
"""

import json
import pickle
import sys
import warnings

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def text(row):
    return ((row.get("title") or "") + "\n" + row["text"]).strip()


def train(solver, model, path):
    data = rows(path)
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(text(row) for row in data)
    classifier = LogisticRegression(solver=solver).fit(matrix, [str(row["label"]) for row in data])
    with open(model, "wb") as out:
        pickle.dump((vectorizer, classifier), out)


def predict(model, path, out):
    with open(model, "rb") as source:
        vectorizer, classifier = pickle.load(source)
    found = classifier.predict(vectorizer.transform(text(row) for row in rows(path)))
    with open(out, "w", encoding="utf-8") as lines:
        lines.writelines(label + "\n" for label in found)


if __name__ == "__main__":
    {"train": train, "predict": predict}[sys.argv[1]](*sys.argv[2:])
