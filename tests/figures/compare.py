"""Writes compare.json: what other packages, or the papers' own formulas, make of made-up numbers, for the unit tests
of src/stats.

pip install numpy==2.2.6 scipy==1.13.1 statsmodels==0.15.0 ppi-python==0.2.3 scattertext==0.2.2 six; python compare.py > compare.json
"""
import json

import numpy as np
import statsmodels.api as sm
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from scipy.stats import ttest_ind
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20)


def log_odds():
    """Monroe, Colaresi, Quinn (2008), equations 16, 19 and 22, on whole vectors."""
    a, b = rng.poisson(6, 12).astype(float), rng.poisson(9, 12).astype(float)
    a[3], b[5] = 0, 0
    pooled = a + b
    prior = 40 * pooled / pooled.sum()
    odds = [np.log((y + prior) / (y.sum() + prior.sum() - y - prior)) for y in (a, b)]
    rest = [y.sum() + prior.sum() - y - prior for y in (a, b)]
    delta, variance = odds[0] - odds[1], 1 / (a + prior) + 1 / (b + prior) + 1 / rest[0] + 1 / rest[1]
    return {"a": a.tolist(), "b": b.tolist(), "prior": prior.tolist(), "delta": delta.tolist(),
            "z": (delta / np.sqrt(variance)).tolist()}


def log_odds_scattertext():
    """The same z from scattertext, the prior being the words of both groups scaled to 30 words."""
    from scattertext import LogOddsRatioInformativeDirichletPrior

    counts = np.column_stack([rng.poisson(5, 9), rng.poisson(7, 9)]).astype(float)
    z = LogOddsRatioInformativeDirichletPrior(counts.sum(1), 30, "word").get_zeta_i_j(counts)
    return {"a": counts[:, 0].tolist(), "b": counts[:, 1].tolist(), "prior": 30, "z": np.asarray(z).tolist()}


def dispersion():
    """Gries (2008): half the sum of |expected share - observed share|."""
    out = []
    for parts in (4, 9):
        sizes, counts = rng.integers(50, 400, parts), rng.poisson(1.5, parts)
        dp = 0.5 * np.abs(sizes / sizes.sum() - counts / counts.sum()).sum()
        out.append({"sizes": sizes.tolist(), "counts": counts.tolist(), "dp": float(dp)})
    return out


def multiple():
    out = []
    for p in ([0.01, 0.04, 0.03, 0.005, 0.2], [0.5], (rng.random(30) ** 3).tolist(), [0.02, 0.02, 1.0, 0.0]):
        adjusted = {name: multipletests(p, method=name)[1].tolist() for name in ("fdr_bh", "holm")}
        out.append({"p": p, **adjusted})
    return out


def welch():
    out = []
    for n, m, shift in ((5, 9, 0.0), (40, 23, 0.4), (300, 2, 3.0)):
        a, b = rng.normal(size=n), rng.normal(shift, 2, m)
        test = ttest_ind(a, b, equal_var=False)
        out.append({"a": a.tolist(), "b": b.tolist(), "t": float(test.statistic), "df": float(test.df),
                    "p": float(test.pvalue)})
    return out


def prediction_powered():
    out = []
    for n, others, right in ((30, 200, 0.9), (12, 50, 0.55), (80, 90, 0.75)):
        truth = (rng.random(n + others) < 0.3).astype(float)
        guess = np.where(rng.random(n + others) < right, truth, 1 - truth)
        args = (truth[:n], guess[:n], guess[n:])
        low, high = ppi_mean_ci(*args, alpha=0.05)
        out.append({"truth": truth[:n].tolist(), "guess": guess[:n].tolist(), "unlabelled": guess[n:].tolist(),
                    "mean": float(ppi_mean_pointestimate(*args)[0]), "low": float(low[0]), "high": float(high[0])})
    return out


def design_based():
    """Egami et al. (2023): the pseudo-outcome regressed on a constant, robust errors (HC0) by statsmodels."""
    rows = 120
    truth = (rng.random(rows) < 0.4).astype(float)
    guess = np.where(rng.random(rows) < 0.8, truth, 1 - truth)
    probability = np.where(guess > 0, 0.5, 0.2)
    drawn = rng.random(rows) < probability
    pseudo = guess - drawn / probability * (guess - truth)
    fit = sm.OLS(pseudo, np.ones(rows)).fit(cov_type="HC0")
    low, high = fit.conf_int()[0]
    return {"truth": truth.tolist(), "guess": guess.tolist(), "probability": probability.tolist(),
            "drawn": drawn.tolist(), "mean": float(fit.params[0]), "low": float(low), "high": float(high)}


def leave_out():
    """Gentzkow, Shapiro, Taddy (2019), section 3.2, written out with dense matrices."""
    out = []
    for n, m, choices, length in ((6, 8, 5, 4.0), (30, 12, 40, 9.0), (9, 7, 3, None)):
        if length is None:
            a, b = np.eye(choices)[rng.integers(0, 3, n)], np.eye(choices)[rng.integers(0, 2, m)]
        else:
            weights = rng.dirichlet(np.ones(choices), 2)
            a = np.array([rng.multinomial(1 + rng.poisson(length), weights[0]) for _ in range(n)])
            b = np.array([rng.multinomial(1 + rng.poisson(length), weights[1]) for _ in range(m)])
        used = ((a > 0).sum(0) + (b > 0).sum(0)) >= 2
        x, y = a[:, used].astype(float), b[:, used].astype(float)
        x, y = x[x.sum(1) > 0], y[y.sum(1) > 0]

        def side(own, other):
            theirs, values = other.sum(0) / other.sum(), []
            for i in range(len(own)):
                rest = np.delete(own, i, axis=0).sum(0)
                ours = rest / rest.sum()
                share = np.divide(ours, ours + theirs, out=np.zeros_like(ours), where=ours + theirs > 0)
                values.append(own[i] / own[i].sum() @ share)
            return np.mean(values)

        out.append({"a": a.astype(int).tolist(), "b": b.astype(int).tolist(),
                    "polarisation": float(0.5 * side(x, y) + 0.5 * side(y, x))})
    return out


json.dump({"log_odds": log_odds(), "scattertext": log_odds_scattertext(), "dispersion": dispersion(),
           "multiple": multiple(), "welch": welch(), "prediction_powered": prediction_powered(),
           "design_based": design_based(), "leave_out": leave_out()}, __import__("sys").stdout)
print()
