#!/usr/bin/env python3
"""Every figure of MODEL_CARD.md: reads, measures, prints markdown tables, fills them into the card.

    python3 models/figures/figures.py --nabra FILE --gold FILE --labels FILE... --texts STORE \
        --lexicon DIR --recipe FILE --corpora FILE [--model FILE] [--work DIR] [--card FILE] [--json FILE]

`run.sh` beside it calls this with what it needs. --work names the directory of `trainings.py`; without
it the tables of trainings are left out. --card: tables go between `<!-- figures:NAME -->` and
`<!-- end -->`. Needs numpy and scikit-learn, and the program `fasttext` for its row.

Intervals: 95 %, percentiles of 1,000 resamples of whole documents, one seed; those of the model on the gold
are `nabra evaluate`'s (docs/EVALUATE.md), those of baselines and variants are drawn here. The gold is only
measured.
"""

import argparse
import collections
import json
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tomllib

import numpy

import baselines
import held
import leak
import names
import trainings
from measure import (CLASSES, NUMBER, Predictions, Sample, at_coverage, calibration_error, chance_error, confusion, draws, gold_rows, macro_f1,
                     predict, present_f1, prf, read_scores, surest)

LEAST = 8
PARTS = ["precision", "recall", "F1"]
VARIANTS = ["all", "no-evidence", "bag", "commercial", "no-terms", "no-connotations", "no-lexica", "no-vectors", "no-intercepts", "held-terms",
            "no-sides", "no-network", "no-far", "no-nouns", "no-reporting", "licensed", "passages", *[f"outlets-{number}" for number in range(held.PARTS)],
            *[f"curve-{count}-{seed}" for count, seeds in trainings.CURVE.items() for seed in seeds],
            *[f"bare-{count}-{seeds[0]}" for count, seeds in trainings.CURVE.items()]]
SAUDI = ["alwatan", "aljazirah", "aleqtisadiya", "3alyoum", "almadina", "sabq"]


def n(value):
    return "-" if value is None or value != value else f"{value:.3f}"


def span(triple):
    value, low, high = triple
    return f"{n(value)} ({n(low)} to {n(high)})"


def signed(triple):
    value, low, high = triple
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


class Report:
    """Tables by name, and the numbers behind them."""

    def __init__(self):
        self.tables, self.numbers = {}, {}

    def put(self, name, text, numbers=None):
        self.tables[name] = text
        self.numbers[name] = numbers
        print(f"\n### {name}\n\n{text}", flush=True)

    def fill(self, card):
        text = card.read_text(encoding="utf-8")
        for name, filled in self.tables.items():
            pattern = rf"(<!-- figures:{re.escape(name)} -->\n).*?(<!-- end -->)"
            text, found = re.subn(pattern, lambda m: f"{m[1]}\n{filled}\n\n{m[2]}", text, flags=re.S)
            if not found:
                print(f"{card} has no place for {name}", file=sys.stderr)
        card.write_text(text, encoding="utf-8")


def evaluated(options, *more):
    """What `nabra evaluate` says of the gold: name -> (value, low, high), and how many articles were drawn from."""
    command = [str(options.nabra), "evaluate", str(options.gold), "--json", "-q", "--worst", "0", *more]
    command += ["--model", str(options.model)] if options.model else []
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    figures = found["figures"]
    triple = lambda of: tuple(math.nan if of[part] is None else of[part] for part in ["value", "low", "high"])
    out = {"macro-F1": triple(figures["macro_f1"]), "accuracy": triple(figures["accuracy"]),
           "Brier score": triple(figures["brier"]), "ECE, 15 bins": triple(figures["calibration_error"]),
           "factions found": triple(figures["found"]),
           "evidence among the first 3": triple(figures["evidence_in_first_three"])}
    for by_class in figures["classes"]:
        out |= {f"{by_class['class']} {part}": triple(by_class[part.lower()]) for part in PARTS}
    for at in figures["coverage"]:
        out[f"coverage {at['coverage']:.0%}"] = triple(at["macro_f1"])
        out[f"accuracy at {at['coverage']:.0%}"] = triple(at["accuracy"])
    return out, found["bootstrap"]["clusters"]


def on_gold(report, options, rows, scores, ours):
    every, sure = Sample(rows), Sample(rows, lambda _, label: label["confidence"] >= 2)
    (all_figures, documents), (sure_figures, _) = evaluated(options), evaluated(options, "--min-confidence", "2")
    columns = [all_figures, sure_figures]
    names_of = ["macro-F1", "accuracy", *[f"{c} F1" for c in CLASSES], "Brier score", "ECE, 15 bins",
                "factions found", "evidence among the first 3"]
    head = [f"all {len(every.all)} rows, {documents} articles apart", f"{len(sure.all)} rows of confidence 2 or 3"]
    report.put("gold", table(["", *head], [[name, *[span(c[name]) for c in columns]] for name in names_of]), columns)
    report.put("classes", table(["class", "rows", *PARTS], [
        [c, int((every.gold == NUMBER[c]).sum()), *[span(columns[0][f"{c} {part}"]) for part in PARTS]] for c in CLASSES]))
    mean, low, high = chance_error(ours.probabilities[ours.found])
    report.put("chance", f"Probabilities that are all true would have an ECE of {mean:.3f} on so few rows (95 %: {low:.3f} to {high:.3f}).",
               [mean, low, high])
    counts = confusion(every.gold, ours.framing)
    report.put("confusion", table(["gold \\ predicted", *CLASSES],
                                  [[c, *counts[i]] for i, c in enumerate(CLASSES)]), counts.tolist())
    lines = []
    for share in [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]:
        kept = surest(ours, share, every.all)
        lines.append([f"{share:.0%}", *[span(columns[0][f"{figure} {share:.0%}"]) for figure in ["coverage", "accuracy at"]],
                      *numpy.bincount(every.gold[kept], minlength=3), n(columns[1][f"coverage {share:.0%}"][0])])
    report.put("coverage", table(["rows kept, surest first", "macro-F1", "accuracy", *[f"{c} kept" for c in CLASSES],
                                  "macro-F1, confidence 2 or 3"], lines))
    voices(report, rows, every, ours, scores)
    abstained = numpy.array([score is None or score["abstained"] is not None for score in scores])
    spoken, silent = (Sample(rows, lambda r, l, keep=keep: id(l) in keep) for keep in
                      [{id(l) for (_, l), a in zip(rows, abstained) if a == flag} for flag in [False, True]])
    lines = [["not abstained", len(spoken.all), span(spoken.macro(ours)), f"{(spoken.gold == ours.framing)[spoken.all].mean():.3f}"],
             ["abstained or not found", len(silent.all), span(silent.macro(ours)), f"{(silent.gold == ours.framing)[silent.all].mean():.3f}"]]
    said = numpy.array([str(score["abstained"]) if score else "not found" for score in scores])
    for reason in sorted(set(said) - {"None"}):
        at = said == reason
        lines.append([f"- {reason}", at.sum(), "", f"{(every.gold == ours.framing)[at].mean():.3f}"])
    report.put("abstention", table(["by the model's own threshold", "rows", "macro-F1", "accuracy"], lines))
    groups(report, "factions", rows, ours, lambda row, label: label["faction"])
    groups(report, "outlets", rows, ours, lambda row, label: row["source"])
    return every, sure


def voices(report, rows, every, ours, scores):
    """How rows that are neutral in the text's own voice are read, by what the people quoted say."""
    lines = []
    for quoted in ["none", "neutral", "hostile", "favourable", "mixed"]:
        at = numpy.array([i for i, (_, label) in enumerate(rows)
                          if label["framing"] == "neutral" and label.get("quoted") == quoted], dtype=int)
        counts = numpy.bincount(ours.framing[at], minlength=3)
        lines.append([quoted, len(at), *counts, f"{1 - counts[1] / max(1, len(at)):.0%}"])
    report.put("voices", table(["speakers say", "neutral rows", *[f"read {c}" for c in CLASSES], "misread"], lines))
    spoken(report, rows, scores)
    wrong = every.gold != ours.framing
    top = numpy.nan_to_num(ours.probabilities).argmax(axis=1)
    other = ours.found & (top != ours.framing)
    report.put("misses", f"{wrong.sum()} rows are wrong, {(wrong & ~ours.found).sum()} of them because the faction was not found. "
               f"In {other.sum()} rows the framing is not the most probable one; it is right in {(other & ~wrong).sum()} of "
               f"these, the most probable one in {(other & (top == every.gold)).sum()}.")


def spoken(report, rows, scores):
    """What the score of quoted speakers is, by what annotators say of them."""
    lines, signs = [], {}
    for quoted in ["none", "hostile", "mixed", "neutral", "favourable"]:
        found = [score["voices"]["quoted"]["score"] for (_, label), score in zip(rows, scores)
                 if score and label.get("quoted") == quoted]
        said = numpy.array([score for score in found if score is not None])
        signs[quoted] = said
        quartiles = [f"{value:+.2f}" for value in numpy.percentile(said, [25, 50, 75])] if len(said) else [""] * 3
        lines.append([quoted, len(found), len(said), *quartiles])
    pairs = numpy.sign(signs["favourable"][:, None] - signs["hostile"][None, :])
    report.put("quoted", table(["annotators say", "rows found", "rows with a score", "lower quartile", "median", "upper quartile"], lines)
               + f"\n\nA favourable speaker has the higher score of a favourable and a hostile one in {(pairs + 1).mean() / 2:.0%} of the pairs.")


def single_speakers(report, figures):
    """What the training says of the score of single speakers, out of fold, by whom they are of."""
    whose = {"itself": "the faction itself", "other": "another faction", "unknown": "others, or unknown"}
    whole, lines = figures["quoted"], []
    for who, told in [*figures["speakers"], ("all together", whole)]:
        ordered = "" if told["ordered"] is None else f"{told['ordered']:.0%}"
        lines.append([whose.get(who, who), told["rows"], *told["classes"], *(f"{told[k]:.3f}" for k in ["macro_f1", "log_loss", "calibration_error"]), ordered])
    report.put("speakers", table(["speaker", "labels", *CLASSES, "macro-F1", "log loss", "ECE", "pairs in order"], lines))


def weaknesses(report, options):
    """What the model says of invented texts (weaknesses.jsonl) that it is known to be weak on."""
    path = pathlib.Path(__file__).with_name("weaknesses.jsonl")
    said = [json.loads(line) for line in predict(options.nabra, path, options.model)]
    lines = []
    for line, scored in zip(path.read_text(encoding="utf-8").splitlines(), said):
        case = json.loads(line)
        score = next((f for f in scored["factions"] if f["faction"] == case["faction"]), None)
        read = "not found" if score is None else f"{score['framing']} ({score['probabilities'][score['framing']]:.2f})"
        read += f", abstained: {score['abstained']}" if score and score["abstained"] else ""
        lines.append([case["cause"], f"«{case['text']}»", f"`{case['faction']}`", case["should"], read])
    report.put("weaknesses", table(["weak on", "invented text", "faction", "should be", "the model says"], lines))


def corpora(report, options):
    """Labels by corpus, with the licence that corpora.toml gives."""
    counts = collections.defaultdict(collections.Counter)
    unsure = every = 0
    for path in options.labels:
        for row in map(json.loads, path.open(encoding="utf-8")):
            counts[row["corpus"]].update(label["framing"] for label in row["labels"])
            unsure += sum(label.get("confidence") == 1 for label in row["labels"])
            every += len(row["labels"])
    lines = []
    for corpus in sorted(tomllib.loads(options.corpora.read_text(encoding="utf-8"))["corpus"],
                         key=lambda corpus: -counts[corpus["id"]].total()):
        mark = "**" if corpus["commercial_use"] == "forbidden" else ""
        lines.append([f"{mark}{corpus['id']}{mark}", corpus["what"], corpus["years"], *[counts[corpus["id"]][c] for c in CLASSES],
                      corpus["licence"], f"{mark}{corpus['commercial_use']}{mark}"])
    report.put("corpora", table(["corpus", "what", "years", *CLASSES, "licence as stated", "commercial use"], lines))
    report.put("labels", f"{every:,} labels on real excerpts; of {unsure:,} ({unsure / every:.0%}) the reader said that they could as well be otherwise.")


def groups(report, name, rows, ours, of):
    gold = numpy.array([NUMBER[label["framing"]] for _, label in rows])
    members = collections.defaultdict(list)
    for number, row in enumerate(rows):
        members[of(*row)].append(number)
    lines = []
    for group, numbers in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(numbers) < LEAST:
            continue
        at = numpy.array(numbers)
        counts = numpy.bincount(gold[at], minlength=3)
        lines.append([group, len(at), *counts, f"{(gold[at] == ours.framing[at]).mean():.2f}",
                      f"{present_f1(gold[at], ours.framing[at]):.2f}", int((~ours.found[at]).sum())])
    report.put(name, table([name[:-1], "rows", *CLASSES, "accuracy", "mean F1 of classes present", "not found"], lines))


def against(report, options, rows, ours, every, sure):
    lexicon = names.Names(options.lexicon / "factions.toml")
    terms = names.Terms(options.lexicon / "terms.toml")
    labelled = names.joined(options.labels, options.texts)
    train = baselines.windowed(labelled, lexicon)
    texts = [text for _, _, text in names.windows([{**row, "labels": [label]} for row, label in rows], lexicon)]
    others = {"majority class": baselines.majority(train, len(rows)),
              "counts of lexicon terms": baselines.term_counts(rows, lexicon, terms),
              "fastText, bigrams": baselines.fasttext(train, texts),
              "scikit-learn, words 1-2 and letters 2-5": baselines.sklearn(train, texts)}
    again = baselines.reader(pathlib.Path(__file__).with_name("gold_reader.tsv"), rows)
    others |= {"*another reader*": again} if again else {}
    lines = []
    for name, other in [("**Nabra**", ours), *others.items()]:
        f1 = prf(confusion(every.gold, other.framing))[2]
        figures = every.figures(other) if other.probabilities is not None else {}
        lines.append([name, span(every.macro(other)), *[n(f) for f in f1], span(sure.macro(other)),
                      n(figures["Brier score"][0]) if figures else "-", n(figures["ECE, 15 bins"][0]) if figures else "-",
                      "" if other is ours else signed(every.difference(ours, other))])
    report.put("baselines", table(["", "macro-F1, all rows", *[f"{c} F1" for c in CLASSES], "macro-F1, confidence 2 or 3",
                                   "Brier", "ECE", "Nabra's lead in macro-F1"], lines))
    found = sum(text is not None for text in texts)
    taught = sum(text is not None for text, _, _ in train)
    report.put("matcher", f"The compact matcher finds the faction of {found} of {len(texts)} gold rows and of {taught} of "
               f"{len(train)} training labels; the baselines learn from those {taught}.")
    if options.folds:
        same = tomllib.loads(options.recipe.read_text())["folds"]["same_source"]
        gold, out = baselines.sklearn_folds(train, same)
        f1 = prf(confusion(gold, out))[2]
        told, true, full, held = leak.counted(labelled, lexicon, terms)
        report.put("leak", told)
        counts = [["counts of terms, real rows", full], ["the same without forms of the outlet's own evidence alone", held]]
        return [["scikit-learn, real rows", len(gold), n(macro_f1(gold, out)), "", n((gold == out).mean()), *[n(f) for f in f1], "", ""],
                *[[name, len(true), n(macro_f1(true, said)), "", n((true == said).mean()),
                   *[n(f) for f in prf(confusion(true, said))[2]], "", ""] for name, said in counts]]
    return []


def fold_line(name, figures):
    by_class = [n(c["f1"]) for c in figures["classes"]]
    return [name, figures["rows"], n(figures["macro_f1"]), n(figures["spread"]), n(figures["accuracy"]), *by_class,
            n(figures["calibration_error"]), n(figures["macro_f1_at_70"])]


def trained(options):
    """Name -> report of each variant that was trained, in the order of training."""
    out = {}
    if options.work:
        for path in sorted(options.work.glob("*.json"), key=lambda path: path.stat().st_mtime):
            report = json.loads(path.read_text())
            if report.get("figures"):
                out[path.stem] = report
    return out


def state(report, variants):
    """Which variants the tables of trainings rest on."""
    missing = [name for name in VARIANTS if name not in variants]
    report.put("trainings", f"{len(VARIANTS) - len(missing)} of {len(VARIANTS)} variants were trained."
               + (f" **Not run: {', '.join(missing)}**; their rows are missing below, or are a dash." if missing else ""))


def out_of_fold(path):
    """Labels by row and faction: the document, the label's number and the decision's."""
    lines = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {(line["id"], line["faction"]): (line["id"].split(":")[0], NUMBER[line["label"]], NUMBER[line["decided"]])
            for line in lines}


def of_file(options, path):
    """Figures out of fold on the labels of one file, of a model that learned from all."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    wanted = {(f"{row['key']}:{row['start']}-{row['end']}", label["faction"]) for row in rows for label in row["labels"]}
    lines = [json.loads(line) for line in (options.work / "passages.folds.jsonl").open(encoding="utf-8")]
    lines = [line for line in lines if (line["id"], line["faction"]) in wanted]
    gold, decided = (numpy.array([NUMBER[line[name]] for line in lines]) for name in ["label", "decided"])
    probabilities = numpy.array([[line["probabilities"][c] for c in CLASSES] for line in lines])
    framing = Predictions([line["decided"] for line in lines], probabilities)
    return [f"of these, `{path.name}`", len(lines), n(macro_f1(gold, decided)), "", n((gold == decided).mean()),
            *[n(f1) for f1 in prf(confusion(gold, decided))[2]], n(calibration_error(gold, probabilities)),
            n(at_coverage(gold, framing, 0.7, numpy.arange(len(lines))))]


def drawn(report, options):
    """Figures out of fold by how rows were picked."""
    picked = {}
    for path in options.labels:
        for row in map(json.loads, path.open(encoding="utf-8")):
            name = {"random": "drawn at random", "chosen": "chosen for being hard or rare"}.get(row.get("drawn"), "picked by others as the gold was")
            picked |= {(f"{row['key']}:{row['start']}-{row['end']}", label["faction"]): name for label in row["labels"]}
    members = collections.defaultdict(list)
    for line in (options.work / "passages.folds.jsonl").open(encoding="utf-8"):
        line = json.loads(line)
        if (name := picked.get((line["id"], line["faction"]))):
            members[name].append(line)
    lines = []
    for name, rows in sorted(members.items()):
        gold, decided = (numpy.array([NUMBER[line[part]] for line in rows]) for part in ["label", "decided"])
        probabilities = numpy.array([[line["probabilities"][c] for c in CLASSES] for line in rows])
        precision, recall, _ = prf(confusion(gold, decided))
        lines.append([name, len(rows), *[f"{(gold == c).mean():.1%}" for c in [0, 2]], n(macro_f1(gold, decided)),
                      *[n(part[c]) for c in [0, 2] for part in [precision, recall]], n(calibration_error(gold, probabilities))])
    report.put("drawn", table(["rows", "labels", "hostile", "favourable", "macro-F1", "hostile precision", "recall",
                               "favourable precision", "recall", "ECE"], lines), lines)


def in_folds(options, name, whole):
    """Change of macro-F1 out of fold from `whole`, on the labels that both test, with an interval: draws of whole
    documents."""
    variant = out_of_fold(options.work / f"{name}.folds.jsonl")
    shared = [key for key in whole if key in variant]
    gold, before, after = (numpy.array([table[key][part] for key in shared])
                           for table, part in [(whole, 1), (whole, 2), (variant, 2)])
    change = lambda rows: macro_f1(gold[rows], after[rows]) - macro_f1(gold[rows], before[rows])
    drawn = [change(rows) for rows in draws([whole[key][0] for key in shared])]
    return change(numpy.arange(len(shared))), *numpy.percentile(drawn, [2.5, 97.5])


def from_trainings(report, options, rows, every):
    variants = trained(options)
    if not variants:
        return
    state(report, variants)
    said = {name: Predictions.of_nabra(read_scores((options.work / f"{name}.gold.jsonl").open(encoding="utf-8"), rows))
            for name in variants}
    if all(f"outlets-{number}" in variants for number in range(held.PARTS)):
        lines = list(held.lines(options.labels, options.work))
        report.put("held", table(held.HEAD, [[name, count, *map(n, figures)] for name, count, *figures in lines]), lines)
    if "all" not in variants:
        return
    curve(report, variants, said, every)
    whole = said["all"]
    described = {"all": "as the recipe says", "no-evidence": "no token layer", "no-vectors": "no word vectors",
                 "no-terms": "no term lexicon", "no-connotations": "no connotations of words",
                 "no-lexica": "neither terms nor connotations", "held-terms": "no forms of terms that one outlet's evidence alone holds", "no-intercepts": "no intercepts of outlets", "no-sides": "no sides: all other factions alike",
                 "no-network": "no network beside the article layer", "no-far": "no words beyond the windows", "no-nouns": "no nouns that stand for factions", "no-reporting": "no reporting verbs (quotation marks only)",
                 "bag": "words of the window alone"}
    whole_folds = out_of_fold(options.work / "all.folds.jsonl")
    lines = []
    for name, what in described.items():
        if name in variants:
            figures = variants[name]["figures"]
            lines.append([what, n(figures["macro_f1"]), "" if name == "all" else signed(in_folds(options, name, whole_folds)),
                          *[n(c["f1"]) for c in figures["classes"]], n(figures["log_loss"]), span(every.macro(said[name])),
                          "" if name == "all" else signed(every.difference(said[name], whole))])
    report.put("ablation", table(["", "macro-F1 in folds by outlet", "change", *[f"{c} F1" for c in CLASSES], "log loss",
                                  "macro-F1 on the gold", "change on the gold"], lines))
    saudi, rest = (Sample(rows, lambda row, _, w=wanted: (row["source"] in SAUDI) == w) for wanted in [True, False])
    described = {"all": "all real labels", "passages": "and the written passages",
                 "commercial": "without saudinewsnet and armpro", "licensed": "corpora with a licence that allows it"}
    lines = [[what, variants[name]["labels"], n(variants[name]["figures"]["macro_f1"]),
              *[span(sample.macro(said[name])) for sample in [every, saudi, rest]]]
             for name, what in described.items() if name in variants]
    report.put("data", table(["trained on", "labels", "macro-F1 in folds, own rows", "gold, all",
                              f"gold, {len(saudi.all)} rows of Saudi outlets", f"gold, other {len(rest.all)} rows"], lines))
    report.numbers["variants"] = {name: {k: v[k] for k in ["labels", "documents", "examples", "figures", "cpu_seconds"]}
                                  for name, v in variants.items()}


def curve(report, variants, said, every):
    def at(count, kind):
        return [name for name in variants if name.startswith(f"{kind}-{count}-")] if count else \
            [{"curve": "all", "bare": "no-terms"}[kind]] * (({"curve": "all", "bare": "no-terms"}[kind]) in variants)

    lines = []
    for count in [*trainings.CURVE, 0]:
        line = [f"{count:,}" if count else f"all {variants['all']['labels']:,}", len(at(count, "curve"))]
        for kind in ["curve", "bare"]:
            mean = lambda values: n(statistics.mean(values)) if values else "-"
            line += [mean([variants[name]["figures"]["macro_f1"] for name in at(count, kind)]),
                     mean([macro_f1(every.gold, said[name].framing) for name in at(count, kind)])]
        lines.append(line)
    report.put("curve", table(["labels", "draws", "in folds", "on the gold", "no term lexicon: in folds",
                               "no term lexicon: on the gold"], lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["--nabra", "--gold", "--lexicon", "--recipe", "--corpora"]:
        parser.add_argument(name, type=pathlib.Path, required=True)
    parser.add_argument("--labels", type=pathlib.Path, nargs="+", required=True)
    for name in ["--texts", "--model", "--work", "--card", "--json"]:
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--folds", action="store_true", help="also scikit-learn in folds by outlet: five more fits")
    options = parser.parse_args()
    options.nabra = options.nabra.resolve()

    report = Report()
    inspected = [str(options.nabra), "inspect", "--json", *([str(options.model)] if options.model else [])]
    model = json.loads(subprocess.run(inspected, check=True, capture_output=True, text=True).stdout)
    rows = gold_rows(options.gold)
    scores = read_scores(predict(options.nabra, options.gold, options.model), rows)
    ours = Predictions.of_nabra(scores)
    card = model["card"]
    report.put("model", table(["", ""], [
        ["checksum", f"`{model['checksum'][:16]}`"], ["training data hash", f"`{card['data_hash'][:16]}`"],
        ["nabra", card["nabra"]], ["size", f"{model['bytes']:,} bytes"],
        ["factions, terms, connotations, word vectors",
         f"{model['factions']}, {model['terms']}, {model['connotations']:,}, {model['word_vectors']:,}"],
        ["columns: article layer, token layer", f"{model['columns']['article layer']:,}, {model['columns']['token layer']:,}"],
        ["labels learned from", f"{sum(card['class_counts']):,}: " + ", ".join(f"{c} {k:,}" for c, k in zip(card["classes"], card["class_counts"]))],
    ]))
    corpora(report, options)
    every, sure = on_gold(report, options, rows, scores, ours)
    weaknesses(report, options)
    single_speakers(report, card["figures"])
    compared = against(report, options, rows, ours, every, sure)
    folds = [fold_line("this model, its card", card["figures"]["figures"])]
    variants = trained(options)
    folds += [fold_line("real rows alone", variants["all"]["figures"])] if "all" in variants else []
    folds += [of_file(options, path) for path in options.labels] if "passages" in variants else []
    if "passages" in variants:
        drawn(report, options)
    report.put("folds", table(["", "labels", "macro-F1", "sd over folds", "accuracy", *[f"{c} F1" for c in CLASSES], "ECE",
                               "macro-F1 at 70 %"], folds + compared))
    if options.work:
        from_trainings(report, options, rows, every)
    if options.card:
        report.fill(options.card)
    if options.json:
        # Tables that a quick run leaves in the card keep their numbers.
        known = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
        options.json.write_text(json.dumps(known | report.numbers, indent=1, default=float) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
