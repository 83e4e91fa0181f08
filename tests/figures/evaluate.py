"""Writes evaluate.json: what scikit-learn makes of made-up answers, for src/evaluate.

Some factions are not found: neutral, without probabilities. Some decisions are not the most probable
class. pip install scikit-learn==1.9.1; python evaluate.py > evaluate.json
"""
import json

import numpy as np
from sklearn.metrics import (accuracy_score, brier_score_loss, f1_score, precision_recall_fscore_support,
                             roc_auc_score)

rng = np.random.default_rng(5)
N, K, BINS, NEUTRAL = 97, 3, 15, 1


def calibration_error(right, top):
    order = np.argsort(top, kind="stable")
    gaps = [abs((top[bin_] - right[bin_]).sum()) for bin_ in np.array_split(order, BINS)]
    return sum(gaps) / len(top)


def figures(y, said, p, found, hits, rows):
    """All figures of these rows, in the order of Predictions::numbers."""
    y, said, p, found = y[rows], said[rows], p[rows], found[rows]
    known, truth = p[found], y[found]
    area = [roc_auc_score(truth == c, known[:, c]) for c in range(K)]
    top = np.where(found, p.max(1), 0.0)
    # None of the probabilities is there twice, so only rows that were not found, and repeated rows, are tied.
    order = np.argsort(-top, kind="stable")
    wrong = (y != said)[order].astype(float)
    for value in np.unique(top):
        tied = top[order] == value
        wrong[tied] = wrong[tied].mean()
    risk = np.cumsum(wrong) / np.arange(1, len(rows) + 1)
    asked = [hits[r] for r in rows if hits[r] is not None]
    out = [f1_score(y, said, labels=range(K), average="macro", zero_division=0), accuracy_score(y, said),
           np.mean(area), brier_score_loss(truth, known, scale_by_half=False, labels=range(K)),
           calibration_error(known.argmax(1) == truth, known.max(1)), risk.mean(), found.mean(), np.mean(asked)]
    parts = precision_recall_fscore_support(y, said, labels=range(K), zero_division=0)[:3]
    for c in range(K):
        out += [parts[0][c], parts[1][c], parts[2][c], area[c]]
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        kept = order[: max(1, round(len(rows) * share))]
        out += [f1_score(y[kept], said[kept], labels=range(K), average="macro", zero_division=0),
                accuracy_score(y[kept], said[kept])]
    return [float(figure) for figure in out]


p = rng.dirichlet([1.2, 2.0, 0.7], N)
y = np.array([rng.choice(K, p=0.6 * row + 0.4 / K) for row in p])
said = np.where(rng.random(N) < 0.1, rng.integers(K, size=N), p.argmax(1))
found = rng.random(N) > 0.08
said[~found], p[~found] = NEUTRAL, 0.0
hits = [bool(rng.random() < 0.8) if y[i] == said[i] != NEUTRAL and found[i] else None for i in range(N)]
print(json.dumps({"p": p.tolist(), "y": y.tolist(), "said": said.tolist(), "found": found.tolist(), "hits": hits,
                  "once": figures(y, said, p, found, hits, np.arange(N))}))
