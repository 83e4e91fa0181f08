"""Writes double.json: alpha of training/labels/double.jsonl by the package krippendorff, for src/agreement.

pip install krippendorff==0.9.0; python double.py > double.json
"""
import collections
import json
import pathlib

import krippendorff
import numpy as np

FRAMINGS = ["hostile", "neutral", "favourable"]
labels = pathlib.Path(__file__).parents[2] / "training" / "labels" / "double.jsonl"


def table(least):
    columns = []
    for line in labels.open(encoding="utf-8"):
        by = collections.defaultdict(dict)
        for label in json.loads(line)["labels"]:
            if label["confidence"] >= least:
                by[label["faction"]][label["annotator"]] = FRAMINGS.index(label["framing"])
        columns += [(both["a"], both["b"]) for both in by.values() if len(both) == 2]
    return np.array(columns).T


def alpha(data, level, values=3):
    return krippendorff.alpha(reliability_data=data, value_domain=list(range(values)), level_of_measurement=level)


every = table(0)
out = {"nominal": alpha(every, "nominal"), "ordinal": alpha(every, "ordinal"), "same": float((every[0] == every[1]).mean())}
out |= {name: alpha((every == number).astype(int), "nominal", 2) for number, name in enumerate(FRAMINGS)}
out["ordinal, both fairly sure"] = alpha(table(2), "ordinal")
print(json.dumps(out, indent=1))
