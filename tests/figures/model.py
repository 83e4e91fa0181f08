"""Writes model.json: what scikit-learn makes of made-up rows, for the unit tests of src/model.

pip install scikit-learn==1.9.1; python model.py > model.json
"""
import json

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (accuracy_score, brier_score_loss, confusion_matrix, log_loss,
                             precision_recall_fscore_support, roc_auc_score)

rng = np.random.default_rng(20)


def fits():
    n, d, k = 40, 12, 3
    x = np.where(rng.random((n, d)) < 0.4, rng.integers(1, 9, (n, d)) / 8, 0.0)
    x[5] = 0
    y = (x[:, 0] + x[:, 1] + rng.random(n) > 1).astype(int) + (x[:, 2] + rng.random(n) > 1)
    weights = rng.integers(1, 5, n) / 2
    out = []
    for classes in (3, 2):
        target = np.minimum(y, classes - 1)
        for alpha in (0.1, 1.0, 5.0):
            for weight in (None, weights):
                # Two classes: scikit-learn has one vector w, softmax two, w/2 and -w/2.
                strength = alpha / 2 if classes == 2 else alpha
                model = LogisticRegression(C=1 / strength, tol=1e-12, max_iter=100000, solver="newton-cg")
                model.fit(x, target, sample_weight=weight)
                out.append({"classes": classes, "alpha": alpha, "weighted": weight is not None,
                            "probabilities": model.predict_proba(x).tolist()})
    return {"x": x.tolist(), "y": y.tolist(), "weights": weights.tolist(), "fits": out}


def curve_error(truth, p, bins):
    """Expected calibration error from scikit-learn's curve; all its bins hold as many rows."""
    true, mean = calibration_curve(truth, p, n_bins=bins, strategy="quantile")
    assert len(true) == bins
    return float(np.mean(np.abs(true - mean)))


def metrics():
    n, k, bins = 60, 3, 5
    p = rng.dirichlet([1.2, 1.0, 0.6], n)
    y = np.array([rng.choice(k, p=0.7 * row + 0.1) for row in p])
    top = p.argmax(1)
    precision, recall, f1, support = precision_recall_fscore_support(y, top, labels=range(k))
    # Rounded scores, so that many tie.
    tied = np.round(p, 1)
    return {
        "p": p.tolist(), "y": y.tolist(), "bins": bins,
        "confusion": confusion_matrix(y, top).tolist(),
        "accuracy": accuracy_score(y, top),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "macro_f1": float(f1.mean()),
        "macro_f1_of_four": float(precision_recall_fscore_support(
            y, top, labels=range(4), average="macro", zero_division=0)[2]),
        "log_loss": log_loss(y, p),
        "brier": brier_score_loss(y, p, scale_by_half=False),
        "calibration_error": curve_error((top == y).astype(int), p.max(1), bins),
        "classwise": float(np.mean([curve_error((y == c).astype(int), p[:, c], bins) for c in range(k)])),
        "auroc": [roc_auc_score(y == c, p[:, c]) for c in range(k)],
        "tied_auroc": [roc_auc_score(y == c, tied[:, c]) for c in range(k)],
        "tied": tied.tolist(),
    }


print(json.dumps({"solver": fits(), "metrics": metrics()}))
