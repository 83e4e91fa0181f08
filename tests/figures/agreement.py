"""Writes agreement.json: what the package krippendorff makes of made-up judgements, for src/stats.

pip install krippendorff==0.9.0; python agreement.py > agreement.json
"""
import json

import krippendorff
import numpy as np

rng = np.random.default_rng(11)


def case(values, annotators, units, agree, gaps):
    truth = rng.integers(values, size=units)
    given = np.where(rng.random((annotators, units)) < agree, truth, rng.integers(values, size=(annotators, units)))
    # On the first units everybody is at work and right, so that every value is there.
    gone = rng.random((annotators, units)) < gaps
    gone[:, :values] = False
    given[:, :values] = range(values)
    return np.where(gone, -1, given)


def alpha(judgements, values, level):
    data = np.where(judgements < 0, np.nan, judgements.astype(float))
    return krippendorff.alpha(reliability_data=data, value_domain=list(range(values)), level_of_measurement=level)


def figures(judgements, values):
    rest = [alpha(np.where(judgements < 0, -1, judgements == v).astype(int), 2, "nominal") for v in range(values)]
    return {"values": values, "judgements": judgements.tolist(), "nominal": alpha(judgements, values, "nominal"),
            "ordinal": alpha(judgements, values, "ordinal"), "one_against_rest": rest}


tables = [figures(case(values, annotators, 25, agree, gaps), values)
          for values in (2, 3, 5) for annotators in (2, 3, 6) for agree, gaps in ((0.3, 0.0), (0.8, 0.3), (0.9, 0.6))]
print(json.dumps(tables))
